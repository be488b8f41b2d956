// SPDX-License-Identifier: Apache-2.0
// What ThreadSanitizer cannot see: Debian's Abseil is built without it, so the half of a status's
// reference count that is inside the library is invisible, and handing a status from one thread to
// another looks like a race with its destruction.
#ifdef __SANITIZE_THREAD__

extern "C" const char* __tsan_default_suppressions() {
  return "race:absl::debian3::Status::~Status\n"
         "race:absl::debian3::Status::Unref\n"
         "race:absl::debian3::Status::operator=\n";
}

#endif
