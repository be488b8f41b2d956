// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/key_command.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/child_program.h"
#include "common/base/status.h"
#include "transfer-worker/store/read_secret.h"

namespace photoferry {
namespace {

absl::Status CommandFailure(absl::string_view what) {
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The key command ", what,
                              ", so the keys are not known. Nothing was started; the photos are "
                              "untouched."),
                 "Run it by hand in /bin/sh: it must print the keys and end with status 0.");
}

int Reap(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

absl::StatusOr<Secret> RunKeyCommand(const std::string& command, absl::Duration patience) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return CommandFailure("cannot be run: too many files");
  pid_t child = -1;
  const int error = StartProgram({"/bin/sh", "-c", command}, {.output = ends[1]}, child);
  close(ends[1]);
  const absl::Cleanup close_it = [&] { close(ends[0]); };
  if (error != 0) return CommandFailure(absl::StrCat("cannot be run: ", strerror(error)));
  absl::StatusOr<Secret> printed = ReadSecret(ends[0], patience);
  if (!printed.ok()) kill(child, SIGKILL);
  const int status = Reap(child);
  if (!printed.ok()) return CommandFailure(absl::StrCat("failed: ", printed.status().message()));
  if (WIFSIGNALED(status)) {
    return CommandFailure(absl::StrCat("was ended by signal ", WTERMSIG(status)));
  }
  if (WEXITSTATUS(status) != 0) {
    return CommandFailure(absl::StrCat("ended with status ", WEXITSTATUS(status)));
  }
  return printed;
}

}  // namespace photoferry
