// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "importers/importer.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

// Holds what the destination says of an item against what the ledger knows. The best proof that
// both sides can give; INTEGRITY_UNSPECIFIED if they share none. LENGTH_MISMATCH or HASH_MISMATCH
// if they disagree. Pure.
absl::StatusOr<v1::Integrity> Compare(const ItemRecord& record, const v1::RemoteItem& remote);

// Why this item need not be sent at all; nothing: send it. Pure.
std::optional<v1::Problem> Preflight(const v1::Photo& photo, const MediaHead& head,
                                     const v1::Capabilities& capabilities);

}  // namespace photoferry
