// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/worker_program.h"

#include <google/protobuf/text_format.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "transfer-worker/cmd/error_text.h"
#include "transfer-worker/cmd/exit_code.h"
#include "transfer-worker/cmd/interrupts.h"
#include "transfer-worker/cmd/key_flags.h"
#include "transfer-worker/cmd/worker.h"
#include "transfer-worker/cmd/worker_config.h"
#include "transfer-worker/engine/provider_table.h"
#include "transfer-worker/store/store.h"

namespace photoferry {
namespace {

struct Flags {
  std::string config_file;
  std::string state_directory;
  std::string listen;
  int parallel = 0;
  bool allow_loopback_media = false;
  std::vector<std::string> options;
  std::string log_level;
  KeyFlags key;
  bool check_config = false;
  bool rotate_key = false;
};

void AddFlags(CLI::App& app, Flags& flags) {
  app.add_option("--config", flags.config_file, "Textproto file, see docs/configuration.md");
  app.add_option("--state-dir", flags.state_directory,
                 "Where checkpoints and reports are kept [$XDG_STATE_HOME/photoferry]");
  app.add_option("--listen", flags.listen, "unix:/path or 127.0.0.1:PORT [unix:STATE/worker.sock]");
  app.add_option("--parallel", flags.parallel, "Items in flight in one job [4]");
  app.add_flag("--allow-loopback-media", flags.allow_loopback_media,
               "Fetch media from 127.0.0.1 over plain HTTP too: tests and demonstrations");
  app.add_option("--option", flags.options, "Default for a provider's option, PROVIDER.KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--log-level", flags.log_level, "trace, debug, info, warn or error [info]");
  AddKeyFlags(app, flags.key);
  app.add_flag(
      "--rotate-key", flags.rotate_key,
      "Seal everything in the store with a new key, drop the old one, and exit; the worker "
      "must be stopped");
  app.add_flag("--check-config", flags.check_config,
               "Print the configuration as it would be used, and exit");
}

// The file first, then what stands on the command line.
absl::StatusOr<v1::WorkerConfig> ConfigFrom(const Flags& flags, const ProviderTable& providers) {
  v1::WorkerConfig config;
  if (!flags.config_file.empty()) {
    PF_ASSIGN_OR_RETURN(config, ReadWorkerConfig(flags.config_file));
  }
  if (!flags.state_directory.empty()) config.set_state_directory(flags.state_directory);
  if (!flags.listen.empty()) config.set_listen(flags.listen);
  if (flags.parallel != 0) config.set_parallel_items(flags.parallel);
  if (flags.allow_loopback_media) config.set_allow_loopback_media(true);
  if (!flags.log_level.empty()) config.set_log_level(flags.log_level);
  ApplyKeyFlags(flags.key, config);
  for (const std::string& option : flags.options) PF_RETURN_IF_ERROR(AddOption(option, config));
  return CompleteWorkerConfig(std::move(config), providers);
}

int Fail(const absl::Status& status) {
  std::cerr << "photoferry-worker: " << ErrorText(status) << "\n";
  return ReasonOf(status) == v1::BAD_CONFIGURATION ? kUsage : kOther;
}

int Serve(const v1::WorkerConfig& config, const ProviderTable& providers, Interrupts& interrupts) {
  SetLogLevel(config.log_level());
  absl::StatusOr<std::unique_ptr<Worker>> worker = Worker::Start(config, providers);
  if (!worker.ok()) return Fail(worker.status());
  std::cout << "photoferry-worker listens on " << (*worker)->address() << std::endl;
  if (const std::string redirects = (*worker)->redirect_address(); !redirects.empty()) {
    std::cout << "photoferry-worker takes logins at " << redirects << std::endl;
  }
  while (!interrupts.Wait(absl::Hours(1))) {
  }
  Log(LogLevel::kInfo, "worker_draining");
  if (!(*worker)->Drain(absl::Seconds(config.drain_seconds()))) {
    // A call that does not come back. Nothing is lost: every checkpoint is on disk.
    Log(LogLevel::kWarning, "worker_stopped_impatiently");
    std::cout.flush();
    _exit(kDone);
  }
  Log(LogLevel::kInfo, "worker_stopped");
  return kDone;
}

int RotateKey(const v1::WorkerConfig& config) {
  SetLogLevel(config.log_level());
  const std::unique_ptr<Rng> rng = NewRng();
  const absl::StatusOr<KeyRotation> rotation =
      RotateStoreKey(config.state_directory(), SystemClock(), *rng, KeySourceOf(config));
  if (!rotation.ok()) return Fail(rotation.status());
  if (rotation->continued) std::cout << "An earlier change of the key was brought to its end. ";
  std::cout << "Everything is sealed with the key " << rotation->key_id << " now ("
            << rotation->values << " values sealed anew). "
            << (rotation->old_keys_stay ? "The old keys are not needed any more: drop them now."
                                        : "The old key is gone.")
            << std::endl;
  return kDone;
}

}  // namespace

int RunWorkerProgram(int argc, char** argv) {
  const std::unique_ptr<Interrupts> interrupts = TakeOverSignals();
  Flags flags;
  CLI::App app(
      "Keeps transfers going and answers gRPC calls (photoferry.v1.TransferService). A SIGTERM "
      "brings every job to a safe point; the next start goes on from there.",
      "photoferry-worker");
  app.set_version_flag("--version", absl::StrCat("photoferry-worker ", kVersion));
  AddFlags(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  const ProviderTable providers = BuiltInProviders();
  const absl::StatusOr<v1::WorkerConfig> config = ConfigFrom(flags, providers);
  if (!config.ok()) return Fail(config.status());
  if (flags.check_config) {
    std::string text;
    google::protobuf::TextFormat::PrintToString(*config, &text);
    std::cout << text;
    return kDone;
  }
  if (flags.rotate_key) return RotateKey(*config);
  return Serve(*config, providers, *interrupts);
}

}  // namespace photoferry
