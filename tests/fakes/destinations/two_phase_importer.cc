// SPDX-License-Identifier: Apache-2.0
//
// Bytes first, then batches of tokens become items, one batch at a time. A batch that is published
// again makes every item of it again.
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "tests/fakes/destinations/destinations.h"
#include "tests/fakes/destinations/test_importer.h"

namespace photoferry::fakes {
namespace {

absl::StatusOr<Stored> PublishedFrom(const Json& line, bool in_album) {
  const std::string status = JsonString(line, "status");
  if (status == "ok") {
    PF_ASSIGN_OR_RETURN(v1::RemoteItem item, ItemFrom(JsonMember(line, "item")));
    return Stored{.item = std::move(item), .placed_in_album = in_album};
  }
  if (status == "token_unknown") {
    return Failure(v1::SESSION_EXPIRED, "The uploaded bytes waited too long and were dropped.");
  }
  if (status == "storage_full") {
    return Failure(v1::DESTINATION_FULL, "The test destination is full.", "Give it more room.");
  }
  return Failure(v1::ITEM_REJECTED, absl::StrCat("The test destination said: ", status));
}

class TwoPhaseImporter : public TestImporter {
 public:
  using TestImporter::TestImporter;

  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override {
    PF_ASSIGN_OR_RETURN(std::shared_ptr<Pipe> pipe, task.source().All());
    PF_ASSIGN_OR_RETURN(const Json answer,
                        client().Upload("POST", "/v1/uploads",
                                        {std::move(pipe), task.source().head().length, task.key()},
                                        Repeat::kHarmless, context));
    Staged staged;
    staged.handle.set_state(JsonString(answer, "token"));
    staged.handle.mutable_expires()->set_seconds(JsonInt(answer, "expires"));
    return staged;
  }

  std::vector<absl::StatusOr<Stored>> Publish(absl::Span<const PublishEntry> entries,
                                              const AlbumEntry* album,
                                              ProviderContext& context) override {
    const bool in_album = album != nullptr && album->ref.has_value();
    Json body = {{"items", Json::array()}};
    if (in_album) body["album"] = album->ref->id();
    for (const PublishEntry& entry : entries) {
      body["items"].push_back({{"token", entry.handle.state()},
                               {"key", entry.key},
                               {"caption", entry.photo.caption()}});
    }
    const auto answer = client().Post("/v1/publish", body, Repeat::kDoubles, context);
    if (!answer.ok()) return {entries.size(), answer.status()};
    return PerEntry(entries, *answer, in_album);
  }

 private:
  // By token, not by place: an answer may lack one.
  static std::vector<absl::StatusOr<Stored>> PerEntry(absl::Span<const PublishEntry> entries,
                                                      const Json& answer, bool in_album) {
    std::map<std::string, absl::StatusOr<Stored>> told;
    for (const Json& line : JsonMember(answer, "results")) {
      told.emplace(JsonString(line, "token"), PublishedFrom(line, in_album));
    }
    std::vector<absl::StatusOr<Stored>> results;
    for (const PublishEntry& entry : entries) {
      const auto found = told.find(entry.handle.state());
      results.push_back(
          found != told.end()
              ? found->second
              : Failure(v1::OUTCOME_UNKNOWN,
                        "The test destination did not say what became of this item."));
    }
    return results;
  }
};

}  // namespace

ImporterPlugin two_phase_plugin() {
  v1::Capabilities capabilities;
  capabilities.set_container_model(v1::ALBUMS);
  capabilities.set_publishes(v1::AT_PUBLISH);
  capabilities.set_doubt(v1::CHECK_TELLS);
  capabilities.set_resume(v1::FROM_START);
  capabilities.set_publish_batch(10);
  capabilities.set_publish_batch_per_album(true);
  capabilities.set_publish_lane(true);
  capabilities.set_album_lane(true);
  capabilities.add_hashes(v1::ContentHash::SHA256);
  return TestPlugin<TwoPhaseImporter>("test-two-phase", capabilities);
}

}  // namespace photoferry::fakes
