// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "common/auth/login_shelf.h"
#include "transfer-worker/store/vault.h"

namespace photoferry {

// The place of one credential's tokens in the store. Thread-safe.
class VaultShelf final : public LoginShelf {
 public:
  VaultShelf(Vault& vault, std::string name) : vault_(vault), name_(std::move(name)) {}
  absl::StatusOr<std::optional<LoginOnShelf>> Look() override { return vault_.Look(name_); }
  absl::StatusOr<std::optional<int64_t>> Replace(int64_t version, const KeptLogin& login) override {
    return vault_.Replace(name_, version, login);
  }

 private:
  Vault& vault_;
  const std::string name_;
};

}  // namespace photoferry
