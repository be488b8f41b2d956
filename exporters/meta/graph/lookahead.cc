// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/lookahead.h"

#include <iterator>
#include <set>
#include <utility>

#include "common/base/status.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {

Lookahead::Progress Lookahead::Take(const std::string& edge, int page_size) {
  MutexLock lock(mutex_);
  Progress taken = std::exchange(progress_, Progress());
  if (taken.edge == edge) return taken;
  return {.edge = edge, .next = GraphPlace{.page_size = page_size}};
}

absl::Status Lookahead::ReadOn(const GraphListing& listing, GraphClient& client,
                               ProviderContext& context, Progress& progress) const {
  absl::StatusOr<GraphPage> page = ReadPage(client, listing, *progress.next, context);
  if (!page.ok()) {
    if (!IsRefusal(page.status()) && ReasonOf(page.status()) != v1::SOURCE_GONE) {
      return page.status();
    }
    progress.next.reset();
    return absl::OkStatus();
  }
  ++progress.pages;
  progress.next = std::move(page->next);
  for (Json& entry : page->entries) {
    const std::string id = IdOf(entry);
    if (IsGraphId(id) && progress.ahead.size() < capacity_) progress.ahead[id] = std::move(entry);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, Json>> Lookahead::Find(const GraphListing& listing,
                                                            int page_size,
                                                            const std::vector<std::string>& ids,
                                                            GraphClient& client,
                                                            ProviderContext& context) {
  Progress progress = Take(listing.edge, page_size);
  progress.asked += static_cast<int64_t>(ids.size());
  std::set<std::string> missing(ids.begin(), ids.end());
  std::map<std::string, Json> found;
  absl::Status status;
  while (true) {
    for (auto id = missing.begin(); id != missing.end();) {
      auto entry = progress.ahead.extract(*id);
      id = entry.empty() ? std::next(id) : missing.erase(id);
      if (!entry.empty()) found.insert(std::move(entry));
    }
    const bool may_read = progress.next.has_value() && progress.pages < progress.asked &&
                          progress.ahead.size() < capacity_;
    if (missing.empty() || !may_read) break;
    status = ReadOn(listing, client, context, progress);
    if (!status.ok()) break;
  }
  // What was found stays found when the rest has to be asked for once more.
  if (!status.ok()) progress.ahead.merge(found);
  {
    MutexLock lock(mutex_);
    progress_ = std::move(progress);
  }
  PF_RETURN_IF_ERROR(status);
  return found;
}

}  // namespace photoferry::meta
