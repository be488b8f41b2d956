// SPDX-License-Identifier: Apache-2.0
// The one file that uses OpenSSL's low-level interface: its EVP contexts cannot be saved.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "common/base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/escaping.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr size_t kWords = 8;
constexpr size_t kWordBytes = 4;
constexpr size_t kCountOffset = kWords * kWordBytes;
constexpr size_t kBlockOffset = kCountOffset + 8;
constexpr size_t kBlockBytes = SHA256_CBLOCK;
constexpr size_t kStateBytes = kBlockOffset + kBlockBytes;

void AppendBigEndian(uint64_t value, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

uint64_t BigEndianAt(absl::string_view text, size_t offset, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<uint8_t>(text[offset + i]);
  return value;
}

uint64_t BitCount(const SHA256_CTX& context) {
  return static_cast<uint64_t>(context.Nh) << 32 | context.Nl;
}

absl::Status BadState() {
  return Failure(v1::SESSION_EXPIRED,
                 "The saved checksum of a half-sent file cannot be read; the file is sent again "
                 "from its beginning.");
}

}  // namespace

struct Sha256::State {
  SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  SHA256_Init(&state_->context);
}
Sha256::Sha256(const Sha256& other) : state_(std::make_unique<State>(*other.state_)) {}
Sha256& Sha256::operator=(const Sha256& other) {
  *state_ = *other.state_;
  return *this;
}
Sha256::~Sha256() = default;

void Sha256::Update(absl::string_view bytes) {
  SHA256_Update(&state_->context, bytes.data(), bytes.size());
}

std::string Sha256::Digest() const {
  SHA256_CTX copy = state_->context;
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &copy);
  return digest;
}

int64_t Sha256::size() const {
  return static_cast<int64_t>(BitCount(state_->context) / 8);
}

// Bytes 0-31: the words H0 to H7, 32 bits each, big-endian. Bytes 32-39: the number of bits hashed
// so far, 64 bits, big-endian. Bytes 40-103: the (count / 8) % 64 bytes that do not fill a block
// yet, in their order, then zeros.
std::string Sha256::Save() const {
  const SHA256_CTX& context = state_->context;
  std::string out;
  out.reserve(kStateBytes);
  for (const SHA_LONG word : context.h) AppendBigEndian(word, kWordBytes, out);
  AppendBigEndian(BitCount(context), 8, out);
  out.append(reinterpret_cast<const char*>(context.data), context.num);
  out.resize(kStateBytes, '\0');
  return out;
}

absl::StatusOr<Sha256> Sha256::Restore(absl::string_view state) {
  if (state.size() != kStateBytes) return BadState();
  const uint64_t bits = BigEndianAt(state, kCountOffset, 8);
  if (bits % 8 != 0) return BadState();
  const size_t pending = bits / 8 % kBlockBytes;
  const absl::string_view padding = state.substr(kBlockOffset + pending);
  if (std::any_of(padding.begin(), padding.end(), [](char c) { return c != '\0'; })) {
    return BadState();
  }
  Sha256 hash;
  SHA256_CTX& context = hash.state_->context;
  for (size_t i = 0; i < kWords; ++i) {
    context.h[i] = static_cast<SHA_LONG>(BigEndianAt(state, i * kWordBytes, kWordBytes));
  }
  context.Nl = static_cast<SHA_LONG>(bits);
  context.Nh = static_cast<SHA_LONG>(bits >> 32);
  context.num = static_cast<unsigned>(pending);
  std::memcpy(context.data, state.data() + kBlockOffset, pending);
  return hash;
}

std::string Sha256Of(absl::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Digest();
}

std::string Md5Of(absl::string_view bytes) {
  std::string digest(MD5_DIGEST_LENGTH, '\0');
  MD5(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
      reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string HmacSha256(absl::string_view key, absl::string_view message) {
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &length);
  return mac;
}

std::string HexOf(absl::string_view bytes) {
  return absl::BytesToHexString(bytes);
}

}  // namespace photoferry
