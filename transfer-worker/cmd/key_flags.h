// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "CLI/CLI.hpp"
#include "photoferry/v1/config.pb.h"
#include "transfer-worker/store/key_source.h"

// Where the keys come from that seal a store: the same three flags for every program and command.

namespace photoferry {

struct KeyFlags {
  std::string file;
  int descriptor = -1;
  std::string command;
};

// At most one of them may be given.
void AddKeyFlags(CLI::App& command, KeyFlags& flags);
// What was given wins over what the configuration has.
void ApplyKeyFlags(const KeyFlags& flags, v1::WorkerConfig& config);

KeySource KeySourceOf(const v1::WorkerConfig& config);

}  // namespace photoferry
