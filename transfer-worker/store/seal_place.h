// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

// The places that hold sealed values, as their seals know them (the associated data): the table and
// the key of the row. A value copied to another row does not open there. Part of the stored format.

namespace photoferry {

inline std::string ItemSealPlace(int64_t job, int64_t ordinal) {
  return absl::StrCat("items|", job, "|", ordinal);
}

// With the provider, so that nobody who can write to the database sends a login to another service.
inline std::string CredentialSealPlace(absl::string_view provider, absl::string_view name) {
  return absl::StrCat("credentials|", provider, "|", name);
}

inline std::string MemorySealPlace(absl::string_view scope, absl::string_view name) {
  return absl::StrCat("memory|", scope.size(), "|", scope, "|", name);
}

inline std::string AuthorizationSealPlace(absl::string_view provider, absl::string_view name) {
  return absl::StrCat("authorizations|", provider, "|", name);
}

inline constexpr char kKeyCheckSealPlace[] = "meta|key_check";

}  // namespace photoferry
