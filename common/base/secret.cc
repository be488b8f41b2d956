// SPDX-License-Identifier: Apache-2.0
#include "common/base/secret.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/base/secret_memory.h"

namespace photoferry {

Secret::Secret(std::string&& value) : Secret(CopyOf(value)) {
  value.resize(value.capacity());  // what it held before is overwritten too
  sodium_memzero(value.data(), value.size());
  value.clear();
}

Secret::~Secret() {
  if (data_ != nullptr) GiveBackSecretMemory(data_, size_);
}

Secret Secret::CopyOf(absl::string_view value) {
  return Of(value.size(), [value](char* to) { std::copy(value.begin(), value.end(), to); });
}

Secret Secret::Of(size_t size, absl::FunctionRef<void(char*)> fill) {
  Secret secret;
  if (size == 0) return secret;
  secret.data_ = TakeSecretMemory(size);
  secret.size_ = size;
  fill(secret.data_);
  return secret;
}

Secret Secret::Random(size_t bytes) {
  const Secret raw = Of(bytes, [bytes](char* to) { randombytes_buf(to, bytes); });
  std::string text;
  absl::WebSafeBase64Escape(raw.Reveal(), &text);
  return Secret(std::move(text));
}

void Secret::Swap(Secret& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
}

bool operator==(const Secret& a, const Secret& b) {
  if (a.size_ != b.size_) return false;
  return a.size_ == 0 || sodium_memcmp(a.data_, b.data_, a.size_) == 0;
}

}  // namespace photoferry
