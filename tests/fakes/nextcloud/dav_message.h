// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace photoferry::fakes {

struct DavRequest {
  std::string method;
  std::string path;                            // as sent, without the query
  std::string query;                           // without '?'
  std::map<std::string, std::string> headers;  // names in lower case
  absl::Cord body;                             // in pieces, as it came

  // Empty if it is not there.
  std::string Header(const std::string& lower_case_name) const;
  // The header as a number; -1: absent or no number.
  int64_t NumberHeader(const std::string& lower_case_name) const;
};

struct DavResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  absl::Cord body;

  // What may go wrong with it on its way.
  bool lost = false;  // the connection is closed instead
  absl::Duration delay = absl::ZeroDuration();

  std::string Header(absl::string_view name) const;
};

// An answer with a body as sabre/dav, which Nextcloud is built on, words its errors.
DavResponse DavError(int status, absl::string_view exception, absl::string_view message);
// 400 where fewer or more bytes came than the head announced.
std::optional<DavResponse> LengthRefusal(const DavRequest& request);
DavResponse DavXml(int status, absl::string_view document);
DavResponse DavJson(absl::string_view text);

}  // namespace photoferry::fakes
