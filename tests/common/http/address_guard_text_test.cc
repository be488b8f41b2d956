// SPDX-License-Identifier: Apache-2.0
// Texts that look like an open address and are none, or are another.
#include <string>

#include "common/http/address_guard.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

TEST(AddressGuardText, AnAddressWithSomethingBehindItIsRefused) {
  for (const std::string& text :
       {std::string("8.8.8.8\0", 8), std::string("8.8.8.8\0.10.0.0.1", 17),
        std::string("2606:4700:4700::1111\0", 21), std::string("8.8.8.8:443"),
        std::string("8.8.8.8/32"), std::string("8.8.8.8\n"), std::string(" 8.8.8.8"),
        std::string("2606:4700:4700::1111%1"), std::string("8.8.8.8\xc3\xa9")}) {
    EXPECT_THAT(AddressGuard().JudgeNumeric(text), ReasonIs(v1::ADDRESS_REFUSED)) << text;
  }
}

TEST(AddressGuardText, ANameThatLooksLikeTheLoopbackIsNotTakenForIt) {
  const AddressGuard guard(/*allow_loopback=*/true);
  for (const char* host : {"127.example.org", "127.0.0.1.example.org", "127.", "127.0.0.1x",
                           "localhost.example.org", "::1.example.org", ""}) {
    EXPECT_THAT(guard.JudgeScheme("http", host), ReasonIs(v1::ADDRESS_REFUSED)) << host;
  }
  EXPECT_THAT(guard.JudgeScheme("http", "127.0.0.1"), IsOk());
  EXPECT_THAT(guard.JudgeScheme("http", "127.255.1.2"), IsOk());
  EXPECT_THAT(guard.JudgeScheme("http", "::1"), IsOk());
}

}  // namespace
}  // namespace photoferry
