// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "tests/fakes/destinations/fault_script.h"

// A photo service on loopback that speaks the dialects of all five test destinations at once. Of
// the bytes it keeps hashes only, unless it is told otherwise: its memory grows with items, not
// with their size.
//
//   DestinationServer server;
//   server.AddFault({.call = "publish", .nth = 2, .kind = Fault::Kind::kCloseAfter});
//   ... --to test-two-phase with base_url = server.base_url() ...
//   EXPECT_THAT(server.DoubledKeys(), IsEmpty());
//
// photoferry-test-destination is the same as a program of its own: see destination_server_main.cc.
// Thread-safe.

namespace photoferry::fakes {

struct DestinationOptions {
  int port = 0;                 // 0: any free one
  std::string token;            // the access token that calls must carry; empty: none is looked at
  int64_t capacity_bytes = -1;  // full from then on; -1: endless
  int64_t album_capacity = -1;  // items that an album takes by "place"; -1: any number
  bool silent_uploads = false;  // the answer that makes an item visible tells no size and no hash
  bool tells_hashes = true;
  bool keeps_bytes = false;                           // for Bytes and Overwrite
  absl::Duration token_lifetime = absl::Hours(24);    // of staged bytes
  absl::Duration session_lifetime = absl::Hours(24);  // of unfinished upload sessions
  absl::Duration found_after;           // an item is found by key or id only after this long
  const Clock* clock = &SystemClock();  // it outlives the server
};

// One visible item. Two items may have one key: that is the doubling that the engine must avoid.
struct StoredItem {
  std::string id;
  std::string key;
  std::string sha256;  // hexadecimal
  int64_t size = 0;
  std::vector<std::string> albums;  // titles, in the order of joining
  std::string caption;
};

struct StoredAlbum {
  std::string id;
  std::string key;
  std::string title;
  std::vector<std::string> items;  // ids, in order
};

class DestinationServer {
 public:
  explicit DestinationServer(DestinationOptions options = {});
  ~DestinationServer();
  DestinationServer(const DestinationServer&) = delete;
  DestinationServer& operator=(const DestinationServer&) = delete;

  int port() const;
  std::string base_url() const;  // http://127.0.0.1:PORT

  std::vector<StoredItem> Items() const;  // in the order of their making
  std::vector<StoredAlbum> Albums() const;
  std::vector<std::string> DoubledKeys() const;
  // Nothing: there is no such item, or the bytes were not kept.
  std::optional<std::string> Bytes(absl::string_view item) const;
  // As a bad disk would. False: there is no such item.
  bool Overwrite(absl::string_view item, absl::string_view bytes);
  // How often each call of fault_script.h was made, faults included.
  std::map<std::string, int64_t> Calls() const;
  // Media bytes that came in, repeated and unfinished uploads included.
  int64_t bytes_received() const;
  // The most uploads that were under way at once.
  int64_t most_parallel_uploads() const;

  void AddFault(const Fault& fault);
  void ClearFaults();
  // Staged bytes and unfinished sessions are forgotten, as if their lifetime had passed.
  void ExpireStaged();
  void SetCapacity(int64_t bytes);
  void SetToken(absl::string_view token);

  // The answer to GET /inventory:
  //   {"items": [{"id", "key", "sha256", "size", "albums": [title...], "caption", "times"}],
  //    "albums": [{"id", "key", "title", "items": [id...]}], "calls": {...}, "bytes": n}
  // "times" counts the items that have this item's key.
  std::string InventoryJson() const;

 private:
  struct Impl;
  void AddControls();

  std::unique_ptr<Impl> impl_;
};

}  // namespace photoferry::fakes
