// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/browser.h"

#include <cstdlib>
#include <string>

#include "common/base/child_program.h"

namespace photoferry {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// It is not waited for, and says nothing on our terminal.
bool Start(const std::string& program, const std::string& url) {
  pid_t child;
  return StartProgram({program, url}, {.own_session = true}, child) == 0;
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
