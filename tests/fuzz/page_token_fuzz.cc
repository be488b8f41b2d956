// SPDX-License-Identifier: Apache-2.0
// The input's lines: what is listed, how far it has come, how a good token is spoilt ("12 x"), a
// token.
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "tests/fuzz/fuzz.h"
#include "tests/transfer-worker/engine/map_vault.h"
#include "transfer-worker/engine/page_tokens.h"

namespace photoferry {
namespace {

PageTokens& Tokens() {
  static MapVault& vault = *new MapVault;
  static PageTokens& tokens = *new PageTokens(vault);
  return tokens;
}

void CheckRefusal(const absl::Status& status) {
  fuzz::CheckError(status);
  FUZZ_CHECK(ReasonOf(status) == v1::BAD_REQUEST);
}

void CheckRefused(absl::string_view listing, absl::string_view token) {
  const absl::StatusOr<int64_t> opened = Tokens().Open(listing, token);
  FUZZ_CHECK(!opened.ok());
  CheckRefusal(opened.status());
}

// `token` with another character where `spoiling` says, with more behind it, or cut short.
void CheckSpoilt(absl::string_view listing, const std::string& token, absl::string_view spoiling) {
  const std::pair<absl::string_view, absl::string_view> parts = {
      spoiling.substr(0, spoiling.find(' ')), spoiling.substr(spoiling.find(' ') + 1)};
  size_t at = 0;
  if (!absl::SimpleAtoi(parts.first, &at)) at = spoiling.size();
  at %= token.size();
  std::string altered = token;
  if (!parts.second.empty()) altered[at] = parts.second[0];
  if (altered != token) CheckRefused(listing, altered);
  if (!parts.second.empty()) CheckRefused(listing, absl::StrCat(token, parts.second));
  if (!parts.second.empty()) CheckRefused(listing, absl::StrCat(parts.second, token));
  if (at > 0) CheckRefused(listing, token.substr(0, at));
}

}  // namespace
}  // namespace photoferry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;  // NOLINT: a main function of sorts
  absl::string_view text = fuzz::Text(data, size);
  const absl::string_view listing = fuzz::TakeLine(text);
  int64_t after = 0;
  if (!absl::SimpleAtoi(fuzz::TakeLine(text), &after)) after = static_cast<int64_t>(size);
  const absl::StatusOr<std::string> token = Tokens().Seal(listing, after);
  FUZZ_CHECK(token.ok() && token->size() <= 256);
  const absl::StatusOr<int64_t> opened = Tokens().Open(listing, *token);
  FUZZ_CHECK(opened.ok() && *opened == after);
  CheckRefused(absl::StrCat(listing, "x"), *token);
  if (!listing.empty()) CheckRefused(listing.substr(1), *token);
  CheckSpoilt(listing, *token, fuzz::TakeLine(text));
  // The fuzzer remembers the tokens of earlier inputs, so one that it gives may be true.
  const absl::StatusOr<int64_t> given = Tokens().Open(listing, text);
  if (!given.ok()) CheckRefusal(given.status());
  return 0;
}
