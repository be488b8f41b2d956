// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/job_desk.h"

#include "tests/testing/canary.h"
#include "tests/transfer-worker/faces/desk_fixture.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kUuid[] = "0f8b2c9a-1111-4222-8333-444455556666";

MATCHER_P(IsInvalid, text, "is INVALID_ARGUMENT with a text") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status;
  const v1::Problem problem = ProblemOf(status);
  return status.code() == absl::StatusCode::kInvalidArgument &&
         ::testing::ExplainMatchResult(
             HasSubstr(text), problem.message() + " " + problem.what_to_do(), result_listener);
}

class JobDeskTest : public DeskFixture {
 protected:
  // The error of a job that differs from a good one by `change`.
  absl::Status Refusal(const std::function<void(v1::TransferJob&)>& change) {
    v1::TransferJob job = MadeUpJob();
    change(job);
    return desk_->Create(CreateRequest(job)).status();
  }
};

TEST_F(JobDeskTest, AJobIsMadeWithItsShorthandResolvedAndItsCredentialNamed) {
  const v1::TransferJob job = Made();
  EXPECT_THAT(job.name(), HasSubstr("tenants/default/transferJobs/"));
  EXPECT_EQ(job.destination().provider(), "folder");
  EXPECT_EQ(job.destination().options().at("path"), "/tmp/photos");
  EXPECT_EQ(job.source().credential(), "tenants/default/credentials/facebook");
  EXPECT_EQ(job.destination().credential(), "");
  EXPECT_EQ(job.state(), v1::QUEUED);
  EXPECT_EQ(job.mode(), v1::TRANSFER);
  EXPECT_EQ(nudges_, 1);
}

TEST_F(JobDeskTest, ValidateOnlyMakesNothing) {
  v1::CreateTransferJobRequest request = CreateRequest();
  request.set_validate_only(true);
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob job, desk_->Create(request));
  EXPECT_EQ(job.name(), "");
  EXPECT_EQ(job.destination().provider(), "folder");
  v1::ListTransferJobsRequest list;
  list.set_parent("tenants/default");
  PF_ASSERT_OK_AND_ASSIGN(const auto jobs, desk_->List(list));
  EXPECT_THAT(jobs.transfer_jobs(), IsEmpty());
  EXPECT_EQ(nudges_, 0);
}

TEST_F(JobDeskTest, OutputFieldsOfARequestAreNotBelieved) {
  v1::TransferJob job = MadeUpJob();
  job.set_state(v1::SUCCEEDED);
  job.mutable_counters()->mutable_items()->set_found(5);
  const v1::TransferJob made = Made(job);
  EXPECT_EQ(made.state(), v1::QUEUED);
  EXPECT_EQ(made.counters().items().found(), 0);
}

TEST_F(JobDeskTest, TheSameRequestIdAnswersWithTheSameJob) {
  v1::CreateTransferJobRequest request = CreateRequest();
  request.set_request_id(kUuid);
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob first, desk_->Create(request));
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob second, desk_->Create(request));
  EXPECT_EQ(first.name(), second.name());
  *request.mutable_transfer_job() = MadeUpJob("/tmp/other");
  EXPECT_THAT(desk_->Create(request), StatusIs(absl::StatusCode::kAlreadyExists));
  request.set_request_id("not-a-uuid");
  EXPECT_THAT(desk_->Create(request), IsInvalid("UUID"));
}

TEST_F(JobDeskTest, AMisspeltProviderIsRefusedWithTheNearestName) {
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_source()->set_provider("facebok"); }),
              IsInvalid("Did you mean facebook?"));
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_destination()->set_provider("foldr:/x"); }),
              IsInvalid("Did you mean folder?"));
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_source()->set_provider("zzzzzzzz"); }),
              AllOf(IsInvalid("The sources are: facebook"), Not(IsInvalid("Did you mean"))));
}

TEST_F(JobDeskTest, ADestinationIsNotTakenForASource) {
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_source()->set_provider("folder"); }),
              IsInvalid("folder is not a source"));
  EXPECT_THAT(Refusal([](auto& job) { job.clear_destination(); }),
              IsInvalid("names no destination"));
}

TEST_F(JobDeskTest, OptionsAreCheckedAgainstTheSpec) {
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_destination()->set_provider("folder"); }),
              IsInvalid("folder.path is required"));
  EXPECT_THAT(
      Refusal([](auto& job) { (*job.mutable_source()->mutable_options())["page_size"] = "many"; }),
      IsInvalid("whole number"));
  EXPECT_THAT(Refusal([](auto& job) { (*job.mutable_source()->mutable_options())["nope"] = "1"; }),
              IsInvalid("does not exist"));
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_source()->set_provider("facebook:x"); }),
              IsInvalid("nothing after a colon"));
  EXPECT_THAT(Refusal([](auto& job) {
                (*job.mutable_destination()->mutable_options())["path"] = "/elsewhere";
              }),
              IsInvalid("given twice"));
}

