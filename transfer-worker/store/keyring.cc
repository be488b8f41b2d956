// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/keyring.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr size_t kHexDigits = 2 * Keyring::kKeyBytes;
constexpr size_t kMostKeys = 16;
constexpr absl::string_view kIdDomain = "photoferry key id";

unsigned char* Raw(char* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}
const unsigned char* Raw(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// A keyed hash, so that an id is good for nothing but telling keys apart.
Keyring::Key Named(Secret bytes) {
  std::string id(crypto_generichash_BYTES, '\0');
  crypto_generichash(Raw(id.data()), id.size(), Raw(kIdDomain), kIdDomain.size(),
                     Raw(bytes.Reveal()), bytes.Reveal().size());
  id.resize(Keyring::kIdBytes);
  return {std::move(id), std::move(bytes)};
}

Keyring::Key FreshKey() {
  return Named(
      Secret::Of(Keyring::kKeyBytes, [](char* to) { randombytes_buf(to, Keyring::kKeyBytes); }));
}

absl::Status NotKeys(absl::string_view origin, absl::string_view what) {
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The keys from ", origin, " cannot be used: ", what,
                              ". Logins and unfinished uploads are sealed with them, so nothing "
                              "was started; the photos are untouched."),
                 "Give 32 raw bytes, or a key a line as 64 hexadecimal digits, for example from "
                 "openssl rand -hex 32.");
}

absl::StatusOr<Keyring::Key> FromHex(absl::string_view line, absl::string_view origin) {
  bool whole = line.size() == kHexDigits;
  Secret bytes = Secret::Of(Keyring::kKeyBytes, [&](char* to) {
    size_t written = 0;
    whole = whole && sodium_hex2bin(Raw(to), Keyring::kKeyBytes, line.data(), line.size(), nullptr,
                                    &written, nullptr) == 0;
    whole = whole && written == Keyring::kKeyBytes;
  });
  if (!whole) return NotKeys(origin, "a line is not 64 hexadecimal digits long");
  return Named(std::move(bytes));
}

}  // namespace

Keyring Keyring::Fresh() {
  Keyring ring;
  ring.keys_.push_back(FreshKey());
  return ring;
}

absl::StatusOr<Keyring> Keyring::Parse(const Secret& given, absl::string_view origin) {
  Keyring ring;
  ring.origin_ = std::string(origin);
  if (given.Reveal().size() == kKeyBytes) {
    ring.keys_.push_back(Named(given));
    return ring;
  }
  for (absl::string_view line : absl::StrSplit(given.Reveal(), '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) continue;
    PF_ASSIGN_OR_RETURN(Key key, FromHex(line, origin));
    if (ring.Find(key.id) == nullptr) ring.keys_.push_back(std::move(key));
    if (ring.size() > kMostKeys) return NotKeys(origin, "there are more than 16 of them");
  }
  if (ring.keys_.empty()) return NotKeys(origin, "there is none");
  return ring;
}

const Keyring::Key* Keyring::Find(absl::string_view id) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [id](const Key& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

Keyring Keyring::WithFreshKey() const {
  Keyring ring = *this;
  ring.keys_.insert(ring.keys_.begin(), FreshKey());
  return ring;
}

Keyring Keyring::OnlyCurrent() const {
  Keyring ring = *this;
  ring.keys_.resize(1);
  return ring;
}

Secret Keyring::ToText() const {
  const size_t line = kHexDigits + 1;
  return Secret::Of(keys_.size() * line, [&](char* to) {
    for (const Key& key : keys_) {
      sodium_bin2hex(to, line, Raw(key.bytes.Reveal()), kKeyBytes);  // ends it with a zero
      to[kHexDigits] = '\n';
      to += line;
    }
  });
}

}  // namespace photoferry
