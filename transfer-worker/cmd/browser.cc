// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/browser.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "absl/cleanup/cleanup.h"

namespace photoferry {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// It outlives us, hears nothing of our interrupts and says nothing on our terminal.
bool Start(std::string program, std::string url) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  const absl::Cleanup tidy = [&] {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  };
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  sigset_t none;
  sigset_t restored;
  sigemptyset(&none);
  sigemptyset(&restored);
  sigaddset(&restored, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &restored);
  posix_spawnattr_setflags(
      &attributes,
      static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID));
  const std::array<char*, 3> argv = {program.data(), url.data(), nullptr};
  pid_t child;
  return posix_spawnp(&child, program.c_str(), &files, &attributes, argv.data(), environ) == 0;
}

}  // namespace

bool OpenBrowser(const std::string& url) {
  // Several may be named, with colons between; the first one is the one that is meant.
  const std::string named = Environment("BROWSER");
  if (!named.empty()) return Start(named.substr(0, named.find(':')), url);
  const bool screen = !Environment("DISPLAY").empty() || !Environment("WAYLAND_DISPLAY").empty();
  return screen && Start("xdg-open", url);
}

}  // namespace photoferry
