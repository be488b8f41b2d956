// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/token_source.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/base/secret.h"
#include "common/http/http_client.h"
#include "photoferry/v1/provider.pb.h"

namespace photoferry {

// What a person gave so that a provider lets us in.
struct Credential {
  Secret access_token;
  Secret app_secret;       // of the operator's app, where calls are signed with it; may be empty
  std::string login = {};  // LoginSpec.id; empty: a token or password that somebody brought
};

// What a provider must remember across restarts: a usage budget, a found quirk. Each tenant has one
// for each provider. Small values only; not for secrets. Thread-safe.
class ProviderMemory {
 public:
  virtual ~ProviderMemory() = default;
  virtual absl::StatusOr<std::optional<std::string>> Recall(absl::string_view key) = 0;
  virtual absl::Status Remember(absl::string_view key, absl::string_view value) = 0;
  // The one that all tenants, providers, jobs and workers of a store have in common, for what is
  // counted across them. Its keys say whose a value is. Lives as long as this one.
  virtual ProviderMemory& shared() = 0;
};

// Everything that the engine lends to an exporter or importer during a call. Providers keep none
// of it and see no database, thread or timer besides.
struct ProviderContext {
  HttpClient& http;
  Scheduler& scheduler;
  Rng& rng;
  ProviderMemory& memory;
  const Credential& credential;  // as it was when the job was taken up
  std::stop_token stop;
  TokenSource* tokens = nullptr;  // keeps the access token fresh; nullptr: it is what it is

  // The credential with an access token that has not run out, as far as is known. LOGIN_NEEDED: a
  // person has to log in.
  absl::StatusOr<Credential> FreshCredential() const;
  // Another one than `refused`, which the provider did not accept: it was renewed, or the person
  // has logged in anew. LOGIN_NEEDED: there is none.
  absl::StatusOr<Credential> CredentialInsteadOf(const Secret& refused) const;
};

// A provider's options, complete: every key of its spec is there.
class ProviderOptions {
 public:
  // Fills defaults in. BAD_CONFIGURATION for an unknown key, a missing required one or a value
  // that is not of its type; the message names the key and the choices.
  static absl::StatusOr<ProviderOptions> From(const v1::ProviderSpec& spec,
                                              const std::map<std::string, std::string>& given);

  const std::string& Text(absl::string_view key) const;  // empty for an unknown key
  bool Bool(absl::string_view key) const;
  int64_t Integer(absl::string_view key) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace photoferry
