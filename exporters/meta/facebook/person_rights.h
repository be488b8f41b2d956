// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

// What the person let us read.
struct FacebookAccess {
  bool photos = true;
  bool videos = true;
};

// What the person's own login lets us read, and whether it still does: whose right was taken back
// is shown empty lists and items that are not there, as if everything had been deleted.
// Thread-safe once Read has returned.
class PersonRights {
 public:
  explicit PersonRights(GraphClient& client) : client_(client) {}

  // Asks Facebook. Where it does not tell, everything counts as allowed, and the listings will
  // tell.
  absl::Status Read(ProviderContext& context);

  // The rest is as it was read.
  const FacebookAccess& access() const { return access_; }
  // That `what` ("Pages") is left out without `right` to `access` ("the list of Pages"), why, and
  // what to do. Empty: it was granted.
  std::string LeftOut(absl::string_view what, absl::string_view access,
                      const std::string& right) const;
  // The same for photos and for videos.
  std::vector<std::string> LeftOut() const;
  // The error where neither may be read.
  absl::Status NothingAllowed() const;

  // One call. PERMISSION_MISSING: what could be read when the job began cannot be read now.
  absl::Status StillAllow(bool is_video, ProviderContext& context);

 private:
  GraphClient& client_;
  std::map<std::string, bool> permissions_;
  FacebookAccess access_;
};

}  // namespace photoferry::meta
