// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "common/http/curl_http_client.h"
#include "exporters/exporter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suites/needs_hand.h"
#include "tests/testing/canary.h"
#include "tests/testing/faulty_http_client.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/map_memory.h"
#include "tests/testing/status_matchers.h"

// What every exporter promises (exporters/exporter.h), whatever its source. An exporter joins by
// one line:
//
//   INSTANTIATE_TEST_SUITE_P(Facebook, ExporterSuite,
//                            testing::Values(ExporterCase{facebook_plugin, NewAccount}));
//
// The promises stand in tests/suites/exporter, one idea a file.

namespace photoferry {

// A hand at the source, behind the exporter's back.
struct SourceHand {
  // The login is refused from now on, or it is good again.
  std::function<void(bool good)> set_login;
  std::function<void(const std::string& photo)> remove;
};

// A filled account at the source, for one test: at least two albums, photos in them and in none,
// videos, and more than one page of each.
struct ExporterAccount {
  std::map<std::string, std::string> options;
  std::string token = canary::Token();
  std::shared_ptr<void> keep;  // lives as long as the test
  size_t items = 0;            // photos and videos, all that there are
  SourceHand hand = {};
};

struct ExporterCase {
  ExporterPlugin (*plugin)();
  std::function<ExporterAccount()> new_account;
  // Hooks of SourceHand that there can be none of, and why.
  std::map<std::string, std::string> cannot = {};
};
void PrintTo(const ExporterCase& value, std::ostream* out);

// Everything that a walk found, as the engine unites it.
struct WalkFindings {
  std::map<std::string, v1::Photo> photos;
  std::map<std::string, v1::PhotoAlbum> albums;
  std::map<std::string, std::set<std::string>> photos_of;  // by album
  std::vector<std::string> cursors;                        // in the order of listing
  std::vector<absl::Status> errors;                        // after which a cursor was listed again
};

class ExporterSuite : public ::testing::TestWithParam<ExporterCase> {
 protected:
  ExporterSuite();
  void SetUp() override;

  std::unique_ptr<Exporter> NewExporter();
  // Lists the whole tree. A cursor whose listing failed is listed again, a few times.
  absl::StatusOr<WalkFindings> Walk(Exporter& exporter, const v1::Selection& selection = {});
  // Lets the time go by that the source asked for.
  void WaitAsAsked(const absl::Status& error);
  // The bytes at a location, as the engine fetches them.
  absl::StatusOr<std::string> Fetch(const MediaLocation& location);

  std::string WhyNot(const std::string& what) const;
  const SourceHand& hand() const { return account_.hand; }
  size_t items() const { return account_.items; }
  CallFaults& faults() { return faulty_; }
  Exporter& exporter() { return *exporter_; }
  ProviderContext& context() { return context_; }

 private:
  const ExporterPlugin plugin_;
  const ExporterAccount account_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> http_ =
      NewCurlHttpClient(*scheduler_, {.loops = 1, .guard = AddressGuard(/*allow_loopback=*/true)});
  FaultyHttpClient faulty_{*http_, *scheduler_};
  const std::unique_ptr<Rng> rng_ = NewRng(11);
  MapMemory memory_;
  ManualScheduler hasty_;
  const Credential credential_;
  ProviderContext context_{.http = faulty_,
                           .scheduler = hasty_,
                           .rng = *rng_,
                           .memory = memory_,
                           .credential = credential_,
                           .stop = {}};
  std::unique_ptr<Exporter> exporter_;
};

}  // namespace photoferry
