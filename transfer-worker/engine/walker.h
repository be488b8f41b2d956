// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer-worker/engine/job_run.h"

namespace photoferry {

// Lists the source, page by page, each page one transaction, and tells the feed.
class Walker {
 public:
  explicit Walker(JobRun& run) : run_(run) {}
  void Run();

 private:
  // False: all is listed.
  absl::StatusOr<bool> OnePage();
  absl::StatusOr<ListedPage> ListPatiently(const std::string& cursor);

  JobRun& run_;
};

// Why `photo` is not what the person selected; nothing: it is. Albums are the exporter's to leave
// out. A photo without any date passes a range of dates. Pure.
std::optional<v1::Problem> NotSelected(const v1::Photo& photo, const v1::Selection& selection);

}  // namespace photoferry
