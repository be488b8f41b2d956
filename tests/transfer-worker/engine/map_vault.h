// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "transfer-worker/store/vault.h"

namespace photoferry {

// A Vault that remembers small values and holds no credentials. One thread at a time.
class MapVault final : public Vault {
 public:
  absl::Status Put(absl::string_view, const StoredCredential&) override { return absl::OkStatus(); }
  absl::StatusOr<std::optional<StoredCredential>> Get(absl::string_view) override {
    return std::nullopt;
  }
  absl::Status Forget(absl::string_view) override { return absl::OkStatus(); }
  absl::StatusOr<std::vector<CredentialName>> List(absl::string_view) override {
    return std::vector<CredentialName>();
  }
  absl::StatusOr<std::optional<LoginOnShelf>> Look(absl::string_view) override {
    return std::nullopt;
  }
  absl::StatusOr<std::optional<int64_t>> Replace(absl::string_view, int64_t,
                                                 const KeptLogin&) override {
    return std::nullopt;
  }
  absl::StatusOr<std::optional<std::string>> Recall(absl::string_view scope,
                                                    absl::string_view key) override {
    const auto found = values_.find({std::string(scope), std::string(key)});
    if (found == values_.end()) return std::nullopt;
    return found->second;
  }
  absl::Status Remember(absl::string_view scope, absl::string_view key,
                        absl::string_view value) override {
    values_[{std::string(scope), std::string(key)}] = std::string(value);
    return absl::OkStatus();
  }

 private:
  std::map<std::pair<std::string, std::string>, std::string> values_;
};

}  // namespace photoferry
