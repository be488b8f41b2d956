// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "tests/fuzz/provider_bench.h"

// What holds for every saved cursor into an account of the Graph API.

namespace photoferry::fuzz {

// Nothing, with the error that belongs to it; else a cursor that is the same when it is read again.
template <typename Cursor>
std::optional<Cursor> CheckCursor(const std::string& text) {
  const absl::StatusOr<Cursor> cursor = Cursor::From(text);
  if (!cursor.ok()) {
    CheckError(cursor.status());
    FUZZ_CHECK(ReasonOf(cursor.status()) == v1::BAD_REQUEST);
    return std::nullopt;
  }
  const absl::StatusOr<Cursor> again = Cursor::From(cursor->ToText());
  FUZZ_CHECK(again.ok() && *again == *cursor && again->ToText() == cursor->ToText());
  FUZZ_CHECK(cursor->place.page_size >= 1);
  FUZZ_CHECK(cursor->place.position >= 0 && cursor->place.page >= 0);
  return *cursor;
}

// A cursor says where a listing goes on, and can say nothing else: it names neither another host
// nor another edge, asks for no other fields and adds no token.
inline void CheckListingUrl(const std::string& text, const std::string& host,
                            const std::set<std::string>& edges) {
  static const std::set<std::string>& known =
      *new std::set<std::string>{"fields",     "type",  "limit", "after",         "offset",
                                 "__after_id", "since", "until", "__paging_token"};
  const absl::StatusOr<Url> url = ParseUrl(text);
  FUZZ_CHECK(url.ok());
  FUZZ_CHECK(absl::StartsWith(url->ToString(), host));
  FUZZ_CHECK(edges.contains(url->path));
  const std::map<std::string, std::string> params = ParseQuery(url->query);
  for (const auto& [key, value] : params) FUZZ_CHECK(known.contains(key));
  FUZZ_CHECK(absl::StartsWith(params.at("fields"), "id,"));
  // None is there twice, which would leave it to the other side which one counts.
  size_t written = 1;
  for (const char c : url->query) written += c == '&' ? 1 : 0;
  FUZZ_CHECK(written == params.size());
}

}  // namespace photoferry::fuzz
