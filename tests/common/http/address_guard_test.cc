// SPDX-License-Identifier: Apache-2.0
#include "common/http/address_guard.h"

#include <sys/un.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/address_rows_ipv4.h"
#include "tests/common/http/address_rows_ipv6.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

template <size_t N>
void ExpectVerdicts(const AddressRow (&rows)[N]) {
  const AddressGuard guard;
  for (const AddressRow& row : rows) {
    SCOPED_TRACE(std::string(row.address) + ", " + row.what);
    if (row.verdict == kOpen) {
      EXPECT_THAT(guard.JudgeNumeric(row.address), IsOk());
    } else {
      EXPECT_THAT(guard.JudgeNumeric(row.address), ReasonIs(v1::ADDRESS_REFUSED));
    }
  }
}

TEST(AddressGuard, OpensOnlyWhatIsPublicInIpv4) {
  ExpectVerdicts(kIpv4Rows);
}

TEST(AddressGuard, OpensOnlyWhatIsPublicInIpv6) {
  ExpectVerdicts(kIpv6Rows);
}

// Whatever an IPv4 address is, it is the same inside of an IPv6 one.
TEST(AddressGuard, JudgesCarriedAddressesByWhatTheyCarry) {
  const AddressGuard guard;
  for (const AddressRow& row : kIpv4Rows) {
    for (const char* prefix : {"::ffff:", "64:ff9b::"}) {
      const std::string carried = std::string(prefix) + row.address;
      EXPECT_EQ(guard.JudgeNumeric(carried).ok(), row.verdict == kOpen) << carried;
    }
  }
}

TEST(AddressGuard, RefusesWhatIsNoNumericAddress) {
  const AddressGuard guard(/*allow_loopback=*/true);
  for (const std::string& text :
       {std::string(), std::string("localhost"), std::string("example.com"), std::string("8.8.8"),
        std::string("0x8.8.8.8"), std::string("8.8.8.8 "), std::string("134744072"),
        std::string("[::1]"), std::string("fe80::1%eth0"), std::string("8.8.8.8\0.x", 10)}) {
    EXPECT_THAT(guard.JudgeNumeric(text), ReasonIs(v1::ADDRESS_REFUSED)) << text;
  }
  sockaddr_un unix_socket = {};
  unix_socket.sun_family = AF_UNIX;
  EXPECT_THAT(guard.Judge(reinterpret_cast<const sockaddr*>(&unix_socket)),
              ReasonIs(v1::ADDRESS_REFUSED));
}

TEST(AddressGuard, OpensTheLoopbackOnlyWhenAskedAndNothingElse) {
  const AddressGuard guard(/*allow_loopback=*/true);
  for (const char* loopback : {"127.0.0.1", "127.9.9.9", "::1"}) {
    EXPECT_THAT(guard.JudgeNumeric(loopback), IsOk()) << loopback;
  }
  for (const char* other : {"10.0.0.1", "169.254.169.254", "0.0.0.0", "::", "::ffff:127.0.0.1",
                            "64:ff9b::7f00:1", "fe80::1", "128.0.0.0.1"}) {
    EXPECT_THAT(guard.JudgeNumeric(other), ReasonIs(v1::ADDRESS_REFUSED)) << other;
  }
}

TEST(AddressGuard, WantsEncryption) {
  const AddressGuard strict;
  EXPECT_THAT(strict.JudgeScheme("https", "h"), IsOk());
  for (const char* scheme : {"http", "ftp", "file", "HTTP", ""}) {
    EXPECT_THAT(strict.JudgeScheme(scheme, "127.0.0.1"), ReasonIs(v1::ADDRESS_REFUSED)) << scheme;
    EXPECT_THAT(strict.JudgeScheme(scheme, "h"), ReasonIs(v1::ADDRESS_REFUSED)) << scheme;
  }
}

TEST(AddressGuard, GoesWithoutEncryptionOnlyToTheLoopbackWhenAsked) {
  const AddressGuard open(/*allow_loopback=*/true);
  for (const char* host : {"127.0.0.1", "127.255.0.1", "::1", "localhost"}) {
    EXPECT_THAT(open.JudgeScheme("http", host), IsOk()) << host;
    EXPECT_THAT(open.JudgeScheme("ftp", host), ReasonIs(v1::ADDRESS_REFUSED)) << host;
  }
  for (const char* host :
       {"h", "10.0.0.1", "127.0.0.1.example.com", "127.example.com", "localhost.example.com"}) {
    EXPECT_THAT(open.JudgeScheme("http", host), ReasonIs(v1::ADDRESS_REFUSED)) << host;
  }
}

TEST(AddressGuard, SaysWhatToDo) {
  const AddressGuard guard;
  const std::string flag = "--allow-loopback-media";
  EXPECT_THAT(ProblemOf(guard.JudgeNumeric("127.0.0.1")).what_to_do(), HasSubstr(flag));
  EXPECT_THAT(ProblemOf(guard.JudgeNumeric("::1")).what_to_do(), HasSubstr(flag));
  EXPECT_THAT(ProblemOf(guard.JudgeScheme("http", "localhost")).what_to_do(), HasSubstr(flag));
  for (const absl::Status& other :
       {guard.JudgeNumeric("10.0.0.1"), guard.JudgeScheme("http", "h")}) {
    EXPECT_THAT(ProblemOf(other).what_to_do(), Not(IsEmpty()));
    EXPECT_THAT(ProblemOf(other).what_to_do(), Not(HasSubstr(flag)))
        << "the flag opens no private network";
  }
}

}  // namespace
}  // namespace photoferry
