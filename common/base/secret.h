// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace photoferry {

// A token, key or signed URL. It cannot be printed, compared or logged by accident, and its bytes
// are overwritten when it goes. Not thread-safe beyond const use.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret& other) : value_(other.value_) {}
  Secret(Secret&& other) noexcept : value_(std::exchange(other.value_, {})) {}
  Secret& operator=(Secret other) noexcept {
    value_.swap(other.value_);
    return *this;
  }
  ~Secret();

  bool empty() const { return value_.empty(); }
  // The one way out. Every use is a place for a reviewer to look at.
  absl::string_view Reveal() const { return value_; }

 private:
  std::string value_;
};

}  // namespace photoferry
