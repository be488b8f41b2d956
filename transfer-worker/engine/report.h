// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "transfer-worker/store/job_control.h"

namespace photoferry {

struct ReportFiles {
  std::string html;  // one page for people: no script, nothing fetched from elsewhere
  std::string json;  // proto JSON: {"transfer_job", "summary", "items", "disappeared"}
  std::string csv;   // for spreadsheets: UTF-8 with a byte order mark, one item a line
};

// Writes what became of a job into `directory` (made if need be, for its owner only): totals, how
// each arrival was checked, and by name everything that did not arrive, with its reason and what to
// do. Items are read page by page: a million of them take no more memory than a thousand, and no
// file is seen before it is whole. STORE_FAILED if a file cannot be written.
absl::StatusOr<ReportFiles> WriteReport(JobControl& jobs, absl::string_view job_name,
                                        const std::string& directory);

// What the report.json in `directory` counts beyond the job's counters; zeroes without a report.
struct ReportedCounts {
  int64_t already_there = 0;  // of the items that arrived
  int64_t unchanged = 0;      // of the items that were skipped
};
ReportedCounts CountsIn(const std::string& directory);

// STATE/jobs/UUID, where the reports of a job are.
std::string ReportDirectory(const std::string& state_directory, absl::string_view job_name);

}  // namespace photoferry
