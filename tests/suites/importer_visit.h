// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "common/http/curl_http_client.h"
#include "importers/importer.h"
#include "tests/suites/destination_hand.h"
#include "tests/testing/canary.h"
#include "tests/testing/faulty_http_client.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/map_memory.h"

namespace photoferry {

// An empty account at the destination, for one test.
struct ImporterAccount {
  std::map<std::string, std::string> options;
  std::string token = canary::Token();  // where a login is needed
  std::shared_ptr<void> keep;           // lives as long as the test: a server, a folder
  DestinationHand hand = {};
};

struct ImporterCase {
  ImporterPlugin (*plugin)();
  std::function<ImporterAccount()> new_account;
  // FROM_OFFSET: no more than this travels twice when a file goes on after a break.
  int64_t resend_bound = 256 << 10;
  // With these Check proves every byte, where by default it proves their number only.
  std::map<std::string, std::string> verifying_options = {};
  // Hooks of DestinationHand that there can be none of, "verifying_options", "several_albums", and
  // why: what stands here is skipped with that reason, what is lacking otherwise fails.
  std::map<std::string, std::string> cannot = {};
};
void PrintTo(const ImporterCase& value, std::ostream* out);

// One item on its way.
struct Parcel {
  std::string key;
  v1::Photo photo;
  std::string bytes;
  std::string mime_type = "image/jpeg";
};
Parcel ParcelOf(const std::string& id, std::string bytes);
// So many bytes of which no two blocks are alike. The same for the same seed.
std::string NoiseOf(size_t size, uint64_t seed = 1);

// What has arrived in an album, given out one by one.
class ListedContents final : public AlbumContents {
 public:
  explicit ListedContents(std::vector<ClosedItem> items) : items_(std::move(items)) {}
  absl::StatusOr<std::optional<ClosedItem>> Next() override;

 private:
  const std::vector<ClosedItem> items_;
  size_t next_ = 0;
};

// An importer on an empty account, and the engine's steps with it, one by one. Waiting costs no
// time: the importer's clock moves on by itself.
class ImporterVisit {
 public:
  explicit ImporterVisit(const ImporterCase& subject);

  absl::Status Connect();
  // Another importer on the same account, as after a restart.
  std::unique_ptr<Importer> NewImporter(
      const std::map<std::string, std::string>& more_options = {});
  // From here on the steps are those of a new importer.
  absl::Status Restart();

  const v1::ProviderSpec& spec() const { return plugin_.spec; }
  const v1::Capabilities& capabilities() const { return connected_.capabilities; }
  const Destination& connected() const { return connected_; }
  bool HasAlbums() const;
  // Whether Check can tell that an item is not there.
  bool CheckTells() const;

  absl::StatusOr<AlbumEntry> EnsureAlbum(const std::string& id);
  absl::StatusOr<AlbumEntry> EnsureAlbum(const v1::PhotoAlbum& album);
  // Send, and Publish where that makes an item visible. Goes on from the item's last session.
  absl::StatusOr<Stored> Deliver(const Parcel& parcel, const AlbumEntry* album = nullptr);
  absl::StatusOr<Stored> Deliver(const Parcel& parcel, MediaSource& source,
                                 const AlbumEntry* album = nullptr);
  absl::StatusOr<Stored> Deliver(const std::string& id, const std::string& bytes,
                                 const AlbumEntry* album = nullptr);
  absl::StatusOr<v1::AlbumRef> Place(const AlbumEntry& album, const Parcel& parcel,
                                     const v1::RemoteItem& item);
  absl::Status Close(const AlbumEntry& album, std::vector<ClosedItem> contents);
  // With `item` what is known of it; without, what is left after a crash: its key and its session.
  absl::StatusOr<RemoteState> CheckOn(const Parcel& parcel,
                                      const std::optional<v1::RemoteItem>& item = std::nullopt,
                                      const AlbumEntry* album = nullptr);
  absl::StatusOr<RemoteState> CheckOn(Importer& importer, const CheckEntry& entry);
  CheckEntry EntryOf(const Parcel& parcel, const std::optional<v1::RemoteItem>& item) const;

  // The last session that an item's Send saved, by its key.
  std::map<std::string, v1::UploadSession>& sessions() { return sessions_; }
  const DestinationHand& hand() const { return account_.hand; }
  CallFaults& faults();
  FaultyHttpClient& http() { return faulty_; }
  Importer& importer() { return *importer_; }
  ProviderContext& context() { return context_; }
  // Of the sources: real threads on real time.
  Scheduler& scheduler() { return *scheduler_; }

 private:
  const ImporterPlugin plugin_;
  const ImporterAccount account_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> http_ = NewCurlHttpClient(*scheduler_, {.loops = 1});
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
  std::unique_ptr<Importer> importer_;
  Destination connected_;
  std::map<std::string, v1::UploadSession> sessions_;
};

}  // namespace photoferry
