// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/job_request.h"

#include "tests/transfer-worker/faces/desk_fixture.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

JobFlags Flags() {
  JobFlags flags;
  flags.from = "facebook";
  flags.to = "folder:/srv/photos";
  return flags;
}

absl::StatusOr<v1::TransferJob> Job(const JobFlags& flags) {
  return JobFrom(flags, v1::TRANSFER, MadeUpProviders());
}

TEST(ParseMoment, TakesDatesAndTimes) {
  EXPECT_THAT(ParseMoment("2019-06-30"), IsOkAndHolds(absl::FromUnixSeconds(1561852800)));
  EXPECT_THAT(ParseMoment("2019-06"), IsOkAndHolds(absl::FromUnixSeconds(1559347200)));
  EXPECT_THAT(ParseMoment("2019"), IsOkAndHolds(absl::FromUnixSeconds(1546300800)));
  EXPECT_THAT(ParseMoment("2019-06-30T18:00:00+02:00"),
              IsOkAndHolds(absl::FromUnixSeconds(1561910400)));
  for (const char* wrong : {"", "yesterday", "2019-13-01", "30.06.2019", "infinite-future"}) {
    EXPECT_THAT(ParseMoment(wrong), ReasonIs(v1::BAD_REQUEST)) << wrong;
  }
}

TEST(JobRequest, EveryFlagFindsItsField) {
  JobFlags flags = Flags();
  flags.albums = {"Summer", "Winter, too"};
  flags.exclude = {"Cover photos"};
  flags.since = "2019";
  flags.until = "2020-06-01T00:00:00.5Z";
  flags.only = "photos";
  flags.limit = 10;
  flags.since_last = true;
  flags.options = {"facebook.page_size=7"};
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob job, Job(flags));
  EXPECT_TRUE(job.since_last());
  EXPECT_EQ(job.source().provider(), "facebook");
  EXPECT_EQ(job.source().options().at("page_size"), "7");
  EXPECT_EQ(job.destination().provider(), "folder");
  EXPECT_EQ(job.destination().options().at("path"), "/srv/photos");
  EXPECT_THAT(job.selection().albums(), ElementsAre("Summer", "Winter, too"));
  EXPECT_THAT(job.selection().exclude(), ElementsAre("Cover photos"));
  EXPECT_THAT(job.selection().kinds(), ElementsAre(v1::PHOTO));
  EXPECT_EQ(job.selection().since().seconds(), 1546300800);
  EXPECT_EQ(job.selection().until().nanos(), 500000000);
  EXPECT_EQ(job.selection().limit(), 10);
}

TEST(JobRequest, PathsAreMadeAbsolute) {
  JobFlags flags = Flags();
  flags.to = "folder:photos/../pictures";
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob job, Job(flags));
  const std::string& path = job.destination().options().at("path");
  EXPECT_THAT(path, StartsWith("/"));
  EXPECT_THAT(path, ::testing::EndsWith("/pictures"));
}

TEST(JobRequest, WrongFlagsAreRefusedInClearWords) {
  const auto refusal = [](const std::function<void(JobFlags&)>& change) {
    JobFlags flags = Flags();
    change(flags);
    return std::string(Job(flags).status().message());
  };
  EXPECT_THAT(refusal([](auto& flags) { flags.only = "cats"; }), HasSubstr("photos nor videos"));
  EXPECT_THAT(refusal([](auto& flags) { flags.since = "soon"; }), HasSubstr("--since"));
  EXPECT_THAT(refusal([](auto& flags) { flags.limit = -1; }), HasSubstr("below zero"));
  EXPECT_THAT(refusal([](auto& flags) {
                flags.since = "2020";
                flags.until = "2019";
              }),
              HasSubstr("empty"));
  EXPECT_THAT(refusal([](auto& flags) { flags.options = {"page_size=3"}; }),
              HasSubstr("PROVIDER.KEY=VALUE"));
  EXPECT_THAT(refusal([](auto& flags) { flags.options = {"facebok.page_size=3"}; }),
              HasSubstr("Did you mean facebook?"));
}

TEST(JobRequest, AnOptionOfAStrangerToTheJobIsRefused) {
  ProviderTable providers = MadeUpProviders();
  v1::ProviderSpec& other = providers.importers.emplace_back().spec;
  other.set_id("attic");
  AddOptionTo(other, "key", v1::OptionSpec::TEXT);
  JobFlags flags = Flags();
  flags.options = {"attic.key=1"};
  const auto refused = JobFrom(flags, v1::TRANSFER, providers);
  EXPECT_THAT(refused, ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("no part in this job"));
}

TEST(AskForTheSame, LooksAtWhatThePersonChose) {
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob job, Job(Flags()));
  v1::TransferJob other = job;
  other.set_name("tenants/default/transferJobs/x");
  other.set_state(v1::PAUSED);
  EXPECT_TRUE(AskForTheSame(job, other));
  other.set_mode(v1::PLAN);
  EXPECT_FALSE(AskForTheSame(job, other));
  other = job;
  (*other.mutable_source()->mutable_options())["page_size"] = "3";
  EXPECT_FALSE(AskForTheSame(job, other));
  other = job;
  other.mutable_selection()->set_limit(3);
  EXPECT_FALSE(AskForTheSame(job, other));
  other = job;
  other.set_since_last(true);
  EXPECT_FALSE(AskForTheSame(job, other));
}

}  // namespace
}  // namespace photoferry
