// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// SHA-256 (FIPS 180-4) whose state can be saved in the middle of a file and taken up again by
// another process. One thread at a time.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256& other);
  Sha256& operator=(const Sha256& other);
  ~Sha256();

  void Update(absl::string_view bytes);
  // 32 raw bytes. The object keeps its state: more bytes may follow.
  std::string Digest() const;

  // Bytes hashed so far.
  int64_t size() const;
  // 104 bytes in a fixed layout: eight big-endian state words, the big-endian bit count, the
  // unfinished block padded with zeros. The same on every machine.
  std::string Save() const;
  static absl::StatusOr<Sha256> Restore(absl::string_view state);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string Sha256Of(absl::string_view bytes);  // 32 raw bytes
std::string Md5Of(absl::string_view bytes);     // 16 raw bytes; for protocols that know no better
std::string HmacSha256(absl::string_view key, absl::string_view message);  // 32 raw bytes
std::string HexOf(absl::string_view bytes);                                // lower case

}  // namespace photoferry
