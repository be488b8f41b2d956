// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/field_list.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/log.h"

namespace photoferry::meta {
namespace {

// Splits at the commas that stand outside of braces.
std::vector<absl::string_view> TopLevel(absl::string_view fields) {
  std::vector<absl::string_view> parts;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i] == '{') ++depth;
    if (fields[i] == '}') --depth;
    if (fields[i] != ',' || depth != 0) continue;
    parts.push_back(fields.substr(start, i - start));
    start = i + 1;
  }
  if (start < fields.size()) parts.push_back(fields.substr(start));
  return parts;
}

// "photos" of "photos.limit(5){id}".
absl::string_view NameOf(absl::string_view part) {
  return part.substr(0, part.find_first_of(".{"));
}

}  // namespace

std::optional<std::string> WithoutField(absl::string_view fields, absl::string_view name) {
  std::vector<std::string> kept;
  bool dropped = false;
  for (const absl::string_view part : TopLevel(fields)) {
    if (NameOf(part) == name) {
      dropped = true;
      continue;
    }
    const size_t brace = part.find('{');
    if (brace == absl::string_view::npos || part.back() != '}') {
      kept.emplace_back(part);
      continue;
    }
    const absl::string_view inner = part.substr(brace + 1, part.size() - brace - 2);
    const std::optional<std::string> rest = WithoutField(inner, name);
    kept.push_back(rest.has_value() ? absl::StrCat(part.substr(0, brace), "{", *rest, "}")
                                    : std::string(part));
    dropped = dropped || rest.has_value();
  }
  if (!dropped || kept.empty()) return std::nullopt;
  return absl::StrJoin(kept, ",");
}

FieldList::FieldList(absl::string_view fields, std::set<std::string> required)
    : required_(std::move(required)), fields_(fields) {}

std::string FieldList::Text() const {
  MutexLock lock(mutex_);
  return fields_;
}

bool FieldList::Drop(absl::string_view field, absl::string_view asked) {
  if (field.empty() || required_.contains(std::string(field))) return false;
  {
    MutexLock lock(mutex_);
    if (fields_ != asked) return true;  // another call has dropped something meanwhile
    std::optional<std::string> rest = WithoutField(fields_, field);
    if (!rest.has_value()) return false;
    fields_ = *std::move(rest);
  }
  Log(LogLevel::kWarning, "graph_field_dropped", {{"field", field}});
  return true;
}

}  // namespace photoferry::meta
