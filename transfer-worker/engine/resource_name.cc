// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/resource_name.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr size_t kLongestId = 64;

bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

absl::Status WrongShape(absl::string_view what, absl::string_view shape) {
  return Failure(
      v1::BAD_REQUEST, absl::StrCat("That is no name of a ", what, "."),
      absl::StrCat("Names look like ", shape,
                   "; each part has letters, digits, '-', '_' and '.', at most ", kLongestId, "."));
}

absl::StatusOr<ResourceName> Parse(absl::string_view name, absl::string_view collection,
                                   absl::string_view what) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != 4 || parts[0] != "tenants" || parts[2] != collection || !IsId(parts[1]) ||
      !IsId(parts[3])) {
    return WrongShape(what, absl::StrCat("tenants/{tenant}/", collection, "/{", what, "}"));
  }
  return ResourceName{std::string(parts[1]), std::string(parts[3])};
}

}  // namespace

absl::StatusOr<std::string> ParseTenantName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != 2 || parts[0] != "tenants" || !IsId(parts[1])) {
    return WrongShape("tenant", "tenants/{tenant}");
  }
  return std::string(parts[1]);
}

absl::StatusOr<ResourceName> ParseJobName(absl::string_view name) {
  return Parse(name, "transferJobs", "job");
}

absl::StatusOr<ResourceName> ParseCredentialName(absl::string_view name) {
  return Parse(name, "credentials", "credential");
}

absl::StatusOr<ResourceName> ParseAuthorizationName(absl::string_view name) {
  return Parse(name, "authorizations", "authorization");
}

std::string CredentialNameOf(absl::string_view tenant, absl::string_view credential) {
  return absl::StrCat("tenants/", tenant, "/credentials/", credential);
}

}  // namespace photoferry
