// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/scenario.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/dice.h"

namespace photoferry::sim {
namespace {

constexpr uint64_t kSalt = 4711;

rig::MemoryAccount MemoryAccountBy(demo::Dice& dice) {
  rig::MemoryAccount account;
  account.page_size = static_cast<int>(dice.Between(2, 7));
  const int64_t photos = dice.Between(3, 16);
  for (int64_t i = 0; i < photos; ++i) account.photos.push_back(absl::StrCat("photo-", i));
  const int64_t albums = dice.Between(1, 4);
  for (int64_t i = 0; i < albums; ++i) {
    rig::MemoryAlbum& album = account.albums.emplace_back();
    album.id = absl::StrCat("album-", i);
    album.title = dice.OneIn(3) ? "Holidays" : absl::StrCat("Album ", i);
    for (const std::string& photo : account.photos) {
      if (dice.OneIn(2)) album.photos.push_back(photo);
    }
  }
  return account;
}

DavScenario DavScenarioBy(demo::Dice& dice, bool nextcloud) {
  return {.nextcloud = nextcloud,
          .photos_albums = !dice.OneIn(3),
          .reads_back = dice.OneIn(4),
          .keeps_halves = !nextcloud && dice.OneIn(2),
          .chunk_bytes = dice.Between(4 << 10, dice.OneIn(3) ? 200 << 10 : 30 << 10)};
}

}  // namespace

Scenario Scenario::From(uint64_t seed) {
  constexpr const char* kDestinations[] = {"test-two-phase", "test-fragments", "test-lazy",
                                           "test-early",     "test-blind",     "webdav",
                                           "nextcloud",      "nextcloud",      "folder"};
  constexpr int kMishaps[] = {0, 10, 40, 120, 300};
  demo::Dice dice(kSalt, seed);
  Scenario scenario;
  scenario.destination = dice.Pick(kDestinations);
  scenario.account = {.seed = seed % 50,
                      .photos = dice.Between(4, 24),
                      .videos = dice.Between(0, 2),
                      .albums = dice.Between(1, 4),
                      .tagged = 1,
                      .style = demo::MediaStyle::kFiller,
                      .file_bytes = dice.Between(3 << 10, 60 << 10)};
  // Some files come in several fragments.
  if (dice.OneIn(4)) {
    scenario.account.photos = dice.Between(3, 8);
    scenario.account.file_bytes = dice.Between(300 << 10, 900 << 10);
  }
  scenario.page_size = static_cast<int>(dice.Between(2, 9));
  scenario.parallel_items = static_cast<int>(dice.Between(1, 4));
  scenario.workers = dice.OneIn(3) ? 2 : 1;
  scenario.mishaps_per_thousand = dice.Pick(kMishaps);
  scenario.trouble = static_cast<int>(dice.Below(14));
  scenario.silent_uploads = dice.OneIn(4);
  if (dice.OneIn(5)) scenario.memory = MemoryAccountBy(dice);
  constexpr int kNetworkMilliseconds[] = {2, 80, 80, 1000};
  constexpr int kDiskMilliseconds[] = {0, 40, 1000};
  scenario.network_latency = absl::Milliseconds(dice.Pick(kNetworkMilliseconds));
  scenario.disk_latency = absl::Milliseconds(dice.Pick(kDiskMilliseconds));
  // In the time of whoever works: a few calls, or as many as a small job makes.
  const absl::Duration call =
      absl::Milliseconds(5) + scenario.network_latency + scenario.disk_latency;
  scenario.longest_pause = dice.OneIn(2) ? call * 15 : std::max(call * 200, absl::Seconds(8));
  scenario.dav = DavScenarioBy(dice, scenario.destination == "nextcloud");
  if (dice.OneIn(4)) scenario.found_after = absl::Seconds(dice.Between(1, 40));
  return scenario;
}

std::string Scenario::ToString() const {
  const std::string source =
      memory ? absl::StrCat(memory->photos.size(), " photos in several of ", memory->albums.size(),
                            " albums")
             : absl::StrCat(account.photos, " photos, ", account.videos, " videos and ",
                            account.albums, " albums of ", account.file_bytes, " bytes a file");
  return absl::StrCat(source, " to ", destination, silent_uploads ? " (silent)" : "",
                      found_after > absl::ZeroDuration()
                          ? absl::StrCat(" (found after ", absl::FormatDuration(found_after), ")")
                          : "",
                      ", ", workers, " workers, ", parallel_items, " at once, pages of ", page_size,
                      ", ", mishaps_per_thousand, " mishaps in 1000 requests, latencies up to ",
                      absl::FormatDuration(network_latency), " and ",
                      absl::FormatDuration(disk_latency), ", ", trouble, " troubles");
}

}  // namespace photoferry::sim
