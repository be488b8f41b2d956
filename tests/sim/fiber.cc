// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/fiber.h"

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define PF_FIBERS_UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PF_FIBERS_UNDER_ASAN 1
#endif
#endif

#ifdef PF_FIBERS_UNDER_ASAN
// Tells AddressSanitizer which stack we are on (sanitizer/common_interface_defs.h).
extern "C" void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, size_t size);
extern "C" void __sanitizer_finish_switch_fiber(void* fake_stack, const void** old_bottom,
                                                size_t* old_size);
#endif

namespace photoferry::sim {
namespace {

constexpr size_t kStackBytes = 1 << 20;

// With a page below it that nobody may touch. Stacks are used again: a mapping costs more than a
// short fiber.
class Stacks {
 public:
  char* Take() {
    if (!free_.empty()) {
      char* stack = free_.back();
      free_.pop_back();
      return stack;
    }
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    void* made = mmap(nullptr, kStackBytes + page, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (made == MAP_FAILED || mprotect(made, page, PROT_NONE) != 0) std::abort();
    return static_cast<char*>(made) + page;
  }
  void GiveBack(char* stack) { free_.push_back(stack); }

 private:
  std::vector<char*> free_;
};

Stacks& AllStacks() {
  static auto& stacks = *new Stacks;
  return stacks;
}

}  // namespace

struct Fiber::Impl {
  static void Enter(unsigned high, unsigned low) {
    const auto address = (static_cast<uintptr_t>(high) << 32) | low;
    reinterpret_cast<Impl*>(address)->Run();
  }

  void Run() {
    AfterSwitch(nullptr, &outside_bottom, &outside_size);
    body();
    body = nullptr;
    has_ended = true;
    // Null: nothing on this stack is wanted any more.
    BeforeSwitch(nullptr, outside_bottom, outside_size);
    setcontext(&outside);
  }

#ifdef PF_FIBERS_UNDER_ASAN
  static void BeforeSwitch(void** fake, const void* bottom, size_t size) {
    __sanitizer_start_switch_fiber(fake, bottom, size);
  }
  static void AfterSwitch(void* fake, const void** bottom, size_t* size) {
    __sanitizer_finish_switch_fiber(fake, bottom, size);
  }
#else
  static void BeforeSwitch(void**, const void*, size_t) {}
  static void AfterSwitch(void*, const void**, size_t*) {}
#endif

  std::function<void()> body;
  char* stack = nullptr;
  ucontext_t inside;
  ucontext_t outside;
  void* inside_fake = nullptr;
  void* outside_fake = nullptr;
  const void* outside_bottom = nullptr;
  size_t outside_size = 0;
  bool has_ended = false;
};

Fiber::Fiber(std::function<void()> body) : impl_(std::make_unique<Impl>()) {
  impl_->body = std::move(body);
  impl_->stack = AllStacks().Take();
  getcontext(&impl_->inside);
  impl_->inside.uc_stack.ss_sp = impl_->stack;
  impl_->inside.uc_stack.ss_size = kStackBytes;
  impl_->inside.uc_link = nullptr;
  const auto address = reinterpret_cast<uintptr_t>(impl_.get());
  makecontext(&impl_->inside, reinterpret_cast<void (*)()>(&Impl::Enter), 2,
              static_cast<unsigned>(address >> 32), static_cast<unsigned>(address & 0xffffffff));
}

Fiber::~Fiber() {
  // What hangs on the stack of a fiber that never ended may still be looked at.
  if (impl_->has_ended) AllStacks().GiveBack(impl_->stack);
}

void Fiber::Resume() {
  Impl::BeforeSwitch(&impl_->outside_fake, impl_->stack, kStackBytes);
  swapcontext(&impl_->outside, &impl_->inside);
  Impl::AfterSwitch(impl_->outside_fake, nullptr, nullptr);
}

void Fiber::Pause() {
  Impl::BeforeSwitch(&impl_->inside_fake, impl_->outside_bottom, impl_->outside_size);
  swapcontext(&impl_->inside, &impl_->outside);
  Impl::AfterSwitch(impl_->inside_fake, &impl_->outside_bottom, &impl_->outside_size);
}

bool Fiber::ended() const {
  return impl_->has_ended;
}

}  // namespace photoferry::sim
