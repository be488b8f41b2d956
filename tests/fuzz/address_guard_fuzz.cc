// SPDX-License-Identifier: Apache-2.0
// The input's first line is an address as text; the 16 bytes after it are one as it is on the wire.
#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/match.h"
#include "common/base/status.h"
#include "common/http/address_guard.h"
#include "tests/fuzz/fuzz.h"

namespace photoferry {
namespace {

struct Block {
  uint32_t first;
  uint32_t last;
};

// Networks that nobody on the Internet may be sent to, in numbers of their own.
constexpr Block kPrivate[] = {
    {0x00000000, 0x00FFFFFF}, {0x0A000000, 0x0AFFFFFF}, {0x64400000, 0x647FFFFF},
    {0x7F000000, 0x7FFFFFFF}, {0xA9FE0000, 0xA9FEFFFF}, {0xAC100000, 0xAC1FFFFF},
    {0xC0000000, 0xC00000FF}, {0xC0000200, 0xC00002FF}, {0xC0A80000, 0xC0A8FFFF},
    {0xC6120000, 0xC613FFFF}, {0xC6336400, 0xC63364FF}, {0xCB007100, 0xCB0071FF},
    {0xE0000000, 0xFFFFFFFF},
};

bool IsPrivate(uint32_t address) {
  return std::any_of(std::begin(kPrivate), std::end(kPrivate), [address](const Block& block) {
    return address >= block.first && address <= block.last;
  });
}

bool Accepts(const AddressGuard& guard, uint32_t address) {
  sockaddr_in v4 = {};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(address);
  return guard.Judge(reinterpret_cast<const sockaddr*>(&v4)).ok();
}

bool Accepts(const AddressGuard& guard, const uint8_t (&bytes)[16]) {
  sockaddr_in6 v6 = {};
  v6.sin6_family = AF_INET6;
  std::memcpy(&v6.sin6_addr, bytes, 16);
  const bool accepted = guard.Judge(reinterpret_cast<const sockaddr*>(&v6)).ok();
  char text[INET6_ADDRSTRLEN];
  FUZZ_CHECK(inet_ntop(AF_INET6, bytes, text, sizeof(text)) != nullptr);
  FUZZ_CHECK(guard.JudgeNumeric(text).ok() == accepted);
  return accepted;
}

uint32_t Word(const uint8_t* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

void CheckIPv4(uint32_t address) {
  const AddressGuard strict;
  FUZZ_CHECK(!(Accepts(strict, address) && IsPrivate(address)));
  const AddressGuard open(/*allow_loopback=*/true);
  FUZZ_CHECK(Accepts(open, address) == (Accepts(strict, address) || address >> 24 == 127));
}

// A private IPv4 address inside of an IPv6 one, in every form that carries one.
void CheckCarriers(uint32_t address) {
  if (!IsPrivate(address)) return;
  constexpr struct {
    uint8_t prefix[12];
    int offset;
    uint8_t mask;
  } kForms[] = {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 12, 0},
                {{0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0}, 12, 0},
                {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 12, 0},
                {{0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}, 12, 0},
                {{0x20, 0x02}, 2, 0},
                {{0x20, 0x01, 0, 0}, 12, 0xFF}};
  for (const auto& form : kForms) {
    uint8_t bytes[16] = {};
    std::memcpy(bytes, form.prefix, sizeof(form.prefix));
    for (int i = 0; i < 4; ++i) {
      bytes[form.offset + i] = static_cast<uint8_t>(address >> (24 - 8 * i)) ^ form.mask;
    }
    FUZZ_CHECK(!Accepts(AddressGuard(), bytes));
  }
}

// Whatever is accepted is of the part of IPv6 that is given out, or carries a public address.
void CheckIPv6(const uint8_t (&bytes)[16]) {
  const AddressGuard strict;
  const AddressGuard open(/*allow_loopback=*/true);
  constexpr uint8_t kLoopback[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const bool loopback = std::memcmp(bytes, kLoopback, 16) == 0;
  const bool accepted = Accepts(strict, bytes);
  FUZZ_CHECK(Accepts(open, bytes) == (accepted || loopback));
  if (!accepted) return;
  const bool given_out = bytes[0] >> 5 == 1;
  FUZZ_CHECK(given_out || !IsPrivate(Word(bytes + 12)));
  FUZZ_CHECK(bytes[0] < 0xF0);               // unique local, link-local, multicast
  FUZZ_CHECK(Word(bytes) != 0x20010DB8);     // documentation
  FUZZ_CHECK(Word(bytes) >> 12 != 0x3FFF0);  // documentation
}

void CheckText(absl::string_view text) {
  const absl::Status verdict = AddressGuard().JudgeNumeric(text);
  if (!verdict.ok()) {
    fuzz::CheckError(verdict);
    FUZZ_CHECK(ReasonOf(verdict) == v1::ADDRESS_REFUSED);
    return;
  }
  // Nothing but an address: no name, no zone, no port, nothing behind it.
  FUZZ_CHECK(text.find_first_not_of("0123456789abcdefABCDEF:.") == absl::string_view::npos);
  in_addr v4;
  in6_addr v6;
  const std::string copy(text);
  if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) {
    FUZZ_CHECK(!IsPrivate(ntohl(v4.s_addr)));
  } else {
    FUZZ_CHECK(inet_pton(AF_INET6, copy.c_str(), &v6) == 1);
    CheckIPv6(reinterpret_cast<const uint8_t(&)[16]>(v6));
  }
}

}  // namespace
}  // namespace photoferry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;  // NOLINT: a main function of sorts
  absl::string_view text = fuzz::Text(data, size);
  CheckText(fuzz::TakeLine(text));
  uint8_t bytes[16] = {};
  std::memcpy(bytes, text.data(), std::min<size_t>(text.size(), sizeof(bytes)));
  CheckIPv6(bytes);
  CheckIPv4(Word(bytes));
  CheckCarriers(Word(bytes));
  // The same bytes within each private network, which chance would seldom hit.
  for (const Block& block : kPrivate) {
    const uint32_t inside = block.first | (Word(bytes) & (block.last - block.first));
    CheckIPv4(inside);
    CheckCarriers(inside);
  }
  return 0;
}
