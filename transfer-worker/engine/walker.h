// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "transfer-worker/engine/job_run.h"

namespace photoferry {

// Lists the source, page by page, each page one transaction, and tells the feed.
class Walker {
 public:
  explicit Walker(JobRun& run) : run_(run) {}
  void Run();
  // The source wants no calls for a while: what is listed goes on, and then the job rests so. Once
  // Run has returned.
  const std::optional<Rest>& postponed() const { return postponed_; }

 private:
  struct Progress {
    bool more = false;      // false: all is listed
    bool reopened = false;  // items that the feed may have passed by
  };

  absl::StatusOr<Progress> OnePage();
  absl::StatusOr<ListedPage> ListPatiently(const std::string& cursor);

  JobRun& run_;
  std::optional<Rest> postponed_;
};

// Why `photo` is not what the person selected; nothing: it is. Albums are the exporter's to leave
// out. A photo without any date passes a range of dates. Pure.
std::optional<v1::Problem> NotSelected(const v1::Photo& photo, const v1::Selection& selection);

}  // namespace photoferry
