// SPDX-License-Identifier: Apache-2.0
#include "common/base/crash_point.h"

#ifdef PHOTOFERRY_CRASH_POINTS

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace photoferry {
namespace {

absl::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? absl::string_view() : absl::string_view(value);
}

// What the environment asks for, read once.
class CrashPlan {
 public:
  CrashPlan() {
    const absl::string_view plan = Environment("PHOTOFERRY_CRASH");
    const size_t colon = plan.rfind(':');
    if (colon != absl::string_view::npos && absl::SimpleAtoi(plan.substr(colon + 1), &passes_)) {
      name_ = std::string(plan.substr(0, colon));
    }
    const std::string count_file(Environment("PHOTOFERRY_CRASH_COUNT"));
    if (!count_file.empty()) {
      count_file_ = open(count_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
  }

  void Pass(absl::string_view name) {
    if (count_file_ >= 0) Count(name);
    if (name != name_ || ++passed_ != passes_) return;
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }

 private:
  // Short appends to one file do not mix, and the kernel keeps them whatever becomes of us.
  void Count(absl::string_view name) {
    const std::string line = absl::StrCat(name, "\n");
    if (write(count_file_, line.data(), line.size()) < 0) std::abort();
  }

  std::string name_;
  int64_t passes_ = 0;
  std::atomic<int64_t> passed_{0};
  int count_file_ = -1;
};

}  // namespace

void PassCrashPoint(const char* name) {
  static CrashPlan plan;
  plan.Pass(name);
}

}  // namespace photoferry

#endif  // PHOTOFERRY_CRASH_POINTS
