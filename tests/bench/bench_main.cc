// SPDX-License-Identifier: Apache-2.0
//
// photoferry-bench: runs one job through the real engine, HTTP client and store and prints what it
// cost as one JSON line. scripts/bench.sh says which runs are worth comparing.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "common/base/status.h"
#include "common/http/curl_http_client.h"
#include "tests/bench/bench_providers.h"
#include "transfer-worker/engine/job_desk.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

ImporterPlugin local_folder_importer_plugin();

namespace bench {
namespace {

struct Options {
  std::string state;
  std::string url;
  std::string to = "discard";  // or folder:DIR
  int64_t items = 10000;
  int64_t bytes = 1000;
  int parallel = 16;
  int64_t stop_after = 0;  // items done; 0: run to the end
};

// VmRSS or VmHWM, in KiB.
int64_t ProcessMemory(const char* field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (absl::StartsWith(line, field)) return std::stoll(line.substr(line.find(':') + 1));
  }
  return 0;
}

double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

v1::TransferJob JobFor(const Options& options) {
  v1::TransferJob job;
  job.mutable_source()->set_provider("bench");
  auto& source = *job.mutable_source()->mutable_options();
  source["url"] = options.url;
  source["items"] = std::to_string(options.items);
  source["bytes"] = std::to_string(options.bytes);
  if (absl::StartsWith(options.to, "folder:")) {
    job.mutable_destination()->set_provider("folder");
    (*job.mutable_destination()->mutable_options())["path"] = options.to.substr(7);
  } else {
    job.mutable_destination()->set_provider(options.to);
  }
  return job;
}

absl::StatusOr<std::string> FindOrMakeJob(JobDesk& desk, const Options& options) {
  v1::ListTransferJobsRequest list;
  list.set_parent("tenants/default");
  PF_ASSIGN_OR_RETURN(const v1::ListTransferJobsResponse jobs, desk.List(list));
  if (jobs.transfer_jobs_size() > 0) return jobs.transfer_jobs(0).name();
  v1::CreateTransferJobRequest create;
  create.set_parent("tenants/default");
  *create.mutable_transfer_job() = JobFor(options);
  PF_ASSIGN_OR_RETURN(const v1::TransferJob job, desk.Create(create));
  return job.name();
}

absl::Status Run(const Options& options) {
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  const std::unique_ptr<Rng> rng = NewRng();
  const std::unique_ptr<HttpClient> http =
      NewCurlHttpClient(*scheduler, {.guard = AddressGuard(true)});
  PF_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store,
                      OpenSqliteStore(options.state, scheduler->clock(), *rng));
  const ProviderTable providers{{bench_source_plugin()},
                                {discard_plugin(), local_folder_importer_plugin()}};
  JobDesk desk(*store, providers, {}, [] {});
  PF_ASSIGN_OR_RETURN(const std::string name, FindOrMakeJob(desk, options));
  PF_ASSIGN_OR_RETURN(v1::TransferJob job, desk.Get(name));
  const int64_t done_before = job.counters().items().done();
  const int64_t bytes_before = job.counters().bytes().done();
  const int64_t baseline = ProcessMemory("VmRSS");

  const absl::Duration start = scheduler->clock().Monotonic();
  double first_item = -1;
  Supervisor supervisor({*store, providers, *http, *scheduler, *rng},
                        {.parallel_jobs = 1, .parallel_items = options.parallel});
  supervisor.Start();
  do {
    scheduler->SleepFor(absl::Milliseconds(20), {});
    PF_ASSIGN_OR_RETURN(job, desk.Get(name));
    const int64_t done = job.counters().items().done();
    if (first_item < 0 && done > done_before) {
      first_item = absl::ToDoubleSeconds(scheduler->clock().Monotonic() - start);
    }
    if (options.stop_after > 0 && done >= options.stop_after) break;
  } while (job.state() == v1::QUEUED || job.state() == v1::RUNNING);
  supervisor.Stop();
  const double seconds = absl::ToDoubleSeconds(scheduler->clock().Monotonic() - start);
  PF_ASSIGN_OR_RETURN(job, desk.Get(name));
  const auto items = static_cast<double>(job.counters().items().done() - done_before);
  const auto bytes = static_cast<double>(job.counters().bytes().done() - bytes_before);
  std::printf(
      "{\"state\": \"%s\", \"done\": %lld, \"failed\": %lld, \"seconds\": %.3f, "
      "\"files_per_s\": %.0f, \"mb_per_s\": %.1f, \"cpu_s\": %.3f, \"cpu_s_per_gb\": %.3f, "
      "\"first_item_s\": %.3f, \"rss_before_kib\": %lld, \"peak_rss_kib\": %lld}\n",
      v1::JobState_Name(job.state()).c_str(), static_cast<long long>(job.counters().items().done()),
      static_cast<long long>(job.counters().items().failed()), seconds, items / seconds,
      bytes / 1e6 / seconds, CpuSeconds(), bytes > 0 ? CpuSeconds() / (bytes / 1e9) : 0.0,
      first_item, static_cast<long long>(baseline), static_cast<long long>(ProcessMemory("VmHWM")));
  return absl::OkStatus();
}

}  // namespace
}  // namespace bench
}  // namespace photoferry

int main(int argc, char** argv) {
  photoferry::bench::Options options;
  CLI::App app("Runs one job through the real engine and prints what it cost.");
  app.add_option("--state", options.state, "state directory; the same again continues its job")
      ->required();
  app.add_option("--url", options.url, "files are URL/000000.jpg ...; none: bytes from memory");
  app.add_option("--to", options.to, "discard, or folder:DIR")->capture_default_str();
  app.add_option("--items", options.items, "")->capture_default_str();
  app.add_option("--bytes", options.bytes, "of each item without --url")->capture_default_str();
  app.add_option("--parallel", options.parallel, "")->capture_default_str();
  app.add_option("--stop-after", options.stop_after, "items done; 0: run to the end");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = photoferry::bench::Run(options);
  if (!status.ok()) std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 1;
}
