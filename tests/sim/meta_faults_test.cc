// SPDX-License-Identifier: Apache-2.0
//
// Accounts at Meta come home with each fault that the demo account's script knows, in turn: nothing
// is lost, nothing doubled, and whatever does not arrive is named with its reason.
#include <cstdlib>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/sim/meta_journey.h"
#include "tests/testing/memory_dir.h"

namespace photoferry::sim {
namespace {

using demo::Fault;
using demo::FaultKind;
using demo::FaultRule;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct NamedFault {
  const char* name;
  Fault fault;
};

std::vector<NamedFault> GraphFaults() {
  using demo::GraphFault;
  return {
      {"Code1", GraphFault(1)},
      {"Code1Subcode99", GraphFault(1, 99)},
      {"Code2Transient", GraphFault(2)},
      {"ReduceData", {.kind = FaultKind::kReduceData}},
      {"Code3", GraphFault(3)},
      {"Code4", GraphFault(4)},
      {"Code10", GraphFault(10)},
      {"Code10DataAccess",
       {.kind = FaultKind::kGraphError, .code = 10, .message = "Data access has expired"}},
      {"Code17", GraphFault(17)},
      {"Code32", GraphFault(32)},
      {"Code613", GraphFault(613)},
      {"Code80001", {.kind = FaultKind::kGraphError, .code = 80001, .wait_minutes = 7}},
      {"Code80002", {.kind = FaultKind::kGraphError, .code = 80002, .wait_minutes = 90}},
      {"Code100", GraphFault(100)},
      {"Code100Subcode33", GraphFault(100, 33)},
      {"Code102", GraphFault(102)},
      {"Code104", GraphFault(104)},
      {"Code110", GraphFault(110)},
      {"Code190", GraphFault(190)},
      {"Code190Subcode458", GraphFault(190, 458)},
      {"Code190Subcode459", GraphFault(190, 459)},
      {"Code190Subcode460", GraphFault(190, 460)},
      {"Code190Subcode463", GraphFault(190, 463)},
      {"Code190Subcode464", GraphFault(190, 464)},
      {"Code190Subcode466", GraphFault(190, 466)},
      {"Code190Subcode467", GraphFault(190, 467)},
      {"Code200", GraphFault(200)},
      {"Code210", GraphFault(210)},
      {"Code240", GraphFault(240)},
      {"Code341", GraphFault(341)},
      {"Code368", GraphFault(368)},
      {"Code803", GraphFault(803)},
      {"Code2500", GraphFault(2500)},
      {"Html502", {.kind = FaultKind::kHtml}},
      {"Html200", {.kind = FaultKind::kHtml, .status = 200}},
      {"EmptyBody", {.kind = FaultKind::kEmptyBody}},
      {"Reset", {.kind = FaultKind::kReset}},
      {"ErrorIn200", {.kind = FaultKind::kErrorIn200, .code = 2}},
      {"Status503", {.kind = FaultKind::kStatus, .status = 503, .retry_after_seconds = 40}},
      {"SlowAnswer", {.kind = FaultKind::kSlow, .delay = absl::Seconds(20)}},
      {"NoAnswer", {.kind = FaultKind::kSlow, .delay = absl::Hours(1)}},
      {"DuplicateItem", {.kind = FaultKind::kDuplicateItem}},
      {"BadCursor", {.kind = FaultKind::kBadCursor}},
  };
}

// But for a garbled byte: Meta tells no checksum, so that nobody can know.
std::vector<NamedFault> CdnFaults() {
  return {
      {"Expired", {.kind = FaultKind::kExpired}},
      {"SignatureMismatch",
       {.kind = FaultKind::kStatus, .status = 403, .message = "URL signature mismatch"}},
      {"NotFoundForAMoment", {.kind = FaultKind::kStatus, .status = 404}},
      {"GoneForAMoment", {.kind = FaultKind::kStatus, .status = 410}},
      {"CdnStatus500", {.kind = FaultKind::kStatus, .status = 500}},
      {"CdnHtml", {.kind = FaultKind::kHtml}},
      {"CdnReset", {.kind = FaultKind::kReset}},
      {"Truncated", {.kind = FaultKind::kTruncate, .at_byte = 1000}},
      {"Cut", {.kind = FaultKind::kCut, .at_byte = 3000}},
      {"WrongLength", {.kind = FaultKind::kWrongLength}},
      {"NoLength", {.kind = FaultKind::kNoLength}},
      {"SlowBytes", {.kind = FaultKind::kSlow, .bytes_per_second = 300}},
      {"NoFirstByte", {.kind = FaultKind::kSlow, .delay = absl::Hours(1)}},
      {"OddContentType", {.kind = FaultKind::kContentType, .message = "image/webp"}},
  };
}

constexpr const char* kDestinations[] = {"Folder", "Nextcloud", "Webdav"};

struct Source {
  const char* name;
  MetaSource source;
  const char* listing;  // the path of a listing of the person's or account's own
};

void PrintTo(const Source& source, std::ostream* out) {
  *out << source.name;
}

// A source, and the place of a destination among those above.
using Leg = std::tuple<Source, size_t>;

class MetaFaults : public ::testing::TestWithParam<Leg> {
 protected:
  MetaJourneyEnd Run(std::function<std::vector<FaultRule>(const demo::Account&)> faults) {
    const MemoryDir directory;
    return RunMetaJourney({.source = source().source,
                           .destination = absl::AsciiStrToLower(kDestinations[destination()]),
                           .faults = std::move(faults)},
                          directory / "state");
  }
  static const Source& source() { return std::get<0>(GetParam()); }
  static size_t destination() { return std::get<1>(GetParam()); }
  static bool is_facebook() { return source().source == MetaSource::kFacebook; }
  // On a commit every fault strikes on the way to one of the destinations; in the night, to all.
  static bool IsOurs(size_t fault) {
    static const bool all = std::getenv("PHOTOFERRY_CRASH_ALL") != nullptr;
    return all || fault % std::size(kDestinations) == destination();
  }

