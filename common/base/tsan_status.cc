// SPDX-License-Identifier: Apache-2.0
#include "absl/status/status.h"

// For ThreadSanitizer only. An absl::Status is a counted reference: taking one is inline in its
// header, giving one up is a function inside Debian's libabsl_status, which is compiled without the
// sanitizer. So it sees half of the counting, and a status that goes from one thread to another
// looks like a race with its destruction. The same function compiled here shows it the other half;
// being part of the program, it takes precedence over the library's, also for calls from inside the
// library. Nothing is suppressed: a status that really races is still reported.

#if defined(__SANITIZE_THREAD__)
#define PHOTOFERRY_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PHOTOFERRY_TSAN 1
#endif
#endif

#ifdef PHOTOFERRY_TSAN

#include <atomic>
#include <cstdint>

namespace absl {
ABSL_NAMESPACE_BEGIN

void Status::UnrefNonInlined(uintptr_t rep) {
  status_internal::StatusRep* const shared = RepToPointer(rep);
  if (shared->ref.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared;
}

ABSL_NAMESPACE_END
}  // namespace absl

#endif
