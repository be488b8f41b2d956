// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "common/provider/provider_context.h"
#include "transfer-worker/store/vault.h"

namespace photoferry {

// A provider's memory, kept in the store under its own scope. Thread-safe.
class VaultMemory final : public ProviderMemory {
 public:
  VaultMemory(Vault& vault, std::string scope) : vault_(vault), scope_(std::move(scope)) {}
  absl::StatusOr<std::optional<std::string>> Recall(absl::string_view key) override {
    return vault_.Recall(scope_, key);
  }
  absl::Status Remember(absl::string_view key, absl::string_view value) override {
    return vault_.Remember(scope_, key, value);
  }

 private:
  Vault& vault_;
  const std::string scope_;
};

}  // namespace photoferry
