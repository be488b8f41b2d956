// SPDX-License-Identifier: Apache-2.0
//
// Three destinations that take an item in one call: test-lazy, test-early, test-blind.
#include <utility>

#include "common/base/status.h"
#include "tests/fakes/destinations/destinations.h"
#include "tests/fakes/destinations/test_importer.h"

namespace photoferry::fakes {
namespace {

// `path` decides what a repeat does.
absl::StatusOr<SendResult> SendWhole(const DestinationClient& client, absl::string_view path,
                                     SendTask& task, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(std::shared_ptr<Pipe> pipe, task.source().All());
  PF_ASSIGN_OR_RETURN(
      const Json answer,
      client.Upload("POST", path, {std::move(pipe), task.source().head().length, task.key()},
                    Repeat::kDoubles, context));
  absl::StatusOr<v1::RemoteItem> item = ItemFrom(JsonMember(answer, "item"));
  if (!item.ok()) return Failure(v1::OUTCOME_UNKNOWN, item.status().message());
  return Stored{.item = *std::move(item)};
}

// An album needs a first photo, so Place makes it.
class LazyImporter : public TestImporter {
 public:
  using TestImporter::TestImporter;

  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum& album,
                                                          ProviderContext& context) override {
    return FindAlbum(album, context);
  }

  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override {
    return SendWhole(client(), "/v1/items", task, context);
  }

  absl::StatusOr<PlaceResult> Place(const AlbumEntry& album, absl::Span<const PlaceEntry> entries,
                                    ProviderContext& context) override {
    AlbumEntry made = album;
    if (!made.ref && !entries.empty()) {
      PF_ASSIGN_OR_RETURN(made.ref, FindAlbum(album.album, context));
    }
    if (!made.ref && !entries.empty()) {
      PF_ASSIGN_OR_RETURN(made.ref, MakeAlbum(album.album, entries[0].item.id(), context));
    }
    return TestImporter::Place(made, entries, context);
  }
};

// Knows an item by its key, and answers before the bytes when it has it already.
class EarlyImporter : public TestImporter {
 public:
  using TestImporter::TestImporter;

  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override {
    return SendWhole(client(), "/v1/unique-items", task, context);
  }
};

// Nothing finds an item but its id.
class BlindImporter : public TestImporter {
 public:
  using TestImporter::TestImporter;

  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum&,
                                                          ProviderContext&) override {
    return std::nullopt;
  }

  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override {
    return SendWhole(client(), "/v1/items", task, context);
  }

  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext& context) override {
    std::vector<absl::StatusOr<RemoteState>> states;
    for (const CheckEntry& entry : entries) {
      states.push_back(entry.item ? TestImporter::Check(absl::MakeSpan(&entry, 1), context)[0]
                                  : RemoteState{.presence = RemoteState::Presence::kUnknown});
    }
    return states;
  }
};

v1::Capabilities SingleCall(v1::ContainerModel container, v1::DoubtHandle doubt) {
  v1::Capabilities capabilities;
  capabilities.set_container_model(container);
  capabilities.set_publishes(v1::AT_SEND);
  capabilities.set_doubt(doubt);
  capabilities.set_resume(v1::FROM_START);
  capabilities.set_album_lane(container != v1::NO_ALBUMS);
  capabilities.add_hashes(v1::ContentHash::SHA256);
  return capabilities;
}

}  // namespace

ImporterPlugin lazy_plugin() {
  return TestPlugin<LazyImporter>("test-lazy", SingleCall(v1::LAZY_ALBUMS, v1::CHECK_TELLS));
}

ImporterPlugin early_plugin() {
  ImporterPlugin plugin =
      TestPlugin<EarlyImporter>("test-early", SingleCall(v1::ALBUMS, v1::CHECK_TELLS));
  plugin.spec.set_needs_credential(true);
  return plugin;
}

ImporterPlugin blind_plugin() {
  return TestPlugin<BlindImporter>("test-blind", SingleCall(v1::NO_ALBUMS, v1::NOTHING_TELLS));
}

std::vector<ImporterPlugin> AllTestDestinations() {
  return {two_phase_plugin(), fragments_plugin(), lazy_plugin(), early_plugin(), blind_plugin()};
}

}  // namespace photoferry::fakes
