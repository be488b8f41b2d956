// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/json.h"
#include "common/base/mutex.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/graph_page.h"

namespace photoferry::meta {

// Finds entries of one listing by their ids. The listing is read ahead, a hundred entries a call,
// where asking for each by its id would cost a call each. It reads no more pages than it was asked
// for ids, so that it never costs more than that, and keeps what nobody has asked for yet, up to
// `capacity` entries. Thread-safe.
class Lookahead {
 public:
  explicit Lookahead(size_t capacity = 1000) : capacity_(capacity) {}

  // Moves out of the listing the entries of those `ids` that it finds. Another `listing` than that
  // of the last call begins anew. A listing that is refused has nothing.
  absl::StatusOr<std::map<std::string, Json>> Find(const GraphListing& listing, int page_size,
                                                   const std::vector<std::string>& ids,
                                                   GraphClient& client, ProviderContext& context)
      PF_EXCLUDES(mutex_);

 private:
  struct Progress {
    std::string edge;
    std::optional<GraphPlace> next;
    int64_t pages = 0;  // read
    int64_t asked = 0;  // ids
    std::map<std::string, Json> ahead;
  };

  // Whoever comes while another thread reads ahead begins anew and gives up nothing of the other's.
  Progress Take(const std::string& edge, int page_size) PF_EXCLUDES(mutex_);
  absl::Status ReadOn(const GraphListing& listing, GraphClient& client, ProviderContext& context,
                      Progress& progress) const;

  const size_t capacity_;
  Mutex mutex_;
  Progress progress_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::meta
