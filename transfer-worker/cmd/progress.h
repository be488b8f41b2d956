// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "photoferry/v1/job.pb.h"

namespace photoferry {

// How fast a job goes, over the last half minute.
struct Pace {
  absl::Duration elapsed;  // since this program began to watch
  std::optional<double> bytes_per_second;
  std::optional<absl::Duration> left;  // nothing: it cannot be told yet
};

// Learns the pace from a job's counters. One thread at a time.
class PaceMeter {
 public:
  // `now` never goes back.
  Pace Look(const v1::TransferJob& job, absl::Duration now);

 private:
  struct Sample {
    absl::Duration at;
    int64_t bytes;
    int64_t items;
  };
  std::optional<absl::Duration> LeftOf(const v1::TransferJob& job, absl::Duration now) const;

  std::deque<Sample> samples_;
  std::optional<Sample> first_;
};

struct ProgressStyle {
  int width = 80;  // cells, 40 to 200
  bool color = false;
  absl::TimeZone zone = absl::UTCTimeZone();  // for the time at which a waiting job goes on
};

// What a job does, in a word: "Moving", "Pausing", "Done". Pure.
std::string StateLabel(const v1::TransferJob& job);

// One line for a terminal, at most `style.width` cells: state, bar, items, bytes, speed, time left
// and album; or what is waited for and until when. The least important parts give way. Pure.
std::string RenderProgress(const v1::TransferJob& job, const Pace& pace,
                           const ProgressStyle& style);

// The same facts as a plain sentence, for logs and pipes. Pure.
std::string ProgressSentence(const v1::TransferJob& job, const Pace& pace,
                             const absl::TimeZone& zone);

}  // namespace photoferry
