// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/base/rng.h"
#include "common/base/secret.h"
#include "common/http/http_client.h"
#include "importers/webdav/digest.h"
#include "importers/webdav/settings.h"

namespace photoferry::webdav {

// How this server wants to be logged in to: Basic (RFC 7617), Digest or Bearer (RFC 6750), as the
// person chose or as the server asks when it first refuses. Thread-safe.
class Login {
 public:
  Login(LoginKind kind, std::string username);

  // For one request. `round` is what Learn wants to hear if that request is refused.
  struct Pass {
    std::optional<Secret> authorization;  // nothing: the server has not been asked yet
    int64_t round;
  };
  Pass For(absl::string_view method, absl::string_view url, const Secret& secret, Rng& rng);

  // From a 401 to a request that had the pass of `round`. True: another attempt has a better pass.
  bool Learn(const HttpHeaders& headers, int64_t round);

 private:
  struct Unknown {};
  struct Basic {};
  struct Bearer {};
  struct Digest {
    DigestNonce nonce;
    uint32_t uses = 0;
  };
  using Way = std::variant<Unknown, Basic, Bearer, Digest>;

  struct Offer {
    Way way;
    int strength = 0;  // 0: none that is spoken here
    bool stale = false;
  };
  Offer BestOf(const std::vector<Challenge>& challenges) const;
  Offer OfferFrom(const Challenge& challenge) const;

  const LoginKind kind_;
  const std::string username_;
  Mutex mutex_;
  Way way_ PF_GUARDED_BY(mutex_);
  int64_t round_ PF_GUARDED_BY(mutex_) = 0;
};

}  // namespace photoferry::webdav
