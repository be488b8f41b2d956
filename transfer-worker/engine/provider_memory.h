// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/provider/provider_context.h"
#include "transfer-worker/store/vault.h"

namespace photoferry {

// What all tenants and providers of a store remember together. Thread-safe.
class SharedMemory final : public ProviderMemory {
 public:
  explicit SharedMemory(Vault& vault) : vault_(vault) {}
  absl::StatusOr<std::optional<std::string>> Recall(absl::string_view key) override {
    return vault_.Recall(kScope, key);
  }
  absl::Status Remember(absl::string_view key, absl::string_view value) override {
    return vault_.Remember(kScope, key, value);
  }
  ProviderMemory& shared() override { return *this; }

 private:
  static constexpr char kScope[] = "shared";  // a tenant's scope has a bar in it

  Vault& vault_;
};

// What one tenant's provider remembers, kept in the store. Thread-safe.
class VaultMemory final : public ProviderMemory {
 public:
  VaultMemory(Vault& vault, absl::string_view tenant, absl::string_view provider)
      : vault_(vault), shared_(vault), scope_(absl::StrCat(tenant, "|", provider)) {}
  absl::StatusOr<std::optional<std::string>> Recall(absl::string_view key) override {
    return vault_.Recall(scope_, key);
  }
  absl::Status Remember(absl::string_view key, absl::string_view value) override {
    return vault_.Remember(scope_, key, value);
  }
  ProviderMemory& shared() override { return shared_; }

 private:
  Vault& vault_;
  SharedMemory shared_;
  const std::string scope_;
};

}  // namespace photoferry
