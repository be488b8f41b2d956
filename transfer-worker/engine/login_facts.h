// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "photoferry/v1/transfer_service.pb.h"
#include "transfer-worker/store/vault.h"

// What people are told about a login that is kept. Pure.

namespace photoferry {

// How early an end is announced.
inline constexpr absl::Duration kAnnounced = absl::Hours(24 * 7);

// Without anything secret. `provider` is the name that people know.
v1::Credential CredentialShown(absl::string_view name, const StoredCredential& stored,
                               bool renews_itself, absl::string_view provider, absl::Time now);

// Empty: no end is near.
std::string LoginWarning(const StoredCredential& stored, bool renews_itself,
                         absl::string_view provider, absl::Time now);

}  // namespace photoferry
