// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/packed_texts.h"

#include <algorithm>
#include <cstdint>

namespace photoferry {
namespace {

constexpr size_t kLengthBytes = 4;

std::optional<std::vector<absl::string_view>> Split(absl::string_view packed) {
  std::vector<absl::string_view> texts;
  while (!packed.empty()) {
    if (packed.size() < kLengthBytes) return std::nullopt;
    uint32_t size = 0;
    for (size_t i = 0; i < kLengthBytes; ++i) {
      size = (size << 8) | static_cast<unsigned char>(packed[i]);
    }
    packed.remove_prefix(kLengthBytes);
    if (packed.size() < size) return std::nullopt;
    texts.push_back(packed.substr(0, size));
    packed.remove_prefix(size);
  }
  return texts;
}

}  // namespace

Secret PackTexts(std::vector<absl::string_view> texts, const TextsByName& named) {
  for (const auto& [name, text] : named) {
    texts.push_back(name);
    texts.push_back(text);
  }
  size_t size = 0;
  for (const absl::string_view text : texts) size += kLengthBytes + text.size();
  return Secret::Of(size, [&](char* to) {
    for (const absl::string_view text : texts) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        *to++ = static_cast<char>((text.size() >> shift) & 0xff);
      }
      to = std::copy(text.begin(), text.end(), to);
    }
  });
}

std::optional<std::vector<absl::string_view>> UnpackTexts(absl::string_view packed, size_t count,
                                                          TextsByName& named) {
  std::optional<std::vector<absl::string_view>> texts = Split(packed);
  if (!texts.has_value() || texts->size() < count || (texts->size() - count) % 2 != 0) {
    return std::nullopt;
  }
  for (size_t i = count; i < texts->size(); i += 2) named.emplace((*texts)[i], (*texts)[i + 1]);
  texts->resize(count);
  return texts;
}

}  // namespace photoferry
