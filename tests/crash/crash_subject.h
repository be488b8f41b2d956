// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace photoferry::crash {

struct Ending {
  bool killed = false;  // by SIGKILL
  int exit_code = -1;
  std::string output;
};

// Runs photoferry-crash-subject with these arguments and additions to the environment, and waits
// for it, at most two minutes.
Ending RunSubject(const std::vector<std::string>& arguments,
                  const std::map<std::string, std::string>& environment = {});

// How often each crash point was passed, out of a PHOTOFERRY_CRASH_COUNT file.
std::map<std::string, int> ReadPasses(const std::string& path);

}  // namespace photoferry::crash
