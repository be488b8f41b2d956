// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/key_flags.h"

namespace photoferry {

void AddKeyFlags(CLI::App& command, KeyFlags& flags) {
  CLI::Option* const file = command.add_option(
      "--key-file", flags.file, "The key that seals logins, made on first use [STATE/key]");
  CLI::Option* const descriptor = command.add_option(
      "--key-fd", flags.descriptor, "An open file descriptor to read the key from instead");
  CLI::Option* const program =
      command.add_option("--key-command", flags.command, "A shell command that prints the key");
  descriptor->check(CLI::Range(0, 1'000'000))->excludes(file)->excludes(program);
  program->excludes(file);
}

void ApplyKeyFlags(const KeyFlags& flags, v1::WorkerConfig& config) {
  if (!flags.file.empty()) config.set_key_file(flags.file);
  if (flags.descriptor >= 0) config.set_key_descriptor(flags.descriptor);
  if (!flags.command.empty()) config.set_key_command(flags.command);
}

KeySource KeySourceOf(const v1::WorkerConfig& config) {
  KeySource source;
  source.file = config.key_file();
  if (config.has_key_descriptor()) source.descriptor = config.key_descriptor();
  source.command = config.key_command();
  return source;
}

}  // namespace photoferry
