// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace photoferry::demo {

// SplitMix64's finaliser (Steele, Lea and Flood 2014): a number that looks random and is the same
// for the same arguments, so that anything about item 123456 is known without the items before it.
inline uint64_t Mix(uint64_t seed, uint64_t number) {
  uint64_t z = seed * 0x9e3779b97f4a7c15u + (number + 1) * 0xd1342543de82ef95u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// The throws for one item: each call gives the next.
class Dice {
 public:
  Dice(uint64_t seed, uint64_t number) : state_(Mix(seed, number)) {}
  uint64_t Next() { return state_ = Mix(state_, 0x5eed); }
  int64_t Below(int64_t bound) { return static_cast<int64_t>(Next() % bound); }
  int64_t Between(int64_t low, int64_t high) { return low + Below(high - low + 1); }
  bool OneIn(int64_t n) { return Below(n) == 0; }
  double Fraction() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  template <typename T, size_t N>
  const T& Pick(const T (&choices)[N]) {
    return choices[Next() % N];
  }

 private:
  uint64_t state_;
};

}  // namespace photoferry::demo
