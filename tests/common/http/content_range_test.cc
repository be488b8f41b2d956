// SPDX-License-Identifier: Apache-2.0
#include "common/http/content_range.h"

#include "gtest/gtest.h"

namespace photoferry {
namespace {

std::optional<ContentRange> Read(absl::string_view value) {
  HttpHeaders headers;
  headers.Add("content-RANGE", value);
  return ContentRangeFrom(headers);
}

ContentRange::Part Part(int64_t first, int64_t last) {
  return {.first = first, .last = last};
}

TEST(ContentRange, IsReadWithAndWithoutATotal) {
  EXPECT_EQ(Read("bytes 0-4095/10485760"),
            (ContentRange{.part = Part(0, 4095), .total = 10485760}));
  EXPECT_EQ(Read(" BYTES 5-5/6 "), (ContentRange{.part = Part(5, 5), .total = 6}));
  EXPECT_EQ(Read("bytes 5-9/*"), (ContentRange{.part = Part(5, 9), .total = std::nullopt}));
  EXPECT_EQ(Read("bytes */0"), (ContentRange{.part = std::nullopt, .total = 0}));
  EXPECT_EQ(ContentRangeFrom({}), std::nullopt);
}

TEST(ContentRange, OneThatOverflowsIsNone) {
  EXPECT_EQ(Read("bytes 0-9223372036854775806/9223372036854775807"),
            (ContentRange{.part = Part(0, 9223372036854775806), .total = 9223372036854775807}));
  for (const char* text :
       {"bytes 0-9/9223372036854775808", "bytes 0-9223372036854775808/*",
        "bytes 9223372036854775808-9223372036854775809/*", "bytes 0-9/99999999999999999999999"}) {
    EXPECT_EQ(Read(text), std::nullopt) << text;
  }
}

TEST(ContentRange, OneThatContradictsItselfIsNone) {
  for (const char* text : {"bytes 9-5/10", "bytes 0-10/10", "bytes 10-10/10", "bytes 0-0/0"}) {
    EXPECT_EQ(Read(text), std::nullopt) << text;
  }
}

TEST(ContentRange, NegativeNumbersSignsAndBlanksAreNone) {
  for (const char* text : {"bytes -1-9/10", "bytes 0--9/10", "bytes 0-9/-10", "bytes +0-9/10",
                           "bytes 0-9/+10", "bytes 0 -9/10", "bytes 0-9/ 10", "bytes 0-9 /10"}) {
    EXPECT_EQ(Read(text), std::nullopt) << text;
  }
}

TEST(ContentRange, OtherTextsAreNone) {
  for (const char* text :
       {"", "bytes", "bytes ", "bytes */*", "bytes 0-9", "bytes 0-9/", "bytes /10", "bytes -/10",
        "bytes 0-/10", "bytes -9/10", "bytes 0-9/10/10", "bytes=0-9/10", "0-9/10", "items 0-9/10",
        "bytes 0x0-0x9/0x10", "bytes 0-9/10, 20-29/30", "bytes 1e0-9/10"}) {
    EXPECT_EQ(Read(text), std::nullopt) << text;
  }
  EXPECT_EQ(Read(absl::string_view("bytes 0-9/10\0", 13)), std::nullopt);
}

}  // namespace
}  // namespace photoferry
