// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/commands.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "transfer-worker/cmd/state_directory.h"
#include "transfer-worker/cmd/worker_config.h"
#include "transfer-worker/engine/near_name.h"
#include "transfer-worker/engine/report.h"
#include "transfer-worker/faces/grpc/listen_address.h"

namespace photoferry {
namespace {

constexpr char kAbout[] =
    "Moves photos, videos and albums to the service that you choose. Stops anywhere, continues "
    "anywhere, and tells exactly what arrived, what did not, and why.";
constexpr char kExitCodes[] =
    "Exit codes: 0 done, 3 done with failures, 4 login needed, 5 waiting, 2 usage, 1 other, "
    "130 interrupted.";

std::string HelpOf(absl::string_view command) {
  return absl::StrCat("See photoferry ", command, command.empty() ? "" : " ", "--help.");
}

// An option that a command does not have, before the parser takes it for a missing other one.
absl::Status CheckOptions(const CLI::App& command, const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(absl::StrCat("--", name));
  }
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    const std::string name = argument.substr(0, argument.find('='));
    if (!absl::StartsWith(name, "--") || absl::c_linear_search(names, name)) continue;
    return Failure(v1::BAD_REQUEST,
                   absl::StrCat("photoferry ", command.get_name(), " has no option \"", name, "\".",
                                DidYouMean(name, names)),
                   HelpOf(command.get_name()));
  }
  return absl::OkStatus();
}

// A word that is no command, before the parser takes it for a missing one.
absl::Status CheckCommand(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty() || absl::StartsWith(arguments[0], "-")) return absl::OkStatus();
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == arguments[0]) return CheckOptions(*command, arguments);
    names.push_back(command->get_name());
  }
  return Failure(
      v1::BAD_REQUEST,
      absl::StrCat("There is no command \"", arguments[0], "\".", DidYouMean(arguments[0], names)),
      HelpOf(""));
}

}  // namespace

CLI::App* Commands::Add(const std::string& name, const std::string& help, Action run) {
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("--state-dir", state_directory,
                      "Where checkpoints and reports are kept [$XDG_STATE_HOME/photoferry]");
  AddKeyFlags(*command, key);
  command->add_flag("--json", console.json, "JSON lines instead of text");
  command->add_flag("--quiet", console.quiet, "Nothing but results and errors");
  command->callback([this, run = std::move(run)] { action = run; });
  return command;
}

void Commands::AddEngineFlags(CLI::App* command) {
  command->add_flag("--allow-loopback-media", allow_loopback_media,
                    "Fetch media from 127.0.0.1 over plain HTTP too: tests and demonstrations");
  command->add_option("--parallel", parallel, "Items in flight at once [4]");
}

absl::StatusOr<std::unique_ptr<Connection>> Commands::Connect() {
  if (!worker.empty()) return Connection::ToWorker(worker);
  PF_ASSIGN_OR_RETURN(const std::string state, StateDirectory(state_directory));
  const std::string address = DefaultWorkerAddress(state);
  PF_ASSIGN_OR_RETURN(const ListenAddress listen, ParseListenAddress(address));
  if (SomebodyListens(listen.socket_path)) return Connection::ToWorker(address);
  return ConnectHere();
}

absl::StatusOr<std::unique_ptr<Connection>> Commands::ConnectToWorker() {
  if (!worker.empty()) return Connection::ToWorker(worker);
  PF_ASSIGN_OR_RETURN(const std::string state, StateDirectory(state_directory));
  return Connection::ToWorker(DefaultWorkerAddress(state));
}

absl::StatusOr<std::unique_ptr<Connection>> Commands::ConnectHere() {
  v1::WorkerConfig config;
  config.set_state_directory(state_directory);
  config.set_parallel_items(parallel);
  config.set_allow_loopback_media(allow_loopback_media);
  ApplyKeyFlags(key, config);
  *config.mutable_apps() = {apps.begin(), apps.end()};
  // A socket is not needed here, and its path may be too long for one.
  config.set_listen("127.0.0.1:0");
  PF_ASSIGN_OR_RETURN(const v1::WorkerConfig complete, CompleteWorkerConfig(config, providers));
  return Connection::Embedded(EngineOptionsOf(complete), providers);
}

std::string Commands::ReportOf(const std::string& job_name) const {
  const absl::StatusOr<std::string> state = StateDirectory(state_directory);
  if (!state.ok()) return "";
  const std::string path = absl::StrCat(ReportDirectory(*state, job_name), "/report.html");
  std::error_code error;
  return std::filesystem::exists(path, error) ? path : "";
}

ReportedCounts Commands::ReportedOf(const std::string& job_name) const {
  const absl::StatusOr<std::string> state = StateDirectory(state_directory);
  if (!state.ok()) return {};
  return CountsIn(ReportDirectory(*state, job_name));
}

void Commands::RemoveReports(const std::string& job_name) const {
  const absl::StatusOr<std::string> state = StateDirectory(state_directory);
  if (!state.ok()) return;
  std::error_code none;  // what cannot be removed stays: it harms nobody
  std::filesystem::remove_all(ReportDirectory(*state, job_name), none);
}

int RunCommandLine(std::vector<std::string> arguments, Console& console, Interrupts& interrupts,
                   const ProviderTable& providers) {
  CLI::App app(kAbout, "photoferry");
  app.footer(kExitCodes);
  app.set_version_flag("--version", absl::StrCat("photoferry ", kVersion));
  app.require_subcommand(1);
  Commands commands{
      .app = app, .console = console, .interrupts = interrupts, .providers = providers};
  AddTransferCommands(commands);
  AddJobCommands(commands);
  AddItemCommands(commands);
  AddLoginCommands(commands);
  AddAccountCommands(commands);
  AddProviderCommands(commands);
  if (const absl::Status known = CheckCommand(app, arguments); !known.ok()) {
    console.Error(known);
    return kUsage;
  }
  const std::string command =
      arguments.empty() || absl::StartsWith(arguments[0], "-") ? "" : arguments[0];
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const bool fine = app.exit(error, out, err) == 0;
    if (fine) {
      console.json = false;
      const std::string text = out.str();
      console.Say(absl::StripSuffix(text, "\n"));
      return kDone;
    }
    console.Error(Failure(v1::BAD_REQUEST, error.what(), HelpOf(command)));
    return kUsage;
  }
  const absl::StatusOr<ExitCode> code = commands.action();
  if (code.ok()) return *code;
  console.Error(code.status());
  return ExitCodeOf(code.status());
}

}  // namespace photoferry
