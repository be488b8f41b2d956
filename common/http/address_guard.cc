// SPDX-License-Identifier: Apache-2.0
#include "common/http/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

// The ranges: https://www.iana.org/assignments/iana-ipv4-special-registry and
// https://www.iana.org/assignments/iana-ipv6-special-registry, those not globally reachable.

namespace photoferry {
namespace {

using Bytes4 = std::array<uint8_t, 4>;
using Bytes16 = std::array<uint8_t, 16>;

struct Range4 {
  Bytes4 first;
  int bits;
};

constexpr Range4 kLoopback4 = {{127, 0, 0, 0}, 8};

constexpr Range4 kRefused4[] = {
    {{0, 0, 0, 0}, 8},        // this network
    {{10, 0, 0, 0}, 8},       // private
    {{100, 64, 0, 0}, 10},    // shared by a carrier's customers
    {{127, 0, 0, 0}, 8},      // loopback
    {{169, 254, 0, 0}, 16},   // link-local, and the clouds' metadata service
    {{172, 16, 0, 0}, 12},    // private
    {{192, 0, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2, 0}, 24},     // documentation
    {{192, 31, 196, 0}, 24},  // AS112
    {{192, 52, 193, 0}, 24},  // AMT
    {{192, 88, 99, 0}, 24},   // 6to4 relays, given up
    {{192, 168, 0, 0}, 16},   // private
    {{192, 175, 48, 0}, 24},  // AS112
    {{198, 18, 0, 0}, 15},    // benchmarks
    {{198, 51, 100, 0}, 24},  // documentation
    {{203, 0, 113, 0}, 24},   // documentation
    {{224, 0, 0, 0}, 4},      // multicast
    {{240, 0, 0, 0}, 4},      // reserved, and broadcast
};

struct Range6 {
  Bytes16 first;
  int bits;
};

constexpr Range6 kRefused6[] = {
    {{0x01, 0x00, 0, 0, 0, 0, 0, 0}, 64},        // discard-only
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48},  // NAT64 within one network
    {{0x20, 0x01, 0x00, 0x00}, 23},              // protocol assignments, ORCHID, benchmarks
    {{0x20, 0x01, 0x0d, 0xb8}, 32},              // documentation
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48},  // AS112
    {{0x3f, 0xff, 0x00}, 20},                    // documentation
    {{0x5f, 0x00}, 16},                          // segment routing
    {{0xfc, 0x00}, 7},                           // unique local
    {{0xfe, 0x80}, 10},                          // link-local
    {{0xfe, 0xc0}, 10},                          // site-local, given up
    {{0xff, 0x00}, 8},                           // multicast
};

// Where an IPv6 form keeps the IPv4 address that it leads to.
struct Carrier {
  Bytes16 first;
  int bits;
  int offset;
  uint8_t mask = 0;  // Teredo stores the address inverted
};

constexpr Carrier kCarriers[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12},        // mapped, ::ffff:0:0/96
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}, 96, 12},        // translated, ::ffff:0:0:0/96
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 96, 12},              // compatible, ::/96
    {{0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 96, 12},  // NAT64, 64:ff9b::/96
    {{0x20, 0x02}, 16, 2},                                       // 6to4, 2002::/16
    {{0x20, 0x01, 0x00, 0x00}, 32, 12, 0xff},                    // Teredo, 2001::/32
};

constexpr Bytes16 kLoopback6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

template <size_t N>
bool Within(const std::array<uint8_t, N>& address, const std::array<uint8_t, N>& first, int bits) {
  const int whole = bits / 8;
  if (std::memcmp(address.data(), first.data(), whole) != 0) return false;
  const int rest = bits % 8;
  return rest == 0 || ((address[whole] ^ first[whole]) >> (8 - rest)) == 0;
}

bool IsPublic(const Bytes4& address) {
  for (const Range4& range : kRefused4) {
    if (Within(address, range.first, range.bits)) return false;
  }
  return true;
}

std::optional<Bytes4> CarriedBy(const Bytes16& address) {
  for (const Carrier& carrier : kCarriers) {
    if (!Within(address, carrier.first, carrier.bits)) continue;
    Bytes4 inner;
    for (int i = 0; i < 4; ++i) inner[i] = address[carrier.offset + i] ^ carrier.mask;
    return inner;
  }
  return std::nullopt;
}

bool IsPublic(const Bytes16& address) {
  if (const std::optional<Bytes4> inner = CarriedBy(address)) return IsPublic(*inner);
  for (const Range6& range : kRefused6) {
    if (Within(address, range.first, range.bits)) return false;
  }
  // Of all IPv6 only 2000::/3 is given out to the Internet.
  return Within(address, Bytes16{0x20}, 3);
}

bool IsLoopback(const Bytes4& address) {
  return Within(address, kLoopback4.first, kLoopback4.bits);
}

absl::Status Refusal() {
  return Failure(v1::ADDRESS_REFUSED,
                 "A link from a server's answer leads into a private or reserved network; it was "
                 "not followed, and the item behind it was not copied.");
}

absl::Status Verdict(bool good) {
  return good ? absl::OkStatus() : Refusal();
}

}  // namespace

absl::Status AddressGuard::Judge(const sockaddr* address) const {
  if (address->sa_family == AF_INET) {
    Bytes4 bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
    return Verdict(IsPublic(bytes) || (allow_loopback_ && IsLoopback(bytes)));
  }
  if (address->sa_family == AF_INET6) {
    Bytes16 bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
    return Verdict(IsPublic(bytes) || (allow_loopback_ && bytes == kLoopback6));
  }
  return Refusal();
}

absl::Status AddressGuard::JudgeNumeric(absl::string_view address) const {
  const std::string text(address);
  sockaddr_in v4 = {};
  v4.sin_family = AF_INET;
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    return Judge(reinterpret_cast<const sockaddr*>(&v4));
  }
  sockaddr_in6 v6 = {};
  v6.sin6_family = AF_INET6;
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    return Judge(reinterpret_cast<const sockaddr*>(&v6));
  }
  return Refusal();
}

absl::Status AddressGuard::JudgeScheme(absl::string_view scheme, absl::string_view host) const {
  if (scheme == "https") return absl::OkStatus();
  const bool numeric_loopback =
      host == "localhost" || host == "::1" || absl::StartsWith(host, "127.");
  if (scheme == "http" && allow_loopback_ && numeric_loopback) return absl::OkStatus();
  return Failure(v1::ADDRESS_REFUSED,
                 "A link from a server's answer is not encrypted (https); it was not followed, and "
                 "the item behind it was not copied.");
}

}  // namespace photoferry
