// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"

// What the fuzzers share. A fuzzer is one function: it reads an input, hands it to the product, and
// states what must hold whatever the input was.

// States a property; where it does not hold the fuzzer stops, and the input is kept.
#define FUZZ_CHECK(condition)                                                   \
  do {                                                                          \
    if (!(condition)) ::photoferry::fuzz::Fail(__FILE__, __LINE__, #condition); \
  } while (false)

namespace photoferry::fuzz {

[[noreturn]] void Fail(const char* file, int line, const char* what);

inline absl::string_view Text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes the first line off `text`, without its end.
absl::string_view TakeLine(absl::string_view& text);

// An error as people and programs may get it: with a reason and words, of bounded size, in UTF-8,
// without control characters, and with one and the same meaning each time it is asked for.
void CheckError(const absl::Status& status);

// Nothing is lost on the wire: in particular every text is UTF-8.
template <typename Message>
void CheckSurvivesTheWire(const Message& message) {
  Message copy;
  FUZZ_CHECK(copy.ParseFromString(message.SerializeAsString()));
  FUZZ_CHECK(copy.ByteSizeLong() == message.ByteSizeLong());
}

}  // namespace photoferry::fuzz
