// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer-worker/engine/album_desk.h"
#include "transfer-worker/engine/job_run.h"

namespace photoferry {

// Fills and closes the albums once every item is settled: in the albums' order, and inside each in
// the order of positions, which append-only destinations need. What is done already is not
// repeated after a restart.
class Placer {
 public:
  Placer(JobRun& run, AlbumDesk& albums) : run_(run), albums_(albums) {}
  // OK also when the job comes to rest meanwhile.
  absl::Status Run();

 private:
  absl::Status FinishAlbum(int64_t ordinal);
  absl::StatusOr<bool> PlaceBatch(AlbumRecord& album);
  absl::Status RefuseAll(const AlbumRecord& album, const absl::Status& why);
  absl::Status Close(AlbumRecord album);
  // Repeats `call` while time may cure its error.
  absl::Status Patiently(const std::function<absl::Status()>& call);

  JobRun& run_;
  AlbumDesk& albums_;
};

}  // namespace photoferry
