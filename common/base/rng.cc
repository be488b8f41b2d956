// SPDX-License-Identifier: Apache-2.0
#include "common/base/rng.h"

#include <random>

#include "absl/strings/str_format.h"
#include "common/base/mutex.h"

namespace photoferry {
namespace {

class TwisterRng final : public Rng {
 public:
  explicit TwisterRng(uint64_t seed) : engine_(seed) {}
  uint64_t Next() override {
    MutexLock lock(mutex_);
    return engine_();
  }

 private:
  Mutex mutex_;
  std::mt19937_64 engine_ PF_GUARDED_BY(mutex_);
};

}  // namespace

std::string Rng::Uuid() {
  const uint64_t high = (Next() & 0xffffffffffff0fffULL) | 0x4000;
  const uint64_t low = (Next() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xffff,
                         high & 0xffff, low >> 48, low & 0xffffffffffffULL);
}

std::unique_ptr<Rng> NewRng() {
  std::random_device device;
  return NewRng((static_cast<uint64_t>(device()) << 32) | device());
}

std::unique_ptr<Rng> NewRng(uint64_t seed) {
  return std::make_unique<TwisterRng>(seed);
}

}  // namespace photoferry
