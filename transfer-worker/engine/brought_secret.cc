// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/brought_secret.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr size_t kLongestToken = 16 << 10;

absl::StatusOr<Secret> CleanSecret(absl::string_view text, absl::string_view what) {
  if (text.size() <= kLongestToken) return Secret::CopyOf(text);
  return Failure(v1::BAD_REQUEST,
                 absl::StrCat("The ", what, " is longer than any that a provider gives."));
}

}  // namespace

absl::StatusOr<Secret> CleanToken(absl::string_view text, absl::string_view what) {
  text = absl::StripAsciiWhitespace(text);
  if (!std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isgraph(c); })) {
    return Failure(v1::BAD_REQUEST,
                   absl::StrCat("The ", what, " has blanks or unprintable characters inside."),
                   "Copy it again, in one piece.");
  }
  return CleanSecret(text, what);
}

absl::StatusOr<Secret> CleanPassword(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (std::any_of(text.begin(), text.end(), [](char c) { return absl::ascii_iscntrl(c); })) {
    return Failure(v1::BAD_REQUEST, "The password has unprintable characters inside.",
                   "Type it again.");
  }
  return CleanSecret(text, "password");
}

}  // namespace photoferry
