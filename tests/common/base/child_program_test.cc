// SPDX-License-Identifier: Apache-2.0
#include "common/base/child_program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "gtest/gtest.h"

namespace photoferry {
namespace {

// What a shell prints that runs `script`, and how it ends.
struct Told {
  std::string text;
  int status = -1;
};
Told Tell(const std::string& script, bool own_session = false) {
  std::array<int, 2> ends;
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  pid_t child = -1;
  EXPECT_EQ(
      StartProgram({"sh", "-c", script}, {.output = ends[1], .own_session = own_session}, child),
      0);
  close(ends[1]);
  Told told;
  std::array<char, 256> buffer;
  ssize_t size;
  while ((size = read(ends[0], buffer.data(), buffer.size())) > 0) {
    told.text.append(buffer.data(), static_cast<size_t>(size));
  }
  close(ends[0]);
  EXPECT_EQ(waitpid(child, &told.status, 0), child);
  return told;
}

TEST(ChildProgram, ReadsNothingAndItsOutputIsTaken) {
  const Told told = Tell("cat; echo said; exit 3");
  EXPECT_EQ(told.text, "said\n");
  EXPECT_EQ(WEXITSTATUS(told.status), 3);
}

TEST(ChildProgram, BlocksAndIgnoresNoneOfOurSignals) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
  const auto handler = signal(SIGPIPE, SIG_IGN);
  const Told told =
      Tell("grep '^SigBlk' /proc/self/status; kill -PIPE $$; echo SIGPIPE is ignored");
  signal(SIGPIPE, handler);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(told.text, "SigBlk:\t0000000000000000\n");
  EXPECT_TRUE(WIFSIGNALED(told.status));
  EXPECT_EQ(WTERMSIG(told.status), SIGPIPE);
}

TEST(ChildProgram, CanHaveASessionOfItsOwn) {
  const std::string script = "test \"$(cut -d' ' -f6 /proc/$$/stat)\" = $$ && echo own";
  EXPECT_EQ(Tell(script, /*own_session=*/true).text, "own\n");
  EXPECT_EQ(Tell(script).text, "");
}

TEST(ChildProgram, ThatIsNotThereIsAnError) {
  pid_t child = -1;
  EXPECT_EQ(StartProgram({"/nonexistent/program"}, {}, child), ENOENT);
}

}  // namespace
}  // namespace photoferry
