// SPDX-License-Identifier: Apache-2.0
#include "common/http/address_guard.h"

#include <sys/un.h>

#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

struct Row {
  const char* address;
  bool open;
};

constexpr Row kTable[] = {
    {"8.8.8.8", true},
    {"1.1.1.1", true},
    {"157.240.1.35", true},
    {"0.0.0.0", false},
    {"0.255.255.255", false},
    {"1.0.0.0", true},
    {"9.255.255.255", true},
    {"10.0.0.0", false},
    {"10.255.255.255", false},
    {"11.0.0.0", true},
    {"100.63.255.255", true},
    {"100.64.0.0", false},
    {"100.127.255.255", false},
    {"100.128.0.0", true},
    {"126.255.255.255", true},
    {"127.0.0.1", false},
    {"127.255.255.255", false},
    {"128.0.0.0", true},
    {"169.253.255.255", true},
    {"169.254.169.254", false},
    {"169.255.0.0", true},
    {"172.15.255.255", true},
    {"172.16.0.0", false},
    {"172.31.255.255", false},
    {"172.32.0.0", true},
    {"192.0.0.1", false},
    {"192.0.1.0", true},
    {"192.0.2.1", false},
    {"192.88.99.1", false},
    {"192.167.255.255", true},
    {"192.168.0.1", false},
    {"192.169.0.0", true},
    {"198.17.255.255", true},
    {"198.18.0.0", false},
    {"198.19.255.255", false},
    {"198.20.0.0", true},
    {"198.51.100.1", false},
    {"203.0.113.1", false},
    {"223.255.255.255", true},
    {"224.0.0.1", false},
    {"239.255.255.255", false},
    {"240.0.0.1", false},
    {"255.255.255.255", false},
    {"2606:4700:4700::1111", true},
    {"2a03:2880:f101::1", true},
    {"::", false},
    {"::1", false},
    {"::8.8.8.8", true},
    {"::10.0.0.1", false},
    {"::ffff:8.8.8.8", true},
    {"::ffff:127.0.0.1", false},
    {"::ffff:192.168.1.1", false},
    {"::ffff:0:10.0.0.1", false},
    {"64:ff9b::8.8.8.8", true},
    {"64:ff9b::10.0.0.1", false},
    {"64:ff9b:1::8.8.8.8", false},
    {"100::1", false},
    {"2001:db8::1", false},
    {"2001:10::1", false},
    {"2001:20::1", false},
    {"2001:2::1", false},
    // Teredo: the client's IPv4 address is inverted at the end.
    {"2001:0:808:808::f7f7:f7f7", true},   // 8.8.8.8
    {"2001:0:808:808::f5ff:fffe", false},  // 10.0.0.1
    {"2001:200::1", true},
    {"2002:808:808::1", true},  // 6to4 of 8.8.8.8
    {"2002:a00:1::1", false},   // 6to4 of 10.0.0.1
    {"2002:7f00:1::1", false},  // 6to4 of 127.0.0.1
    {"3fff::1", false},
    {"4000::1", false},
    {"5f00::1", false},
    {"fc00::1", false},
    {"fdff::1", false},
    {"fe80::1", false},
    {"fec0::1", false},
    {"ff02::1", false},
};

TEST(AddressGuard, OpensOnlyWhatIsPublic) {
  const AddressGuard guard;
  for (const Row& row : kTable) {
    if (row.open) {
      EXPECT_THAT(guard.JudgeNumeric(row.address), IsOk()) << row.address;
    } else {
      EXPECT_THAT(guard.JudgeNumeric(row.address), ReasonIs(v1::ADDRESS_REFUSED)) << row.address;
    }
  }
}

TEST(AddressGuard, RefusesWhatIsNoNumericAddress) {
  const AddressGuard guard(true);
  for (const char* text : {"", "localhost", "example.com", "8.8.8", "0x8.8.8.8", "8.8.8.8 ",
                           "134744072", "[::1]", "fe80::1%eth0"}) {
    EXPECT_THAT(guard.JudgeNumeric(text), ReasonIs(v1::ADDRESS_REFUSED)) << text;
  }
  sockaddr_un unix_socket = {};
  unix_socket.sun_family = AF_UNIX;
  EXPECT_THAT(guard.Judge(reinterpret_cast<const sockaddr*>(&unix_socket)),
              ReasonIs(v1::ADDRESS_REFUSED));
}

TEST(AddressGuard, OpensTheLoopbackOnlyWhenAsked) {
  const AddressGuard guard(/*allow_loopback=*/true);
  EXPECT_THAT(guard.JudgeNumeric("127.0.0.1"), IsOk());
  EXPECT_THAT(guard.JudgeNumeric("127.9.9.9"), IsOk());
  EXPECT_THAT(guard.JudgeNumeric("::1"), IsOk());
  EXPECT_THAT(guard.JudgeNumeric("10.0.0.1"), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_THAT(guard.JudgeNumeric("169.254.169.254"), ReasonIs(v1::ADDRESS_REFUSED));
}

TEST(AddressGuard, WantsEncryption) {
  const AddressGuard strict;
  EXPECT_THAT(strict.JudgeScheme("https", "h"), IsOk());
  EXPECT_THAT(strict.JudgeScheme("http", "h"), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_THAT(strict.JudgeScheme("http", "127.0.0.1"), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_THAT(strict.JudgeScheme("ftp", "h"), ReasonIs(v1::ADDRESS_REFUSED));
  const AddressGuard open(/*allow_loopback=*/true);
  EXPECT_THAT(open.JudgeScheme("http", "127.0.0.1"), IsOk());
  EXPECT_THAT(open.JudgeScheme("http", "localhost"), IsOk());
  EXPECT_THAT(open.JudgeScheme("http", "h"), ReasonIs(v1::ADDRESS_REFUSED));
}

}  // namespace
}  // namespace photoferry
