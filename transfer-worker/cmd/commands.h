// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "photoferry/v1/config.pb.h"
#include "transfer-worker/cmd/connection.h"
#include "transfer-worker/cmd/console.h"
#include "transfer-worker/cmd/exit_code.h"
#include "transfer-worker/cmd/interrupts.h"
#include "transfer-worker/cmd/key_flags.h"
#include "transfer-worker/engine/provider_table.h"
#include "transfer-worker/engine/report.h"

// The commands of `photoferry`, one file per group. A command declares its flags on the parser and
// leaves an action; the action runs once everything was parsed.

namespace photoferry {

using Action = std::function<absl::StatusOr<ExitCode>()>;

struct Commands {
  CLI::App& app;
  Console& console;
  Interrupts& interrupts;
  const ProviderTable& providers;

  std::string state_directory;
  std::string worker;
  KeyFlags key;
  bool allow_loopback_media = false;
  int parallel = 0;
  std::vector<v1::ProviderApp> apps;  // given to this command, for an engine here
  Action action;                      // of the command that was given

  // A subcommand with the flags that all of them have.
  CLI::App* Add(const std::string& name, const std::string& help, Action run);
  // Flags of commands that may run a job inside this process.
  void AddEngineFlags(CLI::App* command);

  // The worker that was named, else one that listens in the state directory, else an engine here.
  absl::StatusOr<std::unique_ptr<Connection>> Connect();
  absl::StatusOr<std::unique_ptr<Connection>> ConnectToWorker();
  absl::StatusOr<std::unique_ptr<Connection>> ConnectHere();
  // Path of a job's report.html, if it is there.
  std::string ReportOf(const std::string& job_name) const;
  // How many items its report says had been at the destination before; 0 without a report.
  ReportedCounts ReportedOf(const std::string& job_name) const;
  // The reports of a job that is forgotten go too.
  void RemoveReports(const std::string& job_name) const;
};

void AddTransferCommands(Commands& commands);  // run, plan, start
void AddJobCommands(Commands& commands);       // jobs, watch, pause, resume, cancel, delete
void AddItemCommands(Commands& commands);      // errors, retry
void AddLoginCommands(Commands& commands);     // login, logout
void AddAccountCommands(Commands& commands);   // accounts
void AddProviderCommands(Commands& commands);  // providers

// Runs the job in the engine of `connection` until it comes to rest, and tells the person how it
// ended. An interrupt pauses it. Shared by run, resume and retry.
absl::StatusOr<ExitCode> RunHere(Commands& commands, Connection& connection,
                                 const std::string& job_name, bool no_wait);
// The same for a job that runs in a worker elsewhere: an interrupt leaves it running.
absl::StatusOr<ExitCode> WatchThere(Commands& commands, Connection& connection,
                                    const std::string& job_name, bool no_wait);

// All of it: parses `arguments` (without the program's name), runs, and tells errors.
int RunCommandLine(std::vector<std::string> arguments, Console& console, Interrupts& interrupts,
                   const ProviderTable& providers);

}  // namespace photoferry
