// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// What libcurl's verdict on a transfer means. `origin` is scheme, host and port, all of the URL
// that a message may show. OK for CURLE_OK.
absl::Status StatusFromCurl(CURLcode code, absl::string_view origin);

}  // namespace photoferry
