// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/secret.h"

namespace photoferry {

// The keys of one store. The first one seals; all of them open, so that a store whose values are
// being sealed anew can be read at any time. Keys are named by an id that tells nothing about them.
// Thread-safe beyond moves.
class Keyring {
 public:
  static constexpr size_t kKeyBytes = 32;
  static constexpr size_t kIdBytes = 8;

  struct Key {
    std::string id;  // kIdBytes, raw
    Secret bytes;    // kKeyBytes
  };

  // One fresh random key.
  static Keyring Fresh();
  // 32 raw bytes: one key. Otherwise text: a key a line, each as 64 hexadecimal digits, the one
  // that seals first. `origin` names their place in errors (BAD_CONFIGURATION), "the key file /x".
  static absl::StatusOr<Keyring> Parse(const Secret& given, absl::string_view origin);

  const Key& current() const { return keys_.front(); }
  size_t size() const { return keys_.size(); }
  const std::string& origin() const { return origin_; }
  // nullptr: none of them has this id.
  const Key* Find(absl::string_view id) const;

  // A fresh key before those that there are.
  Keyring WithFreshKey() const;
  Keyring OnlyCurrent() const;
  // What Parse takes.
  Secret ToText() const;

 private:
  std::vector<Key> keys_;
  std::string origin_ = "a fresh key";
};

}  // namespace photoferry
