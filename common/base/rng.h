// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace photoferry {

// Randomness that a test can repeat. Thread-safe. Not for keys: those come from libsodium.
class Rng {
 public:
  virtual ~Rng() = default;
  virtual uint64_t Next() = 0;

  // Uniform in [0, 1).
  double Fraction() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  // A random (version 4) UUID.
  std::string Uuid();
};

std::unique_ptr<Rng> NewRng();               // seeded by the system
std::unique_ptr<Rng> NewRng(uint64_t seed);  // the same sequence for the same seed

}  // namespace photoferry
