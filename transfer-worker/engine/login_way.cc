// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/login_way.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/near_name.h"

namespace photoferry {
namespace {

absl::Status NoSuchProvider(const ProviderTable& providers, absl::string_view id) {
  const std::vector<std::string> ids = ProviderIds(providers);
  return Failure(
      v1::BAD_REQUEST,
      absl::StrCat("There is no provider called \"", id.substr(0, 64), "\".", DidYouMean(id, ids)),
      absl::StrCat("The providers are: ", absl::StrJoin(ids, ", "), "."));
}

absl::Status NoSuchLogin(const v1::ProviderSpec& spec, absl::string_view id) {
  if (spec.logins().empty()) {
    return Failure(v1::BAD_REQUEST, absl::StrCat(spec.id(), " has no login at a page of its own."),
                   spec.needs_credential()
                       ? absl::StrCat("Bring a token or password with `photoferry login ",
                                      spec.id(), " --token-stdin`.")
                       : absl::StrCat(spec.id(), " needs no login."));
  }
  std::vector<std::string> ids;
  for (const v1::LoginSpec& login : spec.logins()) ids.push_back(login.id());
  return Failure(v1::BAD_REQUEST,
                 absl::StrCat(spec.id(), " has no login called \"", id.substr(0, 64), "\".",
                              DidYouMean(id, ids)),
                 absl::StrCat("Its logins are: ", absl::StrJoin(ids, ", "), "."));
}

template <typename Plugin>
absl::StatusOr<LoginWay> WayOf(const Plugin& plugin, absl::string_view login) {
  const v1::LoginSpec* const spec = FindLoginSpec(plugin.spec, login);
  if (spec != nullptr) {
    const auto found = std::find_if(plugin.logins.begin(), plugin.logins.end(),
                                    [&](const LoginPlugin& way) { return way.id == spec->id(); });
    if (found != plugin.logins.end()) return LoginWay{plugin.spec, *spec, *found};
  }
  return NoSuchLogin(plugin.spec, login);
}

}  // namespace

absl::StatusOr<LoginWay> FindLoginWay(const ProviderTable& providers, absl::string_view provider,
                                      absl::string_view login) {
  const ExporterPlugin* const exporter = providers.FindExporter(provider);
  const ImporterPlugin* const importer = providers.FindImporter(provider);
  // Where a source and a destination share an id, whichever people log in to.
  if (exporter != nullptr && (importer == nullptr || !exporter->logins.empty())) {
    return WayOf(*exporter, login);
  }
  if (importer != nullptr) return WayOf(*importer, login);
  return NoSuchProvider(providers, provider);
}

}  // namespace photoferry
