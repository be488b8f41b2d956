// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

// A std::mutex that Clang's thread-safety analysis understands. Not absl::Mutex: Debian's build of
// Abseil is not instrumented, and ThreadSanitizer then reports races that are none.

#if defined(__clang__)
#define PHOTOFERRY_ATTRIBUTE(x) __attribute__((x))
#else
#define PHOTOFERRY_ATTRIBUTE(x)
#endif
#define PF_CAPABILITY(x) PHOTOFERRY_ATTRIBUTE(capability(x))
#define PF_SCOPED_CAPABILITY PHOTOFERRY_ATTRIBUTE(scoped_lockable)
#define PF_GUARDED_BY(x) PHOTOFERRY_ATTRIBUTE(guarded_by(x))
#define PF_REQUIRES(...) PHOTOFERRY_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define PF_ACQUIRE(...) PHOTOFERRY_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define PF_RELEASE(...) PHOTOFERRY_ATTRIBUTE(release_capability(__VA_ARGS__))
#define PF_EXCLUDES(...) PHOTOFERRY_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define PF_NO_ANALYSIS PHOTOFERRY_ATTRIBUTE(no_thread_safety_analysis)

namespace photoferry {

class PF_CAPABILITY("mutex") Mutex {
 public:
  void Lock() PF_ACQUIRE() { mutex_.lock(); }
  void Unlock() PF_RELEASE() { mutex_.unlock(); }
  std::mutex& native() { return mutex_; }  // for Condition implementations only

 private:
  std::mutex mutex_;
};

class PF_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) PF_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() PF_RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace photoferry
