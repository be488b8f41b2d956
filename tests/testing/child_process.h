// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace photoferry {

// A program that a test runs and may kill. Its output and errors are gathered in a file, which the
// canary sees at the end. Whatever
// still runs when the object goes is killed.
class ChildProcess {
 public:
  struct Ending {
    int exit_code = -1;  // of an orderly end
    int signal = 0;      // that ended it
    std::string output;
  };

  // `arguments[0]` is the program's path. A child that hangs is ended by SIGALRM after two minutes.
  ChildProcess(std::vector<std::string> arguments,
               std::map<std::string, std::string> environment = {}, std::string input = "");
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  void Signal(int signal) const;
  Ending Wait();
  std::string OutputSoFar() const;

 private:
  const std::string program_;
  pid_t pid_ = -1;
  int output_ = -1;  // an unlinked file
};

// Runs it to its end.
ChildProcess::Ending RunProgram(std::vector<std::string> arguments,
                                std::map<std::string, std::string> environment = {},
                                std::string input = "");

}  // namespace photoferry
