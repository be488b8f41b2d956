// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/key_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/ascii.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "transfer-worker/store/key_file.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Two keys as `openssl rand -hex 32` prints them.
constexpr char kNew[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
constexpr char kOld[] = "FFEEDDCCBBAA99887766554433221100ffeeddccbbaa99887766554433221100";

class KeySourceTest : public ::testing::Test {
 protected:
  std::string KeyFile() const { return directory_ / "key"; }
  absl::StatusOr<Keyring> Read(const KeySource& source) {
    return ReadKeys(source, directory_.path(), absl::Seconds(20));
  }
  absl::StatusOr<Keyring> Commanded(const std::string& command) {
    return Read({.command = command});
  }
  void WriteKeyFile(const std::string& text, int mode = 0600) {
    WriteFile(KeyFile(), text);
    std::filesystem::permissions(KeyFile(), std::filesystem::perms(mode));
  }

  TempDir directory_;
};

TEST_F(KeySourceTest, TextHoldsAKeyALineTheFirstOneSeals) {
  WriteKeyFile(absl::StrCat("\n", kNew, "\r\n  ", kOld, "\n", kOld));
  PF_ASSERT_OK_AND_ASSIGN(const Keyring keys, Read({}));
  EXPECT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys.ToText().Reveal(), absl::StrCat(kNew, "\n", absl::AsciiStrToLower(kOld), "\n"));
}

TEST_F(KeySourceTest, ThirtyTwoRawBytesAreAKey) {
  WriteKeyFile(std::string(31, '\n') + "x");
  PF_ASSERT_OK_AND_ASSIGN(const Keyring keys, Read({}));
  EXPECT_EQ(keys.current().bytes.Reveal(), std::string(31, '\n') + "x");
}

TEST_F(KeySourceTest, TheIdOfAKeyTellsKeysApart) {
  PF_ASSERT_OK_AND_ASSIGN(const Keyring one, Commanded(absl::StrCat("echo ", kNew)));
  PF_ASSERT_OK_AND_ASSIGN(const Keyring same, Commanded(absl::StrCat("echo ", kNew)));
  PF_ASSERT_OK_AND_ASSIGN(const Keyring other, Commanded(absl::StrCat("echo ", kOld)));
  EXPECT_EQ(one.current().id, same.current().id);
  EXPECT_NE(one.current().id, other.current().id);
}

TEST_F(KeySourceTest, WhatIsNoKeyIsRefusedAndNotQuoted) {
  for (const std::string& wrong :
       {std::string(), std::string("\n\n"), std::string("abcdef"), std::string(kNew) + "0",
        std::string(63, 'a') + "g", std::string(kNew) + "\nabcdef", std::string(5000, 'a')}) {
    WriteKeyFile(wrong);
    const absl::Status status = Read({}).status();
    EXPECT_FALSE(status.ok()) << wrong.size();
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(KeyFile()), Not(HasSubstr("abcdef")), Not(HasSubstr("aaaa"))));
  }
}

TEST_F(KeySourceTest, AMissingKeyFileIsNotFound) {
  EXPECT_THAT(Read({}), AllOf(StatusIs(absl::StatusCode::kNotFound), ReasonIs(v1::STORE_FAILED)));
}

TEST_F(KeySourceTest, AKeyFileThatOthersCanReadOrChangeIsRefused) {
  for (const int mode : {0644, 0640, 0604, 0620, 0602, 0601, 0666}) {
    WriteKeyFile(kNew, mode);
    const absl::Status status = Read({}).status();
    EXPECT_THAT(status, ReasonIs(v1::STORE_FAILED)) << mode;
    EXPECT_THAT(std::string(status.message()), HasSubstr("read or changed by others"));
    EXPECT_THAT(ProblemOf(status).what_to_do(), HasSubstr("chmod 600 " + KeyFile()));
  }
  for (const int mode : {0600, 0400}) {
    WriteKeyFile(kNew, 0600);
    std::filesystem::permissions(KeyFile(), std::filesystem::perms(mode));
    EXPECT_THAT(Read({}), IsOk()) << mode;
  }
}

TEST_F(KeySourceTest, APipeOrADirectoryIsNoKeyFile) {
  ASSERT_EQ(mkfifo(KeyFile().c_str(), 0600), 0);
  EXPECT_THAT(Read({}), ReasonIs(v1::STORE_FAILED));
  EXPECT_THAT(Read({.file = directory_.path()}), ReasonIs(v1::STORE_FAILED));
}

