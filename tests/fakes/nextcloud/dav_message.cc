// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/dav_message.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/xml.h"

namespace photoferry::fakes {

std::string DavRequest::Header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? "" : found->second;
}

int64_t DavRequest::NumberHeader(const std::string& lower_case_name) const {
  int64_t number = 0;
  return absl::SimpleAtoi(Header(lower_case_name), &number) && number >= 0 ? number : -1;
}

std::string DavResponse::Header(absl::string_view name) const {
  for (const auto& [own, value] : headers) {
    if (absl::EqualsIgnoreCase(own, name)) return value;
  }
  return "";
}

DavResponse DavXml(int status, absl::string_view document) {
  return {.status = status,
          .headers = {{"Content-Type", "application/xml; charset=utf-8"}},
          .body = absl::Cord(
              absl::StrCat("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", document, "\n"))};
}

DavResponse DavError(int status, absl::string_view exception, absl::string_view message) {
  return DavXml(status, absl::StrCat("<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\">"
                                     "<s:exception>Sabre\\DAV\\Exception\\",
                                     exception, "</s:exception><s:message>", XmlEscaped(message),
                                     "</s:message></d:error>"));
}

std::optional<DavResponse> LengthRefusal(const DavRequest& request) {
  const auto came = static_cast<int64_t>(request.body.size());
  const int64_t announced = request.NumberHeader("content-length");
  if (announced < 0 || announced == came) return std::nullopt;
  return DavError(400, "BadRequest",
                  absl::StrCat("Expected ", announced, " bytes and read ", came, "."));
}

DavResponse DavJson(absl::string_view text) {
  return {.headers = {{"Content-Type", "application/json; charset=utf-8"}},
          .body = absl::Cord(text)};
}

}  // namespace photoferry::fakes
