// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/config.pb.h"
#include "transfer-worker/cmd/embedded.h"
#include "transfer-worker/engine/provider_table.h"

// The worker's configuration: docs/configuration.md. Every error is BAD_CONFIGURATION and names the
// line or the field, what is wrong with it and what it may be.

namespace photoferry {

// Reads textproto. `file` is how errors call it.
absl::StatusOr<v1::WorkerConfig> ParseWorkerConfig(absl::string_view text, absl::string_view file);
absl::StatusOr<v1::WorkerConfig> ReadWorkerConfig(const std::string& path);

// Fills in what was left out and checks the whole.
absl::StatusOr<v1::WorkerConfig> CompleteWorkerConfig(v1::WorkerConfig config,
                                                      const ProviderTable& providers);

// The port of a complete configuration's redirect_listen.
absl::StatusOr<int> RedirectPort(absl::string_view listen);

// "PROVIDER.KEY=VALUE" into the configuration.
absl::Status AddOption(absl::string_view assignment, v1::WorkerConfig& config);

// Of a complete configuration.
EmbeddedOptions EngineOptionsOf(const v1::WorkerConfig& config);

}  // namespace photoferry