TEST_F(KeySourceTest, AFileElsewhereIsReadThere) {
  WriteFile(directory_ / "elsewhere", kNew);
  std::filesystem::permissions(directory_ / "elsewhere", std::filesystem::perms(0600));
  EXPECT_THAT(Read({.file = directory_ / "elsewhere"}), IsOk());
}

TEST_F(KeySourceTest, ANewKeyFileIsItsOwnersAloneAndTheFirstOneStays) {
  const mode_t before = umask(0);
  PF_ASSERT_OK_AND_ASSIGN(const Keyring first, MakeKeyFile(KeyFile()));
  umask(before);
  struct stat about {};
  ASSERT_EQ(stat(KeyFile().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  PF_ASSERT_OK_AND_ASSIGN(const Keyring second, MakeKeyFile(KeyFile()));
  EXPECT_EQ(first.current().id, second.current().id);
  // Nothing is left beside it.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()), {}), 1);
}

TEST_F(KeySourceTest, AReplacedKeyFileKeepsNoByteOfTheOldOne) {
  ASSERT_THAT(MakeKeyFile(KeyFile()), IsOk());
  const int old = open(KeyFile().c_str(), O_RDONLY);
  ASSERT_THAT(ReplaceKeyFile(KeyFile(), Keyring::Fresh()), IsOk());
  std::string bytes(65, 'x');
  EXPECT_EQ(pread(old, bytes.data(), bytes.size(), 0), 65);
  EXPECT_EQ(bytes, std::string(65, '\0'));
  close(old);
}

TEST_F(KeySourceTest, AReplacedKeyFileLeavesABackupAlone) {
  PF_ASSERT_OK_AND_ASSIGN(const Keyring first, MakeKeyFile(KeyFile()));
  std::filesystem::create_hard_link(KeyFile(), directory_ / "backup");
  std::filesystem::create_symlink(KeyFile(), directory_ / "link");
  ASSERT_THAT(ReplaceKeyFile(directory_ / "link", Keyring::Fresh()), IsOk());
  EXPECT_TRUE(std::filesystem::is_symlink(directory_ / "link"));
  EXPECT_EQ(ReadFile(directory_ / "backup"), first.ToText().Reveal());
  EXPECT_NE(ReadFile(KeyFile()), first.ToText().Reveal());
}

TEST_F(KeySourceTest, ADescriptorIsReadToItsEndAndClosed) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], kNew, 64), 64);
  close(ends[1]);
  PF_ASSERT_OK_AND_ASSIGN(const Keyring keys, Read({.descriptor = ends[0]}));
  EXPECT_EQ(keys.size(), 1u);
  EXPECT_EQ(fcntl(ends[0], F_GETFD), -1);
  EXPECT_THAT(Read({.descriptor = ends[0]}), ReasonIs(v1::BAD_CONFIGURATION));
}

TEST_F(KeySourceTest, ADescriptorThatGivesNothingIsGivenUp) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_THAT(ReadKeys({.descriptor = ends[0]}, "", absl::Milliseconds(20)),
              ReasonIs(v1::BAD_CONFIGURATION));
  close(ends[1]);
}

TEST_F(KeySourceTest, ACommandPrintsTheKeys) {
  PF_ASSERT_OK_AND_ASSIGN(const Keyring keys,
                          Commanded(absl::StrCat("echo ", kNew, "; echo ", kOld)));
  EXPECT_EQ(keys.size(), 2u);
  // Its standard input is empty: a token that is piped to the program is not for it.
  EXPECT_THAT(Commanded(absl::StrCat("cat; echo ", kNew)), IsOk());
}

TEST_F(KeySourceTest, ACommandThatFailsIsToldWithoutItsWords) {
  const std::pair<const char*, const char*> cases[] = {
      {"echo hush; exit 3", "ended with status 3"},
      {"no-such-program-hush 2>/dev/null", "ended with status 127"},
      {"kill -KILL $$ # hush", "ended by signal 9"},
      {"yes hush", "longer than any set of keys"},
      {"echo hush", "64 hexadecimal digits"},
      {"true # hush", "there is none"}};
  for (const auto& [command, message] : cases) {
    const absl::Status status = Commanded(command).status();
    EXPECT_THAT(status, ReasonIs(v1::BAD_CONFIGURATION)) << command;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr(message), Not(HasSubstr("hush"))));
  }
}

TEST_F(KeySourceTest, ACommandThatHangsIsEnded) {
  const absl::Status status =
      ReadKeys({.command = "exec sleep 1000"}, "", absl::Milliseconds(50)).status();
  EXPECT_THAT(status, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(std::string(status.message()), HasSubstr("for too long"));
}

}  // namespace
}  // namespace photoferry
