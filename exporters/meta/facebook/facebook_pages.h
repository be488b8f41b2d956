// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "exporters/meta/facebook/page_choice.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

// The Pages that are copied, each with a login of its own. The Pages' tokens are fetched afresh by
// each Open, are kept in memory alone, and end with the person's role on the Page. Thread-safe once
// Open has returned.
class FacebookPages {
 public:
  FacebookPages(GraphClient& client, PageChoice choice);

  // Reads which Pages there are. What is returned is for people: which Pages that were asked for
  // are left out, and why. Errors are those of the person's login.
  absl::StatusOr<std::vector<std::string>> Open(ProviderContext& context) PF_EXCLUDES(mutex_);

  // Ids of the Pages to copy, in the order of their list.
  std::vector<std::string> ids() const PF_EXCLUDES(mutex_);
  std::string NameOf(const std::string& page) const PF_EXCLUDES(mutex_);

  // Makes `call` in the name of the Page, and once more with a fresh login where its own has ended.
  // IsPageLost(status): the Page can no longer be read, and is not asked any more.
  absl::Status As(const std::string& page, ProviderContext& context,
                  absl::FunctionRef<absl::Status(ProviderContext&)> call) PF_EXCLUDES(mutex_);
  // From now on every call for this Page ends in PageLost. True the first time: people have not
  // been told.
  bool Drop(const std::string& page) PF_EXCLUDES(mutex_);

 private:
  absl::StatusOr<std::vector<ManagedPage>> ReadAll(ProviderContext& context);
  std::optional<Secret> TokenOf(const std::string& page) const PF_EXCLUDES(mutex_);
  absl::Status Lost(const std::string& page, absl::string_view why) PF_EXCLUDES(mutex_);
  // The Page's token as the list has it now; nothing if it is not there any more.
  absl::StatusOr<std::optional<Secret>> FreshToken(const std::string& page,
                                                   ProviderContext& context) PF_EXCLUDES(mutex_);

  GraphClient& client_;
  const PageChoice choice_;
  FieldList fields_;
  mutable Mutex mutex_;
  std::map<std::string, ManagedPage> pages_ PF_GUARDED_BY(mutex_);
  std::vector<std::string> order_ PF_GUARDED_BY(mutex_);
  std::set<std::string> lost_ PF_GUARDED_BY(mutex_);
  std::set<std::string> told_ PF_GUARDED_BY(mutex_);
};

// NO_MEDIA_URL: one Page is gone for this login; the others and the person's own go on.
absl::Status PageLost(const std::string& name, absl::string_view why);
bool IsPageLost(const absl::Status& status);

}  // namespace photoferry::meta
