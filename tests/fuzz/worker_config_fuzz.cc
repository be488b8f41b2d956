// SPDX-License-Identifier: Apache-2.0
// The input is a configuration file.
#include <google/protobuf/text_format.h>

#include <string>

#include "absl/strings/match.h"
#include "common/base/status.h"
#include "exporters/exporter.h"
#include "tests/fuzz/fuzz.h"
#include "transfer-worker/cmd/worker_config.h"
#include "transfer-worker/faces/grpc/listen_address.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();

namespace {

const ProviderTable& Providers() {
  static const ProviderTable& providers =
      *new ProviderTable{.exporters = {meta_facebook_exporter_plugin()}, .importers = {}};
  return providers;
}

// A wrong configuration is called that, and somebody is told what to do about it.
void CheckRefusal(const absl::Status& status) {
  fuzz::CheckError(status);
  FUZZ_CHECK(ReasonOf(status) == v1::BAD_CONFIGURATION);
  FUZZ_CHECK(!ProblemOf(status).what_to_do().empty());
}

// Written out and read again it is the same.
void CheckReadsBack(const v1::WorkerConfig& config) {
  fuzz::CheckSurvivesTheWire(config);
  std::string text;
  FUZZ_CHECK(google::protobuf::TextFormat::PrintToString(config, &text));
  const absl::StatusOr<v1::WorkerConfig> again = ParseWorkerConfig(text, "again");
  FUZZ_CHECK(again.ok());
  FUZZ_CHECK(again->ShortDebugString() == config.ShortDebugString());
}

// Nothing is left open, and the worker is reachable from this machine only.
void CheckComplete(const v1::WorkerConfig& config) {
  FUZZ_CHECK(absl::StartsWith(config.state_directory(), "/"));
  FUZZ_CHECK(config.parallel_items() >= 1 && config.parallel_items() <= 256);
  FUZZ_CHECK(config.parallel_jobs() >= 1 && config.parallel_jobs() <= 64);
  FUZZ_CHECK(config.drain_seconds() >= 1 && config.drain_seconds() <= 3600);
  FUZZ_CHECK(!config.log_level().empty());
  const absl::StatusOr<ListenAddress> address = ParseListenAddress(config.listen());
  FUZZ_CHECK(address.ok() && address->ToString() == config.listen());
  FUZZ_CHECK(!address->socket_path.empty() || absl::StartsWith(address->tcp, "127.0.0.1:") ||
             absl::StartsWith(address->tcp, "[::1]:"));
  FUZZ_CHECK(!absl::StrContains(config.listen(), '\0'));
  FUZZ_CHECK(!absl::StrContains(config.state_directory(), '\0'));
}

}  // namespace
}  // namespace photoferry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;  // NOLINT: a main function of sorts
  const absl::StatusOr<v1::WorkerConfig> config =
      ParseWorkerConfig(fuzz::Text(data, size), "worker.textproto");
  if (!config.ok()) {
    CheckRefusal(config.status());
    return 0;
  }
  CheckReadsBack(*config);
  const absl::StatusOr<v1::WorkerConfig> complete = CompleteWorkerConfig(*config, Providers());
  if (!complete.ok()) {
    CheckRefusal(complete.status());
    return 0;
  }
  CheckComplete(*complete);
  const absl::StatusOr<v1::WorkerConfig> again = CompleteWorkerConfig(*complete, Providers());
  FUZZ_CHECK(again.ok() && again->ShortDebugString() == complete->ShortDebugString());
  return 0;
}
