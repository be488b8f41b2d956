// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/store/job_transitions.h"

// The words in which people are told about a job: one wording for the report, the terminal and the
// mails that one may write about it. Pure.

namespace photoferry {

std::string WithCommas(int64_t number);          // "8,120"
std::string HumanBytes(int64_t bytes);           // "1.4 GB", in powers of 1000
std::string HumanDuration(absl::Duration time);  // "3 h 20 min", "45 s"
// "photo", "photos"
std::string Counted(int64_t number, absl::string_view one, absl::string_view many);

absl::Time TimeOf(const google::protobuf::Timestamp& time);

// SKIPPED, and where it belongs: an earlier job brought it, and it is as it was.
bool IsUnchanged(const v1::TransferItem& item);

// "arrived", "skipped", "failed", ...; in a plan "would arrive".
std::string StageWord(v1::ItemStage stage, v1::JobMode mode);
// "hash confirmed", "size confirmed", or "" for an item that has not arrived.
std::string IntegrityWord(const v1::TransferItem& item);
// "daily quota"
std::string ReasonWords(v1::Reason reason);

// What a person would call the item: its file name, title or caption, else its id.
std::string ItemTitle(const v1::Photo& photo);

// The last part of a resource name.
std::string IdOf(absl::string_view name);

// "10,000 found = 9,990 arrived + 4 skipped + 5 failed + 1 uncertain + 0 open". Those of the
// skipped that are `unchanged` are told apart.
std::string ConservationLine(const v1::Tally& tally, v1::JobMode mode, int64_t unchanged = 0);
bool Balances(const v1::Tally& tally);

}  // namespace photoferry