TEST_F(JobDeskTest, TheWorkersDefaultsCountButAreNotWrittenIntoTheJob) {
  desk_ = NewDesk({{"folder.path", "/srv/photos"}, {"facebook.page_size", "7"}});
  v1::TransferJob job = MadeUpJob();
  job.mutable_destination()->set_provider("folder");
  EXPECT_THAT(Made(job).destination().options(), IsEmpty());
  desk_ = NewDesk({{"facebook.page_size", "seven"}});
  EXPECT_THAT(desk_->Create(CreateRequest()), IsInvalid("facebook.page_size"));
}

TEST_F(JobDeskTest, SelectionsThatCanHoldNothingAreRefused) {
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_selection()->set_limit(-1); }),
              IsInvalid("below zero"));
  EXPECT_THAT(Refusal([](auto& job) {
                job.mutable_selection()->mutable_since()->set_seconds(20);
                job.mutable_selection()->mutable_until()->set_seconds(20);
              }),
              IsInvalid("empty"));
  EXPECT_THAT(
      Refusal([](auto& job) { job.mutable_selection()->mutable_since()->set_seconds(INT64_MAX); }),
      IsInvalid("years 1 to 9999"));
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_selection()->add_albums(""); }),
              IsInvalid("without a name"));
  EXPECT_THAT(
      Refusal([](auto& job) { job.mutable_selection()->add_kinds(static_cast<v1::MediaKind>(9)); }),
      IsInvalid("kind"));
  EXPECT_THAT(Refusal([](auto& job) { job.set_mode(static_cast<v1::JobMode>(9)); }),
              IsInvalid("mode"));
}

TEST_F(JobDeskTest, CredentialsOfAnotherTenantAreOutOfReach) {
  EXPECT_THAT(Refusal([](auto& job) {
                job.mutable_source()->set_credential("tenants/other/credentials/facebook");
              }),
              IsInvalid("another tenant"));
  EXPECT_THAT(Refusal([](auto& job) { job.mutable_source()->set_credential("facebook"); }),
              IsInvalid("tenants/{tenant}/credentials/{credential}"));
}

TEST_F(JobDeskTest, NamesOfAnotherShapeAreRefused) {
  EXPECT_THAT(TenantOf("tenants/t/transferJobs/j"), IsOkAndHolds("t"));
  for (const char* name :
       {"", "t", "tenants/t", "tenants/t/transferJobs/", "tenants//transferJobs/j",
        "tenants/t/credentials/j", "tenants/t/transferJobs/j/items/1", "tenants/t/transferJobs/j k",
        "tenants/../transferJobs/\n"}) {
    EXPECT_THAT(TenantOf(name), IsInvalid("tenants/{tenant}/transferJobs/{job}")) << name;
    EXPECT_THAT(desk_->Get(name), IsInvalid("tenants/")) << name;
  }
  v1::CreateTransferJobRequest request = CreateRequest();
  request.set_parent("default");
  EXPECT_THAT(desk_->Create(request), IsInvalid("tenants/{tenant}"));
  EXPECT_THAT(desk_->Get("tenants/default/transferJobs/none"),
              AllOf(StatusIs(absl::StatusCode::kNotFound), ReasonIs(v1::BAD_REQUEST)));
}

