// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/cursor_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"

namespace photoferry::meta {
namespace {

constexpr char kVersion[] = "1/";

}  // namespace

std::string CursorText::Write(absl::string_view listing, const GraphParams& params) {
  return absl::StrCat(kVersion, listing, "?", QueryString(params));
}

absl::StatusOr<CursorText> CursorText::Read(absl::string_view text, absl::string_view service) {
  if (!absl::ConsumePrefix(&text, kVersion)) return UnreadableCursor(service);
  return CursorText{.listing = std::string(text.substr(0, text.find('?'))),
                    .params = ParseQuery(QueryOf(text))};
}

absl::Status UnreadableCursor(absl::string_view service) {
  return Failure(v1::BAD_REQUEST,
                 absl::StrCat("The saved place in the ", service,
                              " account cannot be read; another version of this program may have "
                              "written it."),
                 "Go on with the version that started the job, or start a new job.");
}

}  // namespace photoferry::meta
