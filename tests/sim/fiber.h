// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

namespace photoferry::sim {

// A stack of its own on which a function runs until it pauses. All fibers share one thread of the
// operating system, so that a switch costs little and two of them never run at once.
class Fiber {
 public:
  explicit Fiber(std::function<void()> body);
  // Where it has not ended, what is on its stack is never destroyed.
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Runs the body until it pauses or ends. Not from inside a fiber.
  void Resume();
  // Gives the control back to whoever resumed this fiber. From inside its body.
  void Pause();
  bool ended() const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace photoferry::sim
