// SPDX-License-Identifier: Apache-2.0
//
// A plan promises what the transfer does: no item, byte or reason is another.
#include <filesystem>
#include <tuple>

#include "common/base/proto_time.h"
#include "tests/transfer-worker/engine/journey.h"

namespace photoferry {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;

// Everything of a job that its plan must have told.
struct Promise {
  std::string counted;
  std::vector<std::tuple<std::string, v1::ItemStage, v1::Reason, std::string>> items;
};

std::string Counted(const v1::Counters& counters) {
  v1::Counters promised = counters;
  promised.clear_placements_done();
  promised.clear_placements_failed();
  return promised.ShortDebugString();
}

Promise PromiseOf(Journey& journey, const v1::TransferJob& job) {
  Promise promise{.counted = Counted(job.counters()), .items = {}};
  for (const v1::TransferItem& item : journey.rig().Items(job.name())) {
    promise.items.emplace_back(item.photo().id(), item.stage(), item.problem().reason(),
                               item.problem().message());
  }
  return promise;
}

class Plan : public ::testing::TestWithParam<std::string> {
 protected:
  // Runs the plan, then the transfer, and holds one against the other. Returns the transfer.
  static v1::TransferJob ExpectKept(Journey& journey, v1::TransferJob job) {
    job.set_mode(v1::PLAN);
    const v1::TransferJob planned = journey.Run(job);
    EXPECT_EQ(planned.state(), v1::SUCCEEDED) << planned.ShortDebugString();
    journey.ExpectLaws();
    ExpectNothingSent(journey);
    const Promise promise = PromiseOf(journey, planned);
    job.set_mode(v1::TRANSFER);
    const v1::TransferJob done = journey.Run(job);
    EXPECT_EQ(done.state(), v1::SUCCEEDED) << done.ShortDebugString();
    journey.ExpectLaws();
    const Promise kept = PromiseOf(journey, done);
    EXPECT_EQ(promise.counted, kept.counted);
    EXPECT_EQ(promise.items, kept.items);
    EXPECT_EQ(journey.Arrived().size(), planned.counters().items().done());
    return done;
  }

  static void ExpectNothingSent(Journey& journey) {
    EXPECT_THAT(journey.Arrived(), IsEmpty());
    for (const char* call :
         {"send", "session", "fragment", "publish", "place", "make_album", "check"}) {
      EXPECT_THAT(journey.destination().Calls(), Not(Contains(Key(call))));
    }
  }
};

TEST_P(Plan, OfAWholeAccountIsKept) {
  Journey journey(GetParam(), {.photos = 14, .videos = 2, .albums = 3});
  const v1::TransferJob done = ExpectKept(journey, journey.Job());
  EXPECT_EQ(done.counters().items().done(), 16);
  EXPECT_EQ(journey.Arrived(), journey.Expected());
}

TEST_P(Plan, WithDeletedAndEmptyFilesIsKept) {
  Journey journey(GetParam());
  journey.graph().faults().Add({.item = journey.PhotoId(2),
                                .server = "cdn",
                                .times = -1,
                                .fault = {.kind = demo::FaultKind::kStatus, .status = 404}});
  journey.graph().faults().Add({.item = journey.PhotoId(5),
                                .server = "cdn",
                                .times = -1,
                                .fault = {.kind = demo::FaultKind::kEmptyBody}});
  const v1::TransferJob done = ExpectKept(journey, journey.Job());
  EXPECT_EQ(done.counters().items().skipped(), 2);
}

TEST_P(Plan, WithALimitIsKept) {
  Journey journey(GetParam(), {.photos = 14, .videos = 2, .albums = 3});
  v1::TransferJob job = journey.Job();
  job.mutable_selection()->set_limit(7);
  EXPECT_EQ(ExpectKept(journey, job).counters().items().done(), 7);
}

TEST_P(Plan, WithASelectionIsKept) {
  Journey journey(GetParam(), {.photos = 20, .videos = 3, .albums = 4});
  v1::TransferJob job = journey.Job();
  v1::Selection& selection = *job.mutable_selection();
  selection.add_exclude(journey.graph().account().album(1).name);
  selection.add_kinds(v1::PHOTO);
  *selection.mutable_since() = ToProto(absl::FromCivil(absl::CivilYear(2014), absl::UTCTimeZone()));
  const v1::TransferJob done = ExpectKept(journey, job);
  EXPECT_GT(done.counters().items().done(), 0);
  EXPECT_GT(done.counters().items().skipped(), 0);
}

INSTANTIATE_TEST_SUITE_P(Destinations, Plan,
                         ::testing::Values("folder", "test-two-phase", "test-blind"),
                         [](const auto& info) { return TestNameOf(info.param); });

TEST(PlanForAFolder, LeavesNoMediaAndNoAlbumBehind) {
  Journey journey("folder");
  v1::TransferJob job = journey.Job();
  job.set_mode(v1::PLAN);
  EXPECT_EQ(journey.Run(job).counters().items().done(), 9);
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(journey.folder(), missing)) {
    EXPECT_EQ(entry.path().filename().string()[0], '.') << entry.path();
  }
}

