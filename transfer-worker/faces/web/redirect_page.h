// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "photoferry/v1/transfer_service.pb.h"

namespace photoferry {

// What a browser is shown: plain HTML without script, style or anything from elsewhere.
struct RedirectPage {
  int status = 200;
  std::string html;
};

// What came of a login, for the person who comes back from the provider's page. `provider` is the
// name that people know.
RedirectPage PageOf(const v1::Authorization& outcome, absl::string_view provider);
// Why nothing came of it.
RedirectPage PageOf(const v1::Problem& problem);
// For what is not served here: 404, 405 and so on.
RedirectPage PageOfStatus(int status);

// The whole answer as it goes over the wire; the connection is closed behind it.
std::string HttpTextOf(const RedirectPage& page);

}  // namespace photoferry
