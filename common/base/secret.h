// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// A token, key or signed URL. It cannot be printed or logged by accident; it is compared in
// constant time; its bytes lie on pages that no core dump holds, and are overwritten when it goes
// or is moved away. Not thread-safe beyond const use.
class Secret {
 public:
  Secret() = default;
  // Takes the value and overwrites where it was.
  explicit Secret(std::string&& value);
  // Copies it; the caller's own copy stays what it is.
  explicit Secret(const std::string& value) : Secret(CopyOf(value)) {}
  Secret(const Secret& other) : Secret(CopyOf(other.Reveal())) {}
  Secret(Secret&& other) noexcept { Swap(other); }
  Secret& operator=(Secret other) noexcept {
    Swap(other);
    return *this;
  }
  ~Secret();

  static Secret CopyOf(absl::string_view value);
  // `size` bytes that `fill` writes in place, so that there is never a copy elsewhere.
  static Secret Of(size_t size, absl::FunctionRef<void(char*)> fill);
  // What nobody can guess: so many bytes of the system's randomness, as base64url text.
  static Secret Random(size_t bytes);

  bool empty() const { return size_ == 0; }
  // The one way out. Every use is a place for a reviewer to look at.
  absl::string_view Reveal() const { return {data_, size_}; }

  // Takes as long for a wrong guess as for the right one; only the length may be learnt.
  friend bool operator==(const Secret& a, const Secret& b);
  friend bool operator!=(const Secret& a, const Secret& b) { return !(a == b); }

 private:
  void Swap(Secret& other) noexcept;

  char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace photoferry
