// SPDX-License-Identifier: Apache-2.0
//
// A whole transfer from an account that may be asked forty times a day.
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "common/base/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/rig/transfer_rig.h"
#include "tests/sim/counting_importer.h"
#include "tests/sim/hosts.h"
#include "tests/sim/sim_http_client.h"
#include "tests/testing/memory_dir.h"
#include "transfer-worker/engine/job_desk.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();

namespace sim {
namespace {

constexpr int64_t kCallsADay = 40;
constexpr absl::Duration kDay = absl::Hours(24);

enum class Tells { kTheApp, kTheAccount };

// A Graph API that answers so many calls in any 24 hours, and tells in percent.
class MeteredHost final : public SimHost {
 public:
  MeteredHost(SimHost& behind, const Clock& clock, Tells tells)
      : behind_(behind), clock_(clock), tells_(tells) {}

  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override {
    const absl::Time now = clock_.Now();
    while (!recent_.empty() && now - recent_.front() >= kDay) recent_.pop_front();
    recent_.push_back(now);  // also one that is refused: it prolongs the block
    ++calls_;
    const int64_t used = static_cast<int64_t>(recent_.size());
    SimAnswer answer;
    if (used > kCallsADay) {
      ++refused_;
      const int code = tells_ == Tells::kTheApp ? 4 : 80001;
      answer.status = 403;
      answer.body = ToText({{"error", {{"code", code}, {"message", "Too many calls"}}}});
    } else {
      answer = Unmetered(behind_.Answer(request, url, body));
    }
    AddUsage(used * 100 / kCallsADay, answer.headers);
    return answer;
  }

  int64_t calls() const { return calls_; }
  int64_t refused() const { return refused_; }

 private:
  static SimAnswer Unmetered(SimAnswer answer) {
    HttpHeaders others;
    for (const auto& [name, value] : answer.headers.all()) {
      if (name != "X-App-Usage") others.Add(name, value);
    }
    answer.headers = others;
    return answer;
  }
  void AddUsage(int64_t percent, HttpHeaders& headers) const {
    const Json meter = {{"call_count", percent}, {"total_time", percent / 2}};
    if (tells_ == Tells::kTheApp) return headers.Add("X-App-Usage", ToText(meter));
    Json told = meter;
    told["type"] = "pages";
    told["estimated_time_to_regain_access"] = 0;
    headers.Add("X-Business-Use-Case-Usage", ToText(Json{{"1017", Json::array({told})}}));
  }

  SimHost& behind_;
  const Clock& clock_;
  const Tells tells_;
  std::deque<absl::Time> recent_;
  int64_t calls_ = 0;
  int64_t refused_ = 0;
};

class CallBudgetOfADay : public ::testing::TestWithParam<Tells> {
 protected:
  CallBudgetOfADay()
      : site_({.account = {.photos = 9990,
                           .videos = 10,
                           .albums = 6,
                           .tagged = 0,
                           .style = demo::MediaStyle::kFiller,
                           .file_bytes = 512},
               .clock = &process_.clock(),
               .seed = 11}) {
    site_.SetUrls(kGraphUrl, kCdnUrl);
    network_.Add(kGraphUrl, metered_);
    network_.Add(kCdnUrl, cdn_host_);
    providers_.exporters = {meta_facebook_exporter_plugin()};
    providers_.importers = {
        CountingImporterPlugin([this] { return std::make_unique<CountingImporter>(arrivals_); })};
    options_.parallel_jobs = 1;
    options_.idle_poll = absl::Minutes(1);
  }

  v1::TransferJob Request() const {
    v1::TransferJob job;
    job.mutable_source()->set_provider("facebook");
    (*job.mutable_source()->mutable_options())["graph_url"] = kGraphUrl;
    job.mutable_destination()->set_provider("counter");
    return job;
  }

  // One life of the worker after the other, until the job has ended.
  void Live() {
    absl::StatusOr<std::unique_ptr<Store>> store =
        OpenSqliteStore(directory_ / "state", process_.clock(), *rng_);
    ASSERT_TRUE(store.ok()) << store.status();
    JobDesk desk(**store, providers_, {}, [] {});
    StoredCredential login;
    login.provider = "facebook";
    login.tokens.access_token = Secret(site_.state().token(demo::GraphDoor::kFacebook));
    ASSERT_TRUE((*store)->vault().Put("tenants/default/credentials/facebook", login).ok());
    v1::CreateTransferJobRequest create;
    create.set_parent("tenants/default");
    *create.mutable_transfer_job() = Request();
    const absl::StatusOr<v1::TransferJob> made = desk.Create(create);
    ASSERT_TRUE(made.ok()) << made.status();
    do {
      Supervisor worker({**store, providers_, http_, process_, *rng_}, options_);
      worker.Start();
      process_.SleepFor(absl::Hours(7), {});  // then it is restarted
      worker.Stop();
      done_ = *desk.Get(made->name());
    } while (!rig::HasEnded(done_) && process_.clock().Monotonic() < kDay * 50);
  }

  MemoryDir directory_;
  SimScheduler machine_{{.seed = 5, .most_switches = 200'000'000}};
  SimProcess process_{machine_, "worker"};
  SimNetwork network_{machine_};
  demo::GraphSite site_;
  Laws laws_{machine_, {.sha256 = {}, .destination = nullptr, .parallel_items = 4}};
  GraphHost graph_host_{site_, laws_};
  CdnHost cdn_host_{site_, laws_};
  MeteredHost metered_{graph_host_, process_.clock(), GetParam()};
  SimHttpClient http_{network_, process_};
  const std::unique_ptr<Rng> rng_ = NewRng(5);
  ProviderTable providers_;
  SupervisorOptions options_;
  std::map<std::string, int> arrivals_;
  v1::TransferJob done_;
};

TEST_P(CallBudgetOfADay, IsEnoughForTenThousandPhotosAndNoCallIsRefused) {
  machine_.Run(process_, [this] { Live(); });
  ASSERT_EQ(machine_.failure(), "");
  const double days = absl::ToDoubleHours(machine_.now()) / 24;
  std::printf("%ld calls in %.1f days at %ld a day, %ld refused; %zu of 10000 photos arrived\n",
              static_cast<long>(metered_.calls()), days, static_cast<long>(kCallsADay),
              static_cast<long>(metered_.refused()), arrivals_.size());
  EXPECT_EQ(metered_.refused(), 0);
  EXPECT_EQ(done_.state(), v1::SUCCEEDED) << done_.ShortDebugString();
  EXPECT_EQ(done_.counters().items().done(), 10000);
  EXPECT_EQ(arrivals_.size(), 10000u);
  for (const auto& [id, times] : arrivals_) ASSERT_EQ(times, 1) << id;
}

INSTANTIATE_TEST_SUITE_P(Meters, CallBudgetOfADay,
                         ::testing::Values(Tells::kTheApp, Tells::kTheAccount),
                         [](const auto& info) {
                           return info.param == Tells::kTheApp ? "OfTheApp" : "OfTheAccount";
                         });

}  // namespace
}  // namespace sim
}  // namespace photoferry
