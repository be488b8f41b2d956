// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/nextcloud_controls.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "tests/fakes/destinations/fault_script.h"

namespace photoferry::fakes {
namespace {

Json Inventory(const NextcloudService& service) {
  Json files = Json::array();
  for (const NextcloudFile& file : service.Files()) {
    files.push_back({{"path", file.path},
                     {"bytes", file.bytes},
                     {"sha256", file.sha256},
                     {"modified", absl::ToUnixSeconds(file.modified)},
                     {"favourite", file.favourite}});
  }
  return {{"files", files},
          {"folders", service.Folders()},
          {"albums", service.Albums()},
          {"unfinished_uploads", service.UnfinishedUploads().size()}};
}

Json LogOf(const NextcloudService& service) {
  Json log = Json::array();
  for (const ServedRequest& request : service.Log()) {
    log.push_back({{"method", request.method},
                   {"path", request.path},
                   {"body_bytes", request.body_bytes},
                   {"status", request.status}});
  }
  return log;
}

DavResponse AddFaults(NextcloudService& service, const std::string& text) {
  const auto faults = FaultsFromJson(text);
  if (!faults.ok()) return DavError(400, "BadRequest", faults.status().message());
  for (const Fault& fault : *faults) service.faults().Add(fault);
  return {.status = 204};
}

}  // namespace

bool IsControl(const DavRequest& request) {
  return absl::StartsWith(request.path, "/control/");
}

DavResponse Control(NextcloudService& service, const DavRequest& request) {
  const std::string asked = absl::StrCat(request.method, " ", request.path);
  if (asked == "GET /control/inventory") return DavJson(ToText(Inventory(service)));
  if (asked == "GET /control/log") return DavJson(ToText(LogOf(service)));
  if (asked == "POST /control/faults") return AddFaults(service, std::string(request.body));
  if (asked == "DELETE /control/faults") {
    service.faults().Clear();
    return {.status = 204};
  }
  return DavError(404, "NotFound", "There is no such control.");
}

}  // namespace photoferry::fakes
