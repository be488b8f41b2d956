// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sealer.h"

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr unsigned char kVersion = 1;
constexpr size_t kIdAt = 1;
constexpr size_t kNonceAt = kIdAt + Keyring::kIdBytes;
constexpr size_t kBoxAt = kNonceAt + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Raw(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// The id of the key that a sealed value names; empty if it is none.
absl::string_view KeyIdOf(absl::string_view sealed) {
  if (sealed.size() < kBoxAt + kTagBytes || Raw(sealed)[0] != kVersion) return {};
  return sealed.substr(kIdAt, Keyring::kIdBytes);
}

absl::Status Damaged() {
  return Failure(v1::STORE_FAILED,
                 "A sealed value of the store does not open: its bytes were changed, or it was "
                 "moved there from another place. The photos are untouched.",
                 "Put back a backup of the database.");
}

absl::Status KeyMissing(absl::string_view id, const Keyring& keys) {
  return Failure(v1::STORE_FAILED,
                 absl::StrCat("A value of the store was sealed with the key ",
                              absl::BytesToHexString(id), ", which is not among those from ",
                              keys.origin(), ". The photos are untouched."),
                 "Put back the key that belongs to this database, below the current one.");
}

}  // namespace

std::string Sealer::Seal(absl::string_view value, absl::string_view place) const {
  std::string sealed(kBoxAt + value.size() + kTagBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  out[0] = kVersion;
  keys_.current().id.copy(sealed.data() + kIdAt, Keyring::kIdBytes);
  randombytes_buf(out + kNonceAt, kBoxAt - kNonceAt);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kBoxAt, nullptr, Raw(value), value.size(),
                                             Raw(place), place.size(), nullptr, out + kNonceAt,
                                             Raw(keys_.current().bytes.Reveal()));
  return sealed;
}

absl::StatusOr<Secret> Sealer::Unseal(absl::string_view sealed, absl::string_view place) const {
  const absl::string_view id = KeyIdOf(sealed);
  if (id.empty()) return Damaged();
  const Keyring::Key* const key = keys_.Find(id);
  if (key == nullptr) return KeyMissing(id, keys_);
  const absl::string_view box = sealed.substr(kBoxAt);
  bool opened = false;
  const auto open = [&](char* to) {
    opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                 reinterpret_cast<unsigned char*>(to), nullptr, nullptr, Raw(box), box.size(),
                 Raw(place), place.size(), Raw(sealed) + kNonceAt, Raw(key->bytes.Reveal())) == 0;
  };
  Secret value = Secret::Of(box.size() - kTagBytes, open);
  if (box.size() == kTagBytes) open(nullptr);  // an empty value has no memory, but a tag
  if (!opened) return Damaged();
  return value;
}

bool Sealer::IsUnderCurrentKey(absl::string_view sealed) const {
  return KeyIdOf(sealed) == keys_.current().id;
}

absl::StatusOr<std::string> Sealer::Renew(absl::string_view sealed, absl::string_view place) const {
  PF_ASSIGN_OR_RETURN(const Secret value, Unseal(sealed, place));
  return Seal(value.Reveal(), place);
}

}  // namespace photoferry
