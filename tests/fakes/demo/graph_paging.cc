// SPDX-License-Identifier: Apache-2.0
// Pages of an edge, their cursors and links.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/graph_reader.h"

namespace photoferry::demo {
namespace {

const std::string* Find(const EdgeParameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  return found == parameters.end() || found->second.empty() ? nullptr : &found->second;
}

// Cursors of me/photos?type=tagged mean nothing in me/photos?type=uploaded.
std::string CursorKey(const std::string& key, const EdgeParameters& parameters) {
  const std::string* type = Find(parameters, "type");
  return absl::StrCat(key, "?", type ? *type : "");
}

}  // namespace

bool GraphReader::Listable(const EdgeItems& items, int64_t position) const {
  const std::variant<Node, Json> item = items.at(position);
  const Node* node = std::get_if<Node>(&item);
  return node == nullptr || !IsHidden(*node);
}

// A cursor dies with the item that it points at.
std::optional<GraphError> GraphReader::ReadPage(const std::string& key, const EdgeItems& items,
                                                const EdgeParameters& parameters,
                                                const FieldRequests& fields, Page& page) const {
  if (const std::string* limit = Find(parameters, "limit")) {
    if (!absl::SimpleAtoi(*limit, &page.limit) || page.limit < 0) {
      return BadParameter("Param limit must be a non-negative integer");
    }
  }
  if (page.limit > options_.max_limit) {
    if (options_.refuse_larger_limit) {
      return BadParameter(absl::StrCat("Param limit must be at most ", options_.max_limit));
    }
    page.limit = options_.max_limit;
  }
  if (options_.heavy_page > 0 && page.limit * CostOf(fields) > options_.heavy_page) {
    return TooMuchData();
  }
  const std::string cursor_key = CursorKey(key, parameters);
  const std::string* after = Find(parameters, "after");
  const std::string* before = Find(parameters, "before");
  if (after != nullptr || before != nullptr) {
    const auto position = state_.ReadCursor(cursor_key, after ? *after : *before);
    if (!position || *position < 0 || *position >= items.count) return BadCursor();
    if (!Listable(items, *position)) return BadCursor();
    if (call_.fault && call_.fault->kind == FaultKind::kBadCursor) return BadCursor();
    page.from = after ? *position + 1 : std::max<int64_t>(0, *position - page.limit);
  }
  page.end = page.from;
  while (page.end < items.count && static_cast<int64_t>(page.items.size()) < page.limit) {
    if (Listable(items, page.end)) page.items.push_back(page.end);
    ++page.end;
  }
  SpoilPage(items, page);
  return std::nullopt;
}

// What privacy filters and moving lists do to a page; its links stay those of the whole page.
void GraphReader::SpoilPage(const EdgeItems& items, Page& page) const {
  if (!call_.fault) return;
  if (call_.fault->kind == FaultKind::kEmptyPage) page.items.clear();
  if (call_.fault->kind == FaultKind::kShortPage) page.items.resize(page.items.size() / 2);
  if (call_.fault->kind == FaultKind::kDuplicateItem && !page.items.empty()) {
    const int64_t before = std::max<int64_t>(0, page.from - 1);
    page.items.insert(page.items.begin(), Listable(items, before) ? before : page.items.front());
  }
}

std::string GraphReader::PageLink(const std::string& key, const EdgeParameters& parameters,
                                  const FieldRequests& fields, const std::string& direction,
                                  int64_t position) const {
  Parameters query = {{"access_token", call_.token}, {"pretty", "0"}};
  if (!fields.empty()) query.emplace_back("fields", FormatFields(fields));
  for (const auto& [name, value] : parameters) {
    if (name != "after" && name != "before" && name != "as") query.emplace_back(name, value);
  }
  query.emplace_back(direction, state_.MakeCursor(CursorKey(key, parameters), position));
  return absl::StrCat(call_.graph_url, "/", key, "?", FormatParameters(query));
}

Json GraphReader::PagingJson(const std::string& key, const EdgeItems& items, const Page& page,
                             const EdgeParameters& parameters, const FieldRequests& fields) const {
  const std::string cursor_key = CursorKey(key, parameters);
  // The last item that can be listed carries the cursor.
  int64_t last = page.end - 1;
  while (last > page.from && !Listable(items, last)) --last;
  Json paging = {{"cursors",
                  {{"before", state_.MakeCursor(cursor_key, page.from)},
                   {"after", state_.MakeCursor(cursor_key, last)}}}};
  const bool is_instagram = absl::StartsWith(items.type, "IG");
  // Instagram's last page tells no more than where it began.
  if (is_instagram && page.end >= items.count) paging["cursors"].erase("after");
  if (page.end < items.count) {
    paging["next"] = PageLink(key, parameters, fields, "after", last);
  }
  if (page.from > 0) paging["previous"] = PageLink(key, parameters, fields, "before", page.from);
  return paging;
}

}  // namespace photoferry::demo