TEST_F(JobDeskTest, PagesFollowEachOtherAndEndWithAnEmptyToken) {
  for (int i = 0; i < 5; ++i) Made(MadeUpJob(absl::StrCat("/tmp/", i)));
  v1::ListTransferJobsRequest request;
  request.set_parent("tenants/default");
  request.set_page_size(2);
  std::vector<std::string> seen;
  do {
    PF_ASSERT_OK_AND_ASSIGN(const auto page, desk_->List(request));
    EXPECT_LE(page.transfer_jobs_size(), 2);
    for (const auto& job : page.transfer_jobs()) {
      seen.push_back(job.destination().options().at("path"));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, ElementsAre("/tmp/4", "/tmp/3", "/tmp/2", "/tmp/1", "/tmp/0"));
}

TEST_F(JobDeskTest, PageSizesAreCoercedOrRefused) {
  for (int i = 0; i < 60; ++i) Made(MadeUpJob(absl::StrCat("/tmp/", i)));
  v1::ListTransferJobsRequest request;
  request.set_parent("tenants/default");
  PF_ASSERT_OK_AND_ASSIGN(const auto by_default, desk_->List(request));
  EXPECT_THAT(by_default.transfer_jobs(), SizeIs(50));
  request.set_page_size(1000000);
  PF_ASSERT_OK_AND_ASSIGN(const auto all, desk_->List(request));
  EXPECT_THAT(all.transfer_jobs(), SizeIs(60));
  request.set_page_size(-1);
  EXPECT_THAT(desk_->List(request), IsInvalid("page_size"));
}

TEST_F(JobDeskTest, APageTokenIsSealedAndGoodForItsOwnListingOnly) {
  const v1::TransferJob job = Made();
  const ClaimedJob claimed = Claim();
  List(claimed, {PhotoNamed("p0"), PhotoNamed("p1"), PhotoNamed("p2")});
  v1::ListTransferItemsRequest request;
  request.set_parent(job.name());
  request.set_page_size(2);
  PF_ASSERT_OK_AND_ASSIGN(const auto page, desk_->ListItems(request));
  const std::string token = page.next_page_token();
  ASSERT_THAT(token, Not(IsEmpty()));

  // Another desk, as after a restart, knows it too.
  request.set_page_token(token);
  PF_ASSERT_OK_AND_ASSIGN(const auto rest, NewDesk()->ListItems(request));
  EXPECT_THAT(rest.transfer_items(), SizeIs(1));
  EXPECT_EQ(rest.transfer_items(0).photo().id(), "p2");

  request.add_stages(v1::DONE);
  EXPECT_THAT(desk_->ListItems(request), IsInvalid("page_token"));
  request.clear_stages();
  std::string forged = token;
  forged[5] = forged[5] == 'A' ? 'B' : 'A';
  for (const std::string& wrong : {forged, std::string("1"), std::string("§"), token + token}) {
    request.set_page_token(wrong);
    EXPECT_THAT(desk_->ListItems(request), IsInvalid("page_token")) << wrong;
  }
}

TEST_F(JobDeskTest, APageOfHeavyItemsIsCutShorterThanAsked) {
  const v1::TransferJob job = Made();
  const ClaimedJob claimed = Claim();
  std::vector<v1::Photo> photos;
  for (int i = 0; i < 40; ++i) {
    v1::Photo photo = PhotoNamed(absl::StrCat("p", i));
    photo.set_caption(std::string(200 << 10, 'x'));
    photos.push_back(photo);
  }
  List(claimed, photos);
  v1::ListTransferItemsRequest request;
  request.set_parent(job.name());
  request.set_page_size(40);
  int seen = 0;
  do {
    PF_ASSERT_OK_AND_ASSIGN(const auto page, desk_->ListItems(request));
    EXPECT_LT(page.ByteSizeLong(), 4u << 20);
    seen += page.transfer_items_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, 40);
}

TEST_F(JobDeskTest, ItemsAreListedByStageAndReason) {
  const v1::TransferJob job = Made();
  const ClaimedJob claimed = Claim();
  List(claimed, {PhotoNamed("p0"), PhotoNamed("p1"), PhotoNamed("p2")});
  Settle(claimed, DoneMove(0));
  Settle(claimed, FailedMove(1, v1::ITEM_REJECTED, "No."));
  Settle(claimed, FailedMove(2, v1::HASH_MISMATCH, "Other bytes."));
  v1::ListTransferItemsRequest request;
  request.set_parent(job.name());
  request.add_stages(v1::ITEM_FAILED);
  request.add_reasons(v1::HASH_MISMATCH);
  PF_ASSERT_OK_AND_ASSIGN(const auto page, desk_->ListItems(request));
  ASSERT_THAT(page.transfer_items(), SizeIs(1));
  EXPECT_EQ(page.transfer_items(0).photo().id(), "p2");
  request.add_reasons(static_cast<v1::Reason>(999));
  EXPECT_THAT(desk_->ListItems(request), IsInvalid("reason"));
  request.clear_reasons();
  request.add_stages(static_cast<v1::ItemStage>(99));
  EXPECT_THAT(desk_->ListItems(request), IsInvalid("stage"));
}

TEST_F(JobDeskTest, RetryOpensFailedItemsAndQueuesTheJob) {
  const v1::TransferJob job = Made();
  const ClaimedJob claimed = Claim();
  List(claimed, {PhotoNamed("p0"), PhotoNamed("p1")});
  Settle(claimed, DoneMove(0));
  Settle(claimed, FailedMove(1, v1::ITEM_REJECTED, "No."));
  EndWith(claimed, v1::SUCCEEDED);
  nudges_ = 0;
  v1::RetryFailedItemsRequest request;
  request.set_name(job.name());
  PF_ASSERT_OK_AND_ASSIGN(const auto answer, desk_->Retry(request));
  EXPECT_EQ(answer.reopened(), 1);
  EXPECT_EQ(answer.transfer_job().state(), v1::QUEUED);
  EXPECT_EQ(answer.transfer_job().counters().items().failed(), 0);
  EXPECT_EQ(nudges_, 1);
}

TEST_F(JobDeskTest, AWishThatTheStateForbidsIsAFailedPrecondition) {
  const v1::TransferJob job = Made();
  PF_ASSERT_OK_AND_ASSIGN(const auto cancelled, desk_->Express(job.name(), Wish::kCancel));
  EXPECT_EQ(cancelled.state(), v1::CANCELLED);
  EXPECT_THAT(desk_->Express(job.name(), Wish::kPause),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), ReasonIs(v1::BAD_REQUEST)));
  EXPECT_THAT(desk_->Delete(job.name()), IsOk());
  EXPECT_THAT(desk_->Get(job.name()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(JobDeskTest, ListProvidersShowsEverySpec) {
  const v1::ListProvidersResponse answer = desk_->ListProviders();
  ASSERT_THAT(answer.providers(), SizeIs(2));
  EXPECT_EQ(answer.providers(0).id(), "facebook");
  EXPECT_EQ(answer.providers(1).id(), "folder");
}

}  // namespace
}  // namespace photoferry
