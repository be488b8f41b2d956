// SPDX-License-Identifier: Apache-2.0
//
// Two jobs with one account at the destination, one after the other and both at once.
#include "absl/strings/str_cat.h"
#include "tests/suites/importer_suite.h"
#include "tests/testing/fake_media_source.h"

namespace photoferry {
namespace {

using ::testing::SizeIs;

using Presence = RemoteState::Presence;

// The photo of another source: by chance it has the same id.
Parcel OfJob(const std::string& job, const std::string& id) {
  const uint64_t seed = std::hash<std::string>()(job + id);
  Parcel parcel = ParcelOf(id, NoiseOf(20000, seed));
  parcel.key = absl::StrCat("key-", job, "-", id);
  parcel.photo.mutable_uploaded_time()->set_seconds(1467714896 + static_cast<int64_t>(seed % 1000));
  parcel.photo.mutable_taken_time()->mutable_time()->set_seconds(1467628496 + (job == "a" ? 0 : 1));
  return parcel;
}

TEST_P(ImporterSuite, TwoJobsWhosePhotosHaveTheSameIdsDoNotClash) {
  std::vector<std::pair<Parcel, v1::RemoteItem>> sent;
  for (const char* job : {"a", "b"}) {
    ASSERT_THAT(Restart(), IsOk());
    for (const char* id : {"1", "2"}) {
      const Parcel parcel = OfJob(job, id);
      PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
      sent.emplace_back(parcel, stored.item);
    }
  }
  for (const auto& [parcel, item] : sent) {
    SCOPED_TRACE(parcel.key);
    PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(parcel, item));
    EXPECT_EQ(state.presence, Presence::kPresent);
    ExpectHeld(parcel, item);
    if (!CheckTells()) continue;
    PF_ASSERT_OK_AND_ASSIGN(const RemoteState by_key, CheckOn(parcel));
    EXPECT_EQ(by_key.item.id(), item.id());
  }
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(4));
}

TEST_P(ImporterSuite, TwoJobsAtOnceKeepTheirItemsApart) {
  constexpr int kItems = 6;
  const auto run = [this](const std::string& job, std::vector<absl::StatusOr<Stored>>& results) {
    const std::unique_ptr<Importer> importer = NewImporter();
    if (const auto connected = importer->Connect(context()); !connected.ok()) return;
    for (int i = 0; i < kItems; ++i) {
      const Parcel parcel = OfJob(job, absl::StrCat(i));
      FakeMediaSource source(scheduler(), parcel.bytes);
      FakeSendTask task(parcel.key, parcel.photo, source);
      PublishEntry entry{.key = parcel.key, .photo = parcel.photo};
      const absl::StatusOr<SendResult> sent = importer->Send(task, context());
      if (!sent.ok()) {
        results.emplace_back(sent.status());
      } else if (const Stored* stored = std::get_if<Stored>(&*sent)) {
        results.emplace_back(*stored);
      } else {
        entry.handle = std::get<Staged>(*sent).handle;
        MutexLock lane(publish_lane_);
        results.push_back(importer->Publish(absl::MakeSpan(&entry, 1), nullptr, context())[0]);
      }
    }
  };
  std::vector<absl::StatusOr<Stored>> of_a;
  std::vector<absl::StatusOr<Stored>> of_b;
  {
    const auto other = scheduler().Spawn("job-b", [&] { run("b", of_b); });
    run("a", of_a);
  }
  for (const auto& [job, results] : {std::pair("a", &of_a), {"b", &of_b}}) {
    ASSERT_THAT(*results, SizeIs(kItems));
    for (int i = 0; i < kItems; ++i) {
      ASSERT_THAT((*results)[i], IsOk());
      ExpectHeld(OfJob(job, absl::StrCat(i)), (*results)[i]->item);
    }
  }
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(2 * kItems));
}

}  // namespace
}  // namespace photoferry
