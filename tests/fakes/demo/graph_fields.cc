// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_fields.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace photoferry::demo {
namespace {

constexpr int kMaxDepth = 8;

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  bool Whole(FieldRequests& fields) { return List(fields, 0) && at_ == text_.size(); }
  size_t at() const { return at_; }

 private:
  void SkipSpace() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
  }
  bool Take(char expected) {
    SkipSpace();
    if (at_ >= text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }
  std::string Name() {
    SkipSpace();
    const size_t from = at_;
    while (at_ < text_.size() && (absl::ascii_isalnum(text_[at_]) || text_[at_] == '_')) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  bool List(FieldRequests& fields, int depth) {
    if (depth > kMaxDepth) return false;
    do {
      if (!Field(fields.emplace_back(), depth)) return false;
    } while (Take(','));
    SkipSpace();
    return true;
  }

  bool Field(FieldRequest& field, int depth) {
    field.name = Name();
    if (field.name.empty()) return false;
    while (Take('.')) {
      const std::string modifier = Name();
      if (modifier.empty() || !Take('(')) return false;
      const size_t from = at_;
      const size_t end = text_.find(')', from);
      if (end == absl::string_view::npos) return false;
      field.modifiers[modifier] = std::string(text_.substr(from, end - from));
      at_ = end + 1;
    }
    if (Take('{')) return List(field.fields, depth + 1) && Take('}');
    return true;
  }

  const absl::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::optional<GraphError> ParseFields(absl::string_view text, FieldRequests& fields) {
  if (text.empty()) return std::nullopt;
  Parser parser(text);
  if (!parser.Whole(fields)) return FieldSyntax(text, parser.at());
  return std::nullopt;
}

std::string FormatFields(const FieldRequests& fields) {
  std::string text;
  for (const FieldRequest& field : fields) {
    absl::StrAppend(&text, text.empty() ? "" : ",", field.name);
    for (const auto& [name, value] : field.modifiers) {
      absl::StrAppend(&text, ".", name, "(", value, ")");
    }
    if (!field.fields.empty()) absl::StrAppend(&text, "{", FormatFields(field.fields), "}");
  }
  return text;
}

int64_t CostOf(const FieldRequests& fields) {
  int64_t cost = 0;
  for (const FieldRequest& field : fields) {
    int64_t times = 1;
    const auto limit = field.modifiers.find("limit");
    if (limit != field.modifiers.end() && !absl::SimpleAtoi(limit->second, &times)) times = 1;
    cost += field.fields.empty() ? 1 : std::max<int64_t>(1, times) * CostOf(field.fields);
  }
  return std::max<int64_t>(1, cost);
}

}  // namespace photoferry::demo
