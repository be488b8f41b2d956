// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "importers/importer.h"
#include "tests/sim/holdings.h"
#include "tests/sim/laws.h"
#include "tests/sim/scenario.h"
#include "tests/sim/sim_network.h"
#include "tests/testing/canary_mark.h"

namespace photoferry::sim {

// A destination of the simulated world: how a job gets to it, what befalls it, and what it holds.
class SimDestination {
 public:
  virtual ~SimDestination() = default;

  // The real importer.
  virtual ImporterPlugin plugin() const = 0;
  virtual std::map<std::string, std::string> options() const = 0;  // a job's
  // The password or token that it takes just now. Empty: it asks for none.
  virtual std::string login() const { return ""; }
  virtual const Holdings& holdings() const = 0;

  // From now on it can be reached, and tells `laws` of its changes. Both outlive it.
  virtual void Open(SimNetwork& network, Laws& laws) = 0;
  // One of the things that happen to destinations: no room, forgotten uploads, another password.
  virtual void Suffer(SimScheduler& machine) = 0;
  // There is room again.
  virtual void Recover() = 0;
  // The machine that everybody runs on has lost its power; nobody is alive.
  virtual void LosePower() {}
  // Whether a process that stood still in the middle of a file goes on with it when it wakes up; a
  // connection does not last that long.
  virtual bool WaitsForWhoStandsStill() const { return false; }
  // Where a process does its work there by system calls: it dies before the `calls`-th from now.
  // False: it sends requests instead.
  virtual bool KillAt(SimProcess&, int64_t /*calls*/) { return false; }

 protected:
  // A secret of its own each time, in whose plain text nobody may be found.
  static std::string LoginNumber(int number) {
    return absl::StrCat("destination-login-", number, "-" PHOTOFERRY_CANARY_MARK);
  }
};

// The one that `scenario` names. `clock` is everybody's, and `directory` is on a real disk.
std::unique_ptr<SimDestination> NewSimDestination(const Scenario& scenario, const Clock& clock,
                                                  const std::string& directory);

}  // namespace photoferry::sim
