// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/report_facts.h"

#include "common/base/status.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

constexpr int kPage = 500;

void Count(const v1::PlacementOutcome& placement, AlbumFacts& album) {
  if (album.title.empty()) album.title = placement.album_title();
  if (album.url.empty()) album.url = placement.album_url();
  if (placement.stage() == v1::DONE) {
    ++album.placed;
  } else if (placement.stage() == v1::ITEM_FAILED) {
    ++album.failed;
  } else if (placement.stage() == v1::SKIPPED) {
    ++album.not_arrived;
  } else {
    ++album.open;
  }
}

}  // namespace

void ReportFacts::Add(const v1::TransferItem& item) {
  for (const v1::PlacementOutcome& placement : item.placements()) {
    Count(placement, albums[placement.album_id()]);
  }
  if (IsUnchanged(item)) {
    ++unchanged;
    return;
  }
  if (item.stage() != v1::DONE) {
    ReasonFacts& facts = reasons[item.problem().reason()];
    ++facts.items;
    if (facts.what_to_do.empty()) facts.what_to_do = item.problem().what_to_do();
    return;
  }
  if (item.integrity() == v1::HASH_CONFIRMED) ++hash_confirmed;
  if (item.integrity() == v1::SIZE_CONFIRMED) ++size_confirmed;
  if (item.remote().already_there()) ++already_there;
}

absl::Status ForEachDisappeared(JobControl& jobs, absl::string_view job_name,
                                const std::function<absl::Status(const v1::TransferItem&)>& visit) {
  int64_t after = 0;
  do {
    PF_ASSIGN_OR_RETURN(const ItemPage page, jobs.ListDisappeared(job_name, kPage, after));
    for (const v1::TransferItem& item : page.items) PF_RETURN_IF_ERROR(visit(item));
    after = page.next;
  } while (after != 0);
  return absl::OkStatus();
}

absl::Status ForEachItem(JobControl& jobs, absl::string_view job_name, const ItemFilter& filter,
                         const std::function<absl::Status(const v1::TransferItem&)>& visit) {
  int64_t after = 0;
  do {
    PF_ASSIGN_OR_RETURN(const ItemPage page, jobs.ListItems(job_name, filter, kPage, after));
    for (const v1::TransferItem& item : page.items) PF_RETURN_IF_ERROR(visit(item));
    after = page.next;
  } while (after != 0);
  return absl::OkStatus();
}

}  // namespace photoferry
