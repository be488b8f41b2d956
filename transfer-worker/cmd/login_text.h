// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "photoferry/v1/transfer_service.pb.h"
#include "transfer-worker/engine/provider_table.h"

// What people are told about their logins. Pure.

namespace photoferry {

// "Logged in to Facebook as Anna, by Facebook Login.", until when it is good, what was declined.
std::string LoggedInText(const v1::Authorization& done, const ProviderTable& providers);

// A login's line in the list of all, and one for its warning.
std::string AccountText(const v1::Credential& credential, const ProviderTable& providers);

}  // namespace photoferry