// Another importer with narrower limits than it has.
class NarrowImporter final : public Importer {
 public:
  NarrowImporter(std::unique_ptr<Importer> inner, std::function<void(v1::Capabilities&)> narrow)
      : inner_(std::move(inner)), narrow_(std::move(narrow)) {}
  absl::StatusOr<Destination> Connect(ProviderContext& context) override {
    absl::StatusOr<Destination> destination = inner_->Connect(context);
    if (destination.ok()) narrow_(destination->capabilities);
    return destination;
  }
  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum& album,
                                                          ProviderContext& context) override {
    return inner_->EnsureAlbum(album, context);
  }
  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override {
    return inner_->Send(task, context);
  }
  std::vector<absl::StatusOr<Stored>> Publish(absl::Span<const PublishEntry> entries,
                                              const AlbumEntry* album,
                                              ProviderContext& context) override {
    return inner_->Publish(entries, album, context);
  }
  absl::StatusOr<PlaceResult> Place(const AlbumEntry& album, absl::Span<const PlaceEntry> entries,
                                    ProviderContext& context) override {
    return inner_->Place(album, entries, context);
  }
  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext& context) override {
    return inner_->Check(entries, context);
  }

 private:
  const std::unique_ptr<Importer> inner_;
  const std::function<void(v1::Capabilities&)> narrow_;
};

ImporterPlugin Narrowed(ImporterPlugin plugin, std::function<void(v1::Capabilities&)> narrow) {
  plugin.make = [make = plugin.make, narrow = std::move(narrow)](
                    const ProviderOptions& options) -> absl::StatusOr<std::unique_ptr<Importer>> {
    absl::StatusOr<std::unique_ptr<Importer>> inner = make(options);
    if (!inner.ok()) return inner.status();
    return std::make_unique<NarrowImporter>(*std::move(inner), narrow);
  };
  return plugin;
}

class PlanForANarrowDestination : public Plan {
 protected:
  static ProviderTable Providers(std::function<void(v1::Capabilities&)> narrow) {
    ProviderTable table = rig::AllProviders();
    for (ImporterPlugin& plugin : table.importers) plugin = Narrowed(std::move(plugin), narrow);
    return table;
  }
};

TEST_F(PlanForANarrowDestination, NamesTheVideosThatItDoesNotTake) {
  Journey journey("test-two-phase", {.photos = 6, .videos = 2, .providers = Providers([](auto& c) {
                                                                 c.add_mime_types("image/jpeg");
                                                               })});
  const v1::TransferJob done = ExpectKept(journey, journey.Job());
  EXPECT_EQ(done.counters().items().skipped(), 2);
  for (const auto& [id, item] : journey.ItemsById({v1::SKIPPED})) {
    EXPECT_EQ(item.problem().reason(), v1::TYPE_UNSUPPORTED) << id;
  }
}

TEST_F(PlanForANarrowDestination, NamesTheFilesThatAreTooLarge) {
  Journey journey("test-two-phase", {.photos = 6, .videos = 2, .providers = Providers([](auto& c) {
                                                                 c.set_max_photo_bytes(1000);
                                                                 c.set_max_video_bytes(1 << 20);
                                                               })});
  const v1::TransferJob done = ExpectKept(journey, journey.Job());
  EXPECT_EQ(done.counters().items().skipped(), 6);
  EXPECT_EQ(done.counters().items().done(), 2);
  for (const auto& [id, item] : journey.ItemsById({v1::SKIPPED})) {
    EXPECT_EQ(item.problem().reason(), v1::ITEM_TOO_LARGE) << id;
  }
}

}  // namespace
}  // namespace photoferry
