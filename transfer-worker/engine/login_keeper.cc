// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/login_keeper.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/auth/login_renewal.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "transfer-worker/engine/resource_name.h"
#include "transfer-worker/engine/vault_shelf.h"

namespace photoferry {
namespace {

constexpr absl::Duration kPace = absl::Hours(1);

}  // namespace

LoginKeeper::LoginKeeper(const WorkerServices& services,
                         std::map<std::string, std::string> option_defaults, ProviderApps apps)
    : services_(services), option_defaults_(std::move(option_defaults)), apps_(std::move(apps)) {}

LoginKeeper::~LoginKeeper() {
  Stop();
}

void LoginKeeper::Start() {
  thread_ = services_.scheduler.Spawn("login_keeper", [this] {
    do {
      Look(stop_.get_token());
    } while (services_.scheduler.SleepFor(kPace, stop_.get_token()));
  });
}

void LoginKeeper::Stop() {
  stop_.request_stop();
  if (thread_ != nullptr) thread_->Join();
  thread_.reset();
}

void LoginKeeper::Look(const std::stop_token& stop) {
  const absl::StatusOr<std::vector<CredentialName>> names = services_.store.vault().List("");
  if (!names.ok()) {
    Log(LogLevel::kWarning, "logins_not_read", {{"error", names.status().message()}});
    return;
  }
  for (const CredentialName& name : *names) {
    if (stop.stop_requested()) return;
    Keep(name, stop);
  }
}

void LoginKeeper::Keep(const CredentialName& name, const std::stop_token& stop) {
  Vault& vault = services_.store.vault();
  const absl::StatusOr<std::optional<StoredCredential>> stored = vault.Get(name.name);
  const absl::StatusOr<ResourceName> parsed = ParseCredentialName(name.name);
  if (!stored.ok() || !stored->has_value() || !parsed.ok()) return;
  if ((*stored)->login.empty() || (*stored)->tokens.access_token.empty()) return;
  const auto made = MadeLogin::Of(services_, option_defaults_, apps_, parsed->tenant, **stored);
  if (!made.ok()) return;
  ProviderLogin& login = (*made)->login();
  if (login.refresher() == nullptr) return;
  VaultShelf shelf(vault, name.name);
  LoginRenewal renewal(*login.refresher(), shelf, services_.scheduler, services_.rng,
                       login.renewal());
  const LoginRenewal::Outcome outcome = renewal.Renew(Secret(), stop);
  if (outcome.status.ok() || ReasonOf(outcome.status) == v1::STOPPED) return;
  Log(LogLevel::kWarning, "login_not_renewed",
      {{"credential", name.name}, {"error", outcome.status.message()}});
}

}  // namespace photoferry
