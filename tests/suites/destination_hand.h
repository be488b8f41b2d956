// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/testing/call_faults.h"

namespace photoferry {

// A hand at the destination, behind the importer's back: it sees and does there what people, other
// programs and bad disks do. Items and albums go by the ids that the importer gave them.
struct DestinationHand {
  // What a person sees: every item once, in however many albums it is.
  std::function<std::vector<std::string>()> items;
  std::function<std::vector<std::string>(const std::string& album)> items_in;
  std::function<absl::StatusOr<std::string>(const std::string& item)> read;
  // Other bytes in the item's place, as a bad disk or another program puts them there.
  std::function<absl::Status(const std::string& item, const std::string& bytes)> overwrite;
  // There is no room from now on, or there is again.
  std::function<void(bool full)> set_full;
  // The login is refused from now on, or it is good again.
  std::function<void(bool good)> set_login;
  // Where the importer reaches its destination otherwise than by HTTP.
  std::shared_ptr<CallFaults> call_faults;
};

}  // namespace photoferry
