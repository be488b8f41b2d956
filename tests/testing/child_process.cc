// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/child_process.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/testing/canary.h"

namespace photoferry {
namespace {

constexpr unsigned kPatienceSeconds = 120;

int FileWith(const std::string& text) {
  const int file = memfd_create("child", MFD_CLOEXEC);
  if (file < 0 || write(file, text.data(), text.size()) < 0) abort();
  lseek(file, 0, SEEK_SET);
  return file;
}

// Ours, with these in it.
std::vector<std::string> EnvironmentWith(const std::map<std::string, std::string>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!more.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : more) all.push_back(absl::StrCat(name, "=", value));
  return all;
}

std::vector<char*> PointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> arguments,
                           std::map<std::string, std::string> environment, std::string input)
    : program_(arguments.at(0)), output_(FileWith("")) {
  const int in = FileWith(input);
  const std::vector<char*> argv = PointersTo(arguments);
  std::vector<std::string> variables = EnvironmentWith(environment);
  const std::vector<char*> envp = PointersTo(variables);
  pid_ = fork();
  if (pid_ == 0) {
    // Nothing that allocates: another thread may have held the allocator's lock.
    dup2(in, STDIN_FILENO);
    dup2(output_, STDOUT_FILENO);
    dup2(output_, STDERR_FILENO);
    alarm(kPatienceSeconds);  // survives exec
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(in);
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    Signal(SIGKILL);
    waitpid(pid_, nullptr, 0);
    canary::Inspect("output", program_, OutputSoFar());
  }
  close(output_);
}

void ChildProcess::Signal(int signal) const {
  if (pid_ > 0) kill(pid_, signal);
}

ChildProcess::Ending ChildProcess::Wait() {
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  Ending ending;
  if (WIFEXITED(status)) ending.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ending.signal = WTERMSIG(status);
  ending.output = OutputSoFar();
  canary::Inspect("output", program_, ending.output);
  return ending;
}

std::string ChildProcess::OutputSoFar() const {
  std::string output;
  std::array<char, 4096> buffer;
  off_t offset = 0;
  for (ssize_t n; (n = pread(output_, buffer.data(), buffer.size(), offset)) > 0; offset += n) {
    output.append(buffer.data(), static_cast<size_t>(n));
  }
  return output;
}

ChildProcess::Ending RunProgram(std::vector<std::string> arguments,
                                std::map<std::string, std::string> environment, std::string input) {
  return ChildProcess(std::move(arguments), std::move(environment), std::move(input)).Wait();
}

}  // namespace photoferry
