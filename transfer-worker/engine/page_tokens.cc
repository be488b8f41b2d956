// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/page_tokens.h"

#include <sodium.h>

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr char kScope[] = "desk";
constexpr char kKeyName[] = "page_token_key";

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

absl::Status NotOurs() {
  return Failure(v1::BAD_REQUEST, "The page_token does not belong to this listing.",
                 "Pass the next_page_token of the last answer with the same parent and filters, or "
                 "begin again without one.");
}

std::string FreshKey() {
  std::string key(kKeyBytes, '\0');
  randombytes_buf(key.data(), key.size());
  return key;
}

}  // namespace

absl::StatusOr<std::string> PageTokens::Key() {
  {
    MutexLock lock(mutex_);
    if (!key_.empty()) return key_;
  }
  if (sodium_init() < 0) {
    return Failure(v1::INTERNAL_FAULT, "The cryptographic library could not be started.");
  }
  PF_ASSIGN_OR_RETURN(std::optional<std::string> saved, vault_.Recall(kScope, kKeyName));
  if (!saved.has_value() || absl::HexStringToBytes(*saved).size() != kKeyBytes) {
    PF_RETURN_IF_ERROR(vault_.Remember(kScope, kKeyName, absl::BytesToHexString(FreshKey())));
    // Read back: when two workers begin at once, both end with the one that came last.
    PF_ASSIGN_OR_RETURN(saved, vault_.Recall(kScope, kKeyName));
  }
  std::string key = absl::HexStringToBytes(saved.value_or(""));
  if (key.size() != kKeyBytes) {
    return Failure(v1::STORE_FAILED, "The store forgot the key of page tokens.");
  }
  MutexLock lock(mutex_);
  key_ = key;
  return key;
}

absl::StatusOr<std::string> PageTokens::Seal(absl::string_view listing, int64_t after) {
  PF_ASSIGN_OR_RETURN(const std::string key, Key());
  const std::string plain = absl::StrCat(after);
  std::string token(kNonceBytes + plain.size() + kTagBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(token.data());
  randombytes_buf(out, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonceBytes, nullptr, Bytes(plain), plain.size(),
                                             Bytes(listing), listing.size(), nullptr, out,
                                             Bytes(key));
  return absl::WebSafeBase64Escape(token);
}

absl::StatusOr<int64_t> PageTokens::Open(absl::string_view listing, absl::string_view token) {
  if (token.empty()) return 0;
  PF_ASSIGN_OR_RETURN(const std::string key, Key());
  std::string sealed;
  // Unescape forgives blanks, padding and stray last bits: only the text that Seal made is good.
  if (token.size() > 256 || !absl::WebSafeBase64Unescape(token, &sealed) ||
      absl::WebSafeBase64Escape(sealed) != token || sealed.size() < kNonceBytes + kTagBytes) {
    return NotOurs();
  }
  std::string plain(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, Bytes(sealed) + kNonceBytes,
      sealed.size() - kNonceBytes, Bytes(listing), listing.size(), Bytes(sealed), Bytes(key));
  int64_t after = 0;
  if (opened != 0 || !absl::SimpleAtoi(plain, &after)) return NotOurs();
  return after;
}

}  // namespace photoferry
