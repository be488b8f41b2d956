// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "common/base/mutex.h"
#include "tests/fakes/destinations/destination_server.h"

namespace photoferry::fakes {

// Bytes that have arrived, and what is kept of them.
struct Received {
  int64_t size = 0;
  std::string sha256;  // hexadecimal
  std::string bytes;   // with DestinationOptions::keeps_bytes only
};

struct UploadState {
  std::string key;
  std::string album;  // an id; empty: none
  std::string caption;
  int64_t size = 0;
  int64_t next = 0;
  Sha256 hash;
  std::string bytes;
  absl::Time expires;
  std::string item;  // its id, once finished
};

// What the server remembers. Thread-safe; no call blocks.
class DestinationState {
 public:
  explicit DestinationState(const DestinationOptions& options) : options_(options) {}

  // False: the bytes would not fit.
  bool HasRoomFor(int64_t bytes) const;
  void SetCapacity(int64_t bytes);
  std::optional<int64_t> free_bytes() const;

  std::string AddItem(absl::string_view key, const Received& bytes, absl::string_view caption);
  // What an answer says of an item; null: there is none. `lie`: from now on its size is told one
  // too small, and no hash.
  Json TellItem(absl::string_view id, bool silent) const;
  void LieAbout(absl::string_view id);
  std::string ItemByKey(absl::string_view key) const;  // the first; empty: none
  // As TellItem, for those who look for it: null also before DestinationOptions::found_after.
  Json FindItem(absl::string_view id) const;
  std::optional<std::string> Bytes(absl::string_view id) const;
  bool Overwrite(absl::string_view id, absl::string_view bytes);

  std::string AddAlbum(absl::string_view key, absl::string_view title);
  std::vector<std::string> AlbumsByKey(absl::string_view key) const;
  bool HasAlbum(absl::string_view id) const;
  // "added", "already", "no_item" or "full".
  std::string Put(absl::string_view album, absl::string_view item);
  // The same for an item that is made in the album, for which there is always room.
  std::string Join(absl::string_view album, absl::string_view item);

  std::string Stage(const Received& bytes);                       // a token
  std::optional<Received> Staged(absl::string_view token) const;  // nothing: unknown or expired
  absl::Time TokenExpiry() const;

  std::string AddSession(UploadState session);
  std::optional<UploadState> Session(absl::string_view id) const;
  // Takes a fragment that began at `from`; false: the session has moved on or is gone.
  bool Advance(absl::string_view id, int64_t from, const Received& fragment, const Sha256& hash);
  void FinishSession(absl::string_view id, absl::string_view item);
  void DropSession(absl::string_view id);
  void ExpireStaged();

  std::vector<StoredItem> Items() const;
  std::vector<StoredAlbum> Albums() const;
  int64_t bytes() const;

 private:
  struct StagedBytes {
    Received bytes;
    absl::Time expires;
  };
  std::string NewId(absl::string_view kind) PF_REQUIRES(mutex_);
  const StoredItem* Find(absl::string_view id) const PF_REQUIRES(mutex_);

  mutable Mutex mutex_;
  DestinationOptions options_ PF_GUARDED_BY(mutex_);
  int64_t last_id_ PF_GUARDED_BY(mutex_) = 0;
  int64_t bytes_ PF_GUARDED_BY(mutex_) = 0;
  std::vector<StoredItem> items_ PF_GUARDED_BY(mutex_);
  std::map<std::string, size_t> item_by_id_ PF_GUARDED_BY(mutex_);
  std::map<std::string, size_t> item_by_key_ PF_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<std::string>> joined_ PF_GUARDED_BY(mutex_);  // item -> albums
  std::map<std::string, absl::Time> found_from_ PF_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> told_size_ PF_GUARDED_BY(mutex_);
  std::map<std::string, std::string> bytes_by_id_ PF_GUARDED_BY(mutex_);
  std::vector<StoredAlbum> albums_ PF_GUARDED_BY(mutex_);
  std::map<std::string, size_t> album_by_id_ PF_GUARDED_BY(mutex_);
  std::map<std::string, StagedBytes> staged_ PF_GUARDED_BY(mutex_);
  std::map<std::string, UploadState> sessions_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::fakes
