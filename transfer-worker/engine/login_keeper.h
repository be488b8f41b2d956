// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "transfer-worker/engine/made_login.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

// Renews logins in time that no job uses just now: there are providers where one that was not
// renewed is dead after a while. Thread-safe.
class LoginKeeper {
 public:
  LoginKeeper(const WorkerServices& services, std::map<std::string, std::string> option_defaults,
              ProviderApps apps);
  ~LoginKeeper();  // Stop()

  // Looks at every login now, and then from hour to hour.
  void Start();
  void Stop();

  // Looks at every login once.
  void Look(const std::stop_token& stop);

 private:
  void Keep(const CredentialName& name, const std::stop_token& stop);

  const WorkerServices services_;
  const std::map<std::string, std::string> option_defaults_;
  const ProviderApps apps_;
  std::stop_source stop_;
  std::unique_ptr<Thread> thread_;
};

}  // namespace photoferry
