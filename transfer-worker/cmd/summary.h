// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/time/time.h"
#include "photoferry/v1/command_line.pb.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/engine/report.h"

// What people read at the end of a command. Pure; several lines, without the last line end.

namespace photoferry {

// What a summary says beside the job itself.
struct SummaryFacts {
  std::string report;      // path of its report.html; empty: there is none here
  ReportedCounts counts;   // what that report counts
  bool in_worker = false;  // a worker has the job; otherwise it goes on by a command only
};

// The short report of a job that came to rest.
std::string JobSummary(const v1::TransferJob& job, const SummaryFacts& facts);

// What would go, and what would not and why.
std::string PlanSummary(const v1::PlanResult& plan);

// One line of `photoferry jobs`.
std::string JobLine(const v1::TransferJob& job, const absl::TimeZone& zone);

// The entry of `photoferry errors` for an item that did not arrive.
std::string ItemEntry(const v1::TransferItem& item, v1::JobMode mode);

// "3f2a91c0": enough of a job's id to name it on the command line.
std::string ShortId(const std::string& job_name);

// "job 3f2a91c0 moved the same on 2026-11-20; this is a new job, and copies again ..."
std::string RepeatingText(const v1::TransferJob& job, const absl::TimeZone& zone);

// "continuing job 3f2a91c0: 8,120 of 10,000 done"
std::string ContinuingText(const v1::TransferJob& job);

}  // namespace photoferry
