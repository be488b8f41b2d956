// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/provider.pb.h"

namespace photoferry::local_folder {

// What an errno of a file call means for the photos. `doing` completes "While ...": "writing".
// DESTINATION_FULL, PERMISSION_MISSING, ITEM_TOO_LARGE, ALBUM_GONE (something of the path is not
// there any more), ITEM_REJECTED (a link stands in the way, a name the file system refuses), else
// SERVICE_DOWN: a disk or a network share that may come back.
absl::Status IoFailure(int error, absl::string_view doing, absl::string_view path);

// The same, for people: one row for each errno that is known.
void AddIoAnswers(v1::ProviderSpec& spec);

}  // namespace photoferry::local_folder
