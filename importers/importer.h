// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/provider/login_plugin.h"
#include "common/provider/provider_context.h"
#include "importers/media_source.h"
#include "photoferry/v1/checkpoint.pb.h"
#include "photoferry/v1/job.pb.h"
#include "photoferry/v1/media.pb.h"
#include "photoferry/v1/provider.pb.h"

// THE CONTRACT of a destination. README.md in this folder: "write an importer in an hour".
//
// A call moves an item by at most one step:
//
//   EnsureAlbum -> Send -> (Publish) -> (Check) -> Place -> CloseAlbum
//
// The engine repeats calls after errors and crashes; Capabilities.doubt says what makes that safe.
// Before a call that could double something it makes an intent durable, and after a crash it asks
// Check about every intent it finds.
//
// Send comes from several threads at once, Publish and EnsureAlbum and Place under the lanes that
// the capabilities ask for. Connect returns before any other call begins.
//
// Errors carry a reason of photoferry/v1/error.proto; what follows from it is the engine's choice.
// OUTCOME_UNKNOWN says that a call may have happened although its answer was lost; an importer that
// returns CONNECTION_LOST or TIMED_OUT from a call which can double is taken to mean the same.

namespace photoferry {

struct Destination {
  std::string account_key;  // stable and unique within the provider
  std::string display_name;
  v1::Capabilities capabilities;      // the plugin's defaults, refined by what was found
  std::optional<int64_t> free_bytes;  // nothing: the destination does not tell
};

// An album of the source and what it has become.
struct AlbumEntry {
  v1::PhotoAlbum album;
  std::optional<v1::AlbumRef> ref;  // nothing: not made yet (lazy), or not at all
};

// One item on its way.
class SendTask {
 public:
  virtual ~SendTask() = default;
  // The same text at every attempt, in every process, for this item of this job, and no other's:
  // a name or idempotency key at the destination. Letters, digits and '-'.
  virtual const std::string& key() const = 0;
  virtual const v1::Photo& photo() const = 0;
  // The first album that the photo is in; nullptr: none.
  virtual const AlbumEntry* album() const = 0;
  virtual MediaSource& source() = 0;
  // What an earlier attempt saved.
  virtual const std::optional<v1::UploadSession>& session() const = 0;
  // Durable when it returns. Called after the destination acknowledged `session.offset` bytes.
  virtual absl::Status SaveSession(const v1::UploadSession& session) = 0;
};

// FOLDERS and ALBUMS destinations whose Send or Publish already put the item into its first album
// say so, and Place is not called for that one.
struct Staged {
  v1::StagedHandle handle;
};
struct Stored {
  v1::RemoteItem item;
  bool placed_in_album = false;
};
using SendResult = std::variant<Staged, Stored>;

struct PublishEntry {
  std::string key;
  v1::Photo photo;
  v1::StagedHandle handle;
};

struct PlaceEntry {
  std::string key;
  v1::Photo photo;
  v1::RemoteItem item;
  int64_t position;
};

struct PlaceResult {
  v1::AlbumRef ref;
  std::vector<absl::Status> entries;  // one each, in order
};

struct CheckEntry {
  std::string key;
  v1::Photo photo;
  std::optional<AlbumEntry> album;     // the first one
  std::optional<v1::RemoteItem> item;  // what is known of it
  std::optional<v1::StagedHandle> handle;
  std::optional<v1::UploadSession> session;
  std::string mime_type;
  std::string sha256;  // raw; empty if the bytes did not all pass yet
};

struct RemoteState {
  enum class Presence { kPresent, kAbsent, kUnknown };
  Presence presence = Presence::kUnknown;
  v1::RemoteItem item;           // kPresent: id, and size or hash as the destination tells them
  bool placed_in_album = false;  // as in Stored
};

// What has arrived in an album, in its order.
struct ClosedItem {
  std::string key;
  v1::Photo photo;
  v1::RemoteItem item;
  std::string sha256;  // raw
  int64_t position;
};

// Reads them one by one: an album may hold a million.
class AlbumContents {
 public:
  virtual ~AlbumContents() = default;
  virtual absl::StatusOr<std::optional<ClosedItem>> Next() = 0;  // nothing: the end
};

class Importer {
 public:
  virtual ~Importer() = default;

  virtual absl::StatusOr<Destination> Connect(ProviderContext& context) = 0;

  // Makes the album, or finds the one that an earlier call made. Nothing: it needs its first item,
  // and Place will make it.
  virtual absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum& album,
                                                                  ProviderContext& context) = 0;

  // Moves the bytes.
  virtual absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) = 0;

  // Makes staged items visible. One answer per entry; too few answers are an error of each.
  virtual std::vector<absl::StatusOr<Stored>> Publish(absl::Span<const PublishEntry> entries,
                                                      const AlbumEntry* album,
                                                      ProviderContext& context);

  // Puts items that are there into an album; makes a lazy album. Harmless to repeat.
  virtual absl::StatusOr<PlaceResult> Place(const AlbumEntry& album,
                                            absl::Span<const PlaceEntry> entries,
                                            ProviderContext& context);

  // What the destination knows of these items.
  virtual std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                         ProviderContext& context) = 0;

  // The album is complete: cover, order, description, manifest. Harmless to repeat.
  virtual absl::Status CloseAlbum(const AlbumEntry& album, AlbumContents& contents,
                                  ProviderContext& context);

  // Takes back what an abandoned item left behind: upload sessions, parts.
  virtual absl::Status Discard(const v1::UploadSession& session, ProviderContext& context);
};

struct ImporterPlugin {
  v1::ProviderSpec spec;
  std::function<absl::StatusOr<std::unique_ptr<Importer>>(const ProviderOptions& options)> make;
  std::vector<LoginPlugin> logins = {};  // in the order of spec.logins
};

}  // namespace photoferry