  // Of an Instagram account the videos that Instagram withholds, and nothing else.
  // `gone`: how many items may have been told to be gone twice in a row, and believed to be.
  void ExpectWhole(const MetaJourneyEnd& end, size_t gone = 0) {
    EXPECT_EQ(end.failure, "");
    EXPECT_THAT(end.unlisted, IsEmpty());
    EXPECT_THAT(end.unnamed, IsEmpty());
    std::set<std::string> missing = end.left_out;
    for (const std::string& id : end.withheld) missing.erase(id);
    EXPECT_THAT(missing, SizeIs(::testing::Le(gone)));
  }
};

TEST_P(MetaFaults, NoneAtAllBringsEverythingHome) {
  const MetaJourneyEnd end = Run([](const auto&) { return std::vector<FaultRule>(); });
  ExpectWhole(end);
  if (is_facebook()) {
    EXPECT_THAT(end.notices, IsEmpty());
  }
}

TEST_P(MetaFaults, OfTheGraphThatPassLeaveEverythingWhole) {
  const std::vector<NamedFault> faults = GraphFaults();
  for (size_t i = 0; i < faults.size(); ++i) {
    const NamedFault& fault = faults[i];
    if (!IsOurs(i)) continue;
    SCOPED_TRACE(fault.name);
    const MetaJourneyEnd end = Run([&](const auto&) {
      return std::vector<FaultRule>{
          {.path = source().listing, .skip = 1, .times = 2, .fault = fault.fault}};
    });
    EXPECT_THAT(end.struck, Each(Gt(0)));
    ExpectWhole(end);
  }
}

TEST_P(MetaFaults, OfTheCdnThatPassLeaveEverythingWhole) {
  const std::vector<NamedFault> faults = CdnFaults();
  for (size_t i = 0; i < faults.size(); ++i) {
    const NamedFault& fault = faults[i];
    if (!IsOurs(i)) continue;
    SCOPED_TRACE(fault.name);
    const MetaJourneyEnd end = Run([&](const auto&) {
      return std::vector<FaultRule>{
          {.server = "cdn", .skip = 1, .every = 4, .times = 3, .fault = fault.fault}};
    });
    EXPECT_THAT(end.struck, Each(Gt(0)));
    const bool says_gone = fault.fault.status == 404 || fault.fault.status == 410;
    ExpectWhole(end, says_gone ? 1 : 0);
  }
}

// What a listing hides nobody can name: it is told that something may be hidden, or found
// elsewhere.
TEST_P(MetaFaults, OfPagesThatHideEntriesEndNoListing) {
  for (const FaultKind kind : {FaultKind::kShortPage, FaultKind::kEmptyPage}) {
    const MetaJourneyEnd end = Run([&](const auto&) {
      return std::vector<FaultRule>{{.path = source().listing, .fault = {.kind = kind}}};
    });
    EXPECT_EQ(end.failure, "");
    EXPECT_THAT(end.struck, Each(Gt(0)));
    EXPECT_LE(end.unlisted.size(), is_facebook() ? 5u : 60u);
    EXPECT_THAT(end.unnamed, IsEmpty());
    const bool told = !end.notices.empty();
    if (!is_facebook()) {
      EXPECT_TRUE(told || end.unlisted.empty());
    }
  }
}

TEST_P(MetaFaults, AnItemThatVanishesIsNamedAndTheOthersComeHome) {
  std::string target;
  const MetaJourneyEnd end = Run([&](const demo::Account& account) {
    target = is_facebook()
                 ? account.IdOf({demo::NodeType::kPhoto, 6})
                 : account.IdOf({demo::NodeType::kIgMedia, account.instagram().PostNumber(5)});
    // Once all is listed, and the file is to be fetched.
    const Fault gone = {.kind = FaultKind::kDeleteItem, .target = target};
    return std::vector<FaultRule>{{.item = target, .server = "cdn", .times = -1, .fault = gone}};
  });
  EXPECT_EQ(end.failure, "");
  EXPECT_THAT(end.unlisted, IsEmpty());
  EXPECT_THAT(end.unnamed, IsEmpty());
  EXPECT_TRUE(end.left_out.contains(target));
  if (is_facebook()) {
    EXPECT_THAT(end.left_out, SizeIs(1));
  }
}

TEST_P(MetaFaults, ARoleThatEndsTakesOnlyThatPageAwayAndIsNamed) {
  if (!is_facebook()) GTEST_SKIP() << "An account of Instagram has no Pages below it.";
  for (const int skip : {0, 2, 5}) {
    const MetaJourneyEnd end = Run([&](const demo::Account& account) {
      const Fault lost = {.kind = FaultKind::kLoseRole, .target = account.PageId(1)};
      return std::vector<FaultRule>{
          {.path = absl::StrCat("/", account.PageId(1), "/"), .skip = skip, .fault = lost}};
    });
    EXPECT_EQ(end.failure, "");
    EXPECT_THAT(end.struck, Each(Gt(0)));
    EXPECT_THAT(end.unnamed, IsEmpty());
    EXPECT_THAT(end.notices, Contains(::testing::HasSubstr("The Page \"Harbour\" is left out")));
    const size_t of_page = end.unlisted.size() + end.left_out.size();
    EXPECT_LE(of_page, 9u + 3u + 3u + 2u) << "nothing of the person's own";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Legs, MetaFaults,
    ::testing::Combine(
        ::testing::Values(Source{"Facebook", MetaSource::kFacebook, "/me/photos"},
                          Source{"InstagramByFacebook", MetaSource::kInstagramByFacebook, "/media"},
                          Source{"InstagramLogin", MetaSource::kInstagramLogin, "/media"}),
        ::testing::Range(size_t{0}, std::size(kDestinations))),
    [](const ::testing::TestParamInfo<Leg>& leg) {
      return absl::StrCat(std::get<0>(leg.param).name, "To", kDestinations[std::get<1>(leg.param)]);
    });

}  // namespace
}  // namespace photoferry::sim
