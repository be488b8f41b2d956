// SPDX-License-Identifier: Apache-2.0
#include "common/base/secret.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/base/core_dumps.h"
#include "common/base/secret_memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

using ::testing::Contains;
using ::testing::Each;

constexpr char kLong[] = "a secret long enough to live on the heap";

template <typename T, typename = void>
struct IsPrintable : std::false_type {};
template <typename T>
struct IsPrintable<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<T>())>>
    : std::true_type {};

static_assert(IsPrintable<std::string>::value);
static_assert(!IsPrintable<Secret>::value, "a secret must not be printable");
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, absl::string_view>);
static_assert(!std::is_convertible_v<std::string, Secret>);

TEST(Secret, ShowsItselfOnlyWhenAsked) {
  const Secret secret("abc");
  EXPECT_EQ(secret.Reveal(), "abc");
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
}

TEST(Secret, MovesAwayWholly) {
  Secret from{std::string(kLong)};
  const char* const place = from.Reveal().data();
  const Secret to = std::move(from);
  EXPECT_TRUE(from.empty());
  EXPECT_EQ(to.Reveal(), kLong);
  EXPECT_EQ(to.Reveal().data(), place) << "a move must not leave a copy behind";
}

TEST(Secret, CopiesAndAssignmentsHoldTheValue) {
  const Secret one{std::string(kLong)};
  Secret two = one;
  EXPECT_EQ(two.Reveal(), kLong);
  two = Secret("other");
  EXPECT_EQ(two.Reveal(), "other");
  EXPECT_EQ(one.Reveal(), kLong);
  const Secret& same = two;
  two = same;
  EXPECT_EQ(two.Reveal(), "other");
}

TEST(Secret, TheStringThatItWasMadeOfIsOverwritten) {
  for (const char* text : {"short", kLong}) {
    std::string value = text;
    const char* const place = value.data();
    const size_t size = value.size();
    const Secret secret(std::move(value));
    EXPECT_EQ(std::string(place, size), std::string(size, '\0')) << text;
    EXPECT_EQ(secret.Reveal(), text);
  }
}

// Secret memory stays mapped after its secret is gone, so what is left there can be looked at.
TEST(Secret, ItsBytesAreOverwrittenWhenItGoes) {
  const char* place = nullptr;
  {
    const Secret secret{std::string(kLong)};
    place = secret.Reveal().data();
    ASSERT_EQ(std::string(place, 8), "a secret");
  }
  EXPECT_THAT(std::vector<char>(place, place + sizeof kLong), Each('\0'));
}

TEST(Secret, ItsBytesAreOverwrittenWhenAnotherTakesItsPlace) {
  Secret secret{std::string(kLong)};
  const char* const place = secret.Reveal().data();
  secret = Secret("other");
  EXPECT_THAT(std::vector<char>(place, place + sizeof kLong), Each('\0'));
}

TEST(Secret, IsComparedByItsBytes) {
  EXPECT_TRUE(Secret("abc") == Secret("abc"));
  EXPECT_TRUE(Secret() == Secret(""));
  EXPECT_TRUE(Secret("abc") != Secret("abd"));
  EXPECT_TRUE(Secret("abc") != Secret("ab"));
  EXPECT_TRUE(Secret("abc") != Secret());
}

// What /proc says of the mapping that holds `address` (proc(5), VmFlags).
std::vector<std::string> FlagsOfMapping(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    unsigned long first = 0, end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &first, &end) == 2) {
      inside = first <= wanted && wanted < end;
    }
    if (!inside || line.rfind("VmFlags:", 0) != 0) continue;
    std::istringstream words(line.substr(8));
    return {std::istream_iterator<std::string>(words), {}};
  }
  return {};
}

TEST(Secret, AtRandomIsTextThatFitsAnAddressAndNeverTheSameTwice) {
  const Secret one = Secret::Random(32);
  EXPECT_EQ(one.Reveal().size(), 43);
  EXPECT_THAT(std::string(one.Reveal()), ::testing::MatchesRegex("[A-Za-z0-9_-]+"));
  EXPECT_NE(one, Secret::Random(32));
}

TEST(Secret, LiesOnPagesThatNoCoreDumpHolds) {
  for (const size_t size : {size_t{1}, size_t{64}, size_t{4096}, size_t{100'000}}) {
    const Secret secret = Secret::Of(size, [size](char* to) { std::fill_n(to, size, 'x'); });
    EXPECT_THAT(FlagsOfMapping(secret.Reveal().data()), Contains("dd")) << size;
    EXPECT_THAT(FlagsOfMapping(secret.Reveal().data() + size - 1), Contains("dd")) << size;
  }
  const auto plain = std::make_unique<int>();
  EXPECT_THAT(FlagsOfMapping(plain.get()), ::testing::Not(Contains("dd")));
}

TEST(SecretMemory, BlocksOfAllSizesAreApartAndCanBeUsedAgain) {
  std::vector<std::pair<char*, size_t>> blocks;
  for (size_t size = 1; size < 20'000; size = size * 3 / 2 + 1) {
    char* const block = TakeSecretMemory(size);
    EXPECT_THAT(std::vector<char>(block, block + size), Each('\0'));
    std::fill_n(block, size, static_cast<char>(blocks.size() + 1));
    blocks.emplace_back(block, size);
  }
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto [block, size] = blocks[i];
    EXPECT_THAT(std::vector<char>(block, block + size), Each(static_cast<char>(i + 1)));
    GiveBackSecretMemory(block, size);
  }
}

TEST(CoreDumps, AreOffOnceForbidden) {
  const pid_t child = fork();
  if (child == 0) {
    ForbidCoreDumps();
    rlimit limit{1, 1};
    getrlimit(RLIMIT_CORE, &limit);
    _exit(prctl(PR_GET_DUMPABLE) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace photoferry
