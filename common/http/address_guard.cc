// SPDX-License-Identifier: Apache-2.0
#include "common/http/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <variant>

#include "absl/strings/match.h"
#include "common/base/status.h"

// The ranges: https://www.iana.org/assignments/iana-ipv4-special-registry and
// https://www.iana.org/assignments/iana-ipv6-special-registry. What they call globally reachable
// is refused as well: those are anycast services of the network itself, never a media server.

namespace photoferry {
namespace {

using Bytes4 = std::array<uint8_t, 4>;
using Bytes16 = std::array<uint8_t, 16>;
using Address = std::variant<Bytes4, Bytes16>;

template <typename Bytes>
struct Range {
  Bytes first;
  int bits;
};

constexpr Range<Bytes4> kLoopback4 = {{127, 0, 0, 0}, 8};

constexpr Range<Bytes4> kRefused4[] = {
    {{0, 0, 0, 0}, 8},         // this network
    {{10, 0, 0, 0}, 8},        // private
    {{100, 64, 0, 0}, 10},     // shared by a carrier's customers
    {{127, 0, 0, 0}, 8},       // loopback
    {{168, 63, 129, 16}, 32},  // the host below each of Azure's machines
    {{169, 254, 0, 0}, 16},    // link-local, and the clouds' metadata service
    {{172, 16, 0, 0}, 12},     // private
    {{192, 0, 0, 0}, 24},      // protocol assignments
    {{192, 0, 2, 0}, 24},      // documentation
    {{192, 31, 196, 0}, 24},   // AS112
    {{192, 52, 193, 0}, 24},   // AMT
    {{192, 88, 99, 0}, 24},    // 6to4 relays, given up
    {{192, 168, 0, 0}, 16},    // private
    {{192, 175, 48, 0}, 24},   // AS112
    {{198, 18, 0, 0}, 15},     // benchmarks
    {{198, 51, 100, 0}, 24},   // documentation
    {{203, 0, 113, 0}, 24},    // documentation
    {{224, 0, 0, 0}, 4},       // multicast
    {{240, 0, 0, 0}, 4},       // reserved, and broadcast
};

// Of all IPv6 only this is given out to the Internet (RFC 4291, 2.4). Loopback, unique local,
// link-local, multicast, discard-only and the forms ::a.b.c.d are outside.
constexpr Range<Bytes16> kGlobal6 = {{0x20}, 3};

// Inside kGlobal6.
constexpr Range<Bytes16> kRefused6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},              // assignments: Teredo, ORCHID, benchmarks, AMT
    {{0x20, 0x01, 0x0d, 0xb8}, 32},              // documentation
    {{0x20, 0x02}, 16},                          // 6to4, given up (RFC 7526)
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48},  // AS112
    {{0x3f, 0xff, 0x00}, 20},                    // documentation
};

// IPv6 forms in use whose last four bytes are the IPv4 address that they lead to.
constexpr Range<Bytes16> kCarriers[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96},        // mapped, ::ffff:0:0/96
    {{0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 96},  // NAT64, 64:ff9b::/96
};

constexpr Bytes16 kLoopback6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

template <typename Bytes>
bool Within(const Bytes& address, const Range<Bytes>& range) {
  const int whole = range.bits / 8;
  if (std::memcmp(address.data(), range.first.data(), whole) != 0) return false;
  const int rest = range.bits % 8;
  return rest == 0 || ((address[whole] ^ range.first[whole]) >> (8 - rest)) == 0;
}

template <typename Bytes, size_t N>
bool WithinAny(const Bytes& address, const Range<Bytes> (&ranges)[N]) {
  return std::any_of(ranges, ranges + N,
                     [&](const Range<Bytes>& range) { return Within(address, range); });
}

// A tunnel through the IPv4 network of a site, under a prefix that may be public (RFC 5214, 6.1).
bool IsIsatap(const Bytes16& address) {
  return (address[8] & ~0x02) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == 0xfe;
}

bool IsPublic(const Bytes4& address) {
  return !WithinAny(address, kRefused4);
}

bool IsPublic(const Bytes16& address) {
  if (WithinAny(address, kCarriers)) {
    return IsPublic(Bytes4{address[12], address[13], address[14], address[15]});
  }
  return Within(address, kGlobal6) && !WithinAny(address, kRefused6) && !IsIsatap(address);
}

bool IsLoopback(const Bytes4& address) {
  return Within(address, kLoopback4);
}

bool IsLoopback(const Bytes16& address) {
  return address == kLoopback6;
}

bool IsLoopback(const Address& address) {
  return std::visit([](const auto& bytes) { return IsLoopback(bytes); }, address);
}

bool IsPublic(const Address& address) {
  return std::visit([](const auto& bytes) { return IsPublic(bytes); }, address);
}

std::optional<Address> AddressIn(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    Bytes4 bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
    return bytes;
  }
  if (address->sa_family == AF_INET6) {
    Bytes16 bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
    return bytes;
  }
  return std::nullopt;
}

std::optional<Address> AddressIn(absl::string_view text) {
  const std::string copy(text);
  if (absl::StrContains(text, '\0')) return std::nullopt;
  Bytes4 v4;
  if (inet_pton(AF_INET, copy.c_str(), v4.data()) == 1) return v4;
  Bytes16 v6;
  if (inet_pton(AF_INET6, copy.c_str(), v6.data()) == 1) return v6;
  return std::nullopt;
}

constexpr char kForTests[] =
    "If the media is on this machine on purpose (a test, a demonstration), say "
    "--allow-loopback-media.";

absl::Status Verdict(const std::optional<Address>& address, bool allow_loopback) {
  const bool loopback = address.has_value() && IsLoopback(*address);
  if (loopback && allow_loopback) return absl::OkStatus();
  if (address.has_value() && IsPublic(*address)) return absl::OkStatus();
  return Failure(v1::ADDRESS_REFUSED,
                 "A link from a server's answer leads into a private or reserved network; it was "
                 "not followed, and the item behind it was not copied.",
                 loopback ? kForTests
                          : "If many items fail like this, a filter on your network may answer "
                            "names with addresses of its own: check this machine's DNS.");
}

bool IsLoopbackHost(absl::string_view host) {
  const std::optional<Address> address = AddressIn(host);
  return address.has_value() ? IsLoopback(*address) : host == "localhost";
}

}  // namespace

absl::Status AddressGuard::Judge(const sockaddr* address) const {
  return Verdict(AddressIn(address), allow_loopback_);
}

absl::Status AddressGuard::JudgeNumeric(absl::string_view address) const {
  return Verdict(AddressIn(address), allow_loopback_);
}

absl::Status AddressGuard::JudgeScheme(absl::string_view scheme, absl::string_view host) const {
  if (scheme == "https") return absl::OkStatus();
  const bool loopback = IsLoopbackHost(host);
  if (scheme == "http" && allow_loopback_ && loopback) return absl::OkStatus();
  return Failure(v1::ADDRESS_REFUSED,
                 "A link from a server's answer is not encrypted (https); it was not followed, and "
                 "the item behind it was not copied.",
                 loopback ? kForTests : "Save this one by hand, from where the account shows it.");
}

}  // namespace photoferry
