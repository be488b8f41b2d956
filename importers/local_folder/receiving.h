// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/provider/provider_context.h"
#include "importers/importer.h"
#include "importers/local_folder/durable_file.h"

namespace photoferry::local_folder {

struct Reception {
  absl::Status status;
  bool place_saved = false;  // a later attempt can go on from there
};

// Takes the source's bytes into the part file, from where the file ends to where the source ends.
// A connection that breaks is taken up again a few times where it broke. Every 64 MiB, and when it
// gives up, the place reached is saved as the task's session, whose state is `session_state`.
Reception Receive(SendTask& task, const std::string& session_state, PartFile& part,
                  ProviderContext& context);

}  // namespace photoferry::local_folder
