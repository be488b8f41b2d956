// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "tests/fakes/demo/account.h"
#include "tests/rig/memory_exporter.h"

namespace photoferry::sim {

// A WebDAV server and how it is used.
struct DavScenario {
  bool nextcloud = false;  // taken for one
  bool photos_albums = true;
  bool reads_back = false;    // verify=bytes
  bool keeps_halves = false;  // of files whose sending broke
  int64_t chunk_bytes = 0;
};

// What one run is about, thrown by its seed: who moves what to where, and how bad the world is.
struct Scenario {
  std::string destination;       // an importer's id, or "nextcloud"
  DavScenario dav;               // ... if it is one
  demo::AccountOptions account;  // of the source "facebook"
  // Instead of that one: a source without a wire, whose photos are in several albums.
  std::optional<rig::MemoryAccount> memory;
  int page_size = 5;
  int parallel_items = 2;
  int workers = 1;
  int mishaps_per_thousand = 0;
  absl::Duration network_latency;  // at most
  absl::Duration disk_latency;
  int trouble = 0;               // how many things happen to workers, disks and jobs
  absl::Duration longest_pause;  // between them
  bool silent_uploads = false;
  absl::Duration found_after;  // of a test destination

  static Scenario From(uint64_t seed);
  std::string ToString() const;
};

}  // namespace photoferry::sim
