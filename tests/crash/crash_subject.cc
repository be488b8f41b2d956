// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_subject.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace photoferry::crash {
namespace {

constexpr unsigned kPatienceSeconds = 120;

[[noreturn]] void BecomeSubject(const std::vector<std::string>& arguments,
                                const std::map<std::string, std::string>& environment, int output) {
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  dup2(output, STDERR_FILENO);
  dup2(output, STDOUT_FILENO);
  std::vector<char*> argv{const_cast<char*>(CRASH_SUBJECT)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  alarm(kPatienceSeconds);  // survives exec: a subject that hangs ends by SIGALRM
  execv(CRASH_SUBJECT, argv.data());
  _exit(127);
}

}  // namespace

Ending RunSubject(const std::vector<std::string>& arguments,
                  const std::map<std::string, std::string>& environment) {
  std::array<int, 2> pipe_ends;
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return {};
  const pid_t child = fork();
  if (child == 0) BecomeSubject(arguments, environment, pipe_ends[1]);
  close(pipe_ends[1]);
  Ending ending;
  std::array<char, 4096> buffer;
  for (ssize_t n; (n = read(pipe_ends[0], buffer.data(), buffer.size())) > 0;) {
    ending.output.append(buffer.data(), static_cast<size_t>(n));
  }
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ending.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (WIFEXITED(status)) ending.exit_code = WEXITSTATUS(status);
  return ending;
}

std::map<std::string, int> ReadPasses(const std::string& path) {
  std::map<std::string, int> passes;
  std::ifstream file(path);
  for (std::string point; std::getline(file, point);) ++passes[point];
  return passes;
}

}  // namespace photoferry::crash
