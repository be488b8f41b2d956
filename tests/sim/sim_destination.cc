// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_destination.h"

#include "tests/sim/folder_destination.h"
#include "tests/sim/nextcloud_destination.h"
#include "tests/sim/service_destination.h"

namespace photoferry::sim {

std::unique_ptr<SimDestination> NewSimDestination(const Scenario& scenario, const Clock& clock,
                                                  const std::string& directory) {
  if (scenario.destination == "folder") {
    return std::make_unique<FolderDestination>(absl::StrCat(directory, "/photos"),
                                               scenario.disk_latency);
  }
  if (scenario.destination == "webdav" || scenario.destination == "nextcloud") {
    return std::make_unique<NextcloudDestination>(scenario.dav, clock);
  }
  fakes::DestinationOptions options;
  options.silent_uploads = scenario.silent_uploads;
  options.found_after = scenario.found_after;
  options.clock = &clock;
  return std::make_unique<ServiceDestination>(scenario.destination, options);
}

}  // namespace photoferry::sim
