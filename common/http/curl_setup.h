// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include "absl/status/status.h"
#include "common/http/curl_http_client.h"
#include "common/http/curl_transfer.h"

namespace photoferry {

// Prepares a fresh or reset easy handle for `transfer`: every option that libcurl gets is in this
// one place. Afterwards transfer.headers is to be freed with FreeHeaders.
absl::Status SetUpEasy(CURL* easy, CURLSH* share, const CurlHttpClientOptions& options,
                       CurlTransfer& transfer);

// Frees header lines after wiping them: some hold tokens.
void FreeHeaders(curl_slist* headers);

}  // namespace photoferry
