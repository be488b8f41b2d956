// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/console.h"

#include <google/protobuf/util/json_util.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "common/base/status.h"
#include "photoferry/v1/command_line.pb.h"
#include "transfer-worker/cmd/error_text.h"
#include "transfer-worker/cmd/exit_code.h"

namespace photoferry {
namespace {

constexpr char kClearLine[] = "\r\x1b[K";

}  // namespace

std::optional<std::string> Console::TypedLine() {
  if (!typed_input) return std::nullopt;
  if (in_.rdbuf()->in_avail() <= 0) {
    pollfd about{STDIN_FILENO, POLLIN, 0};
    const bool ready = &in_ == &std::cin && poll(&about, 1, 0) > 0;
    if (!ready) return std::nullopt;
  }
  std::string line;
  if (std::getline(in_, line)) return line;
  typed_input = false;  // the person has closed it
  return std::nullopt;
}

void Console::Say(absl::string_view text) {
  if (json) return;
  ClearProgress();
  out_ << text << std::endl;
}

void Console::Remark(absl::string_view text) {
  if (json || quiet) return;
  ClearProgress();
  err_ << text << std::endl;
}

void Console::Emit(const google::protobuf::Message& message) {
  if (json) out_ << JsonLine(message) << std::endl;
}

void Console::Error(const absl::Status& status) {
  ClearProgress();
  if (!json) {
    err_ << "photoferry: " << ErrorText(status) << std::endl;
    return;
  }
  v1::CommandError error;
  *error.mutable_problem() = ProblemOf(status);
  error.set_exit_code(ExitCodeOf(status));
  err_ << JsonLine(error) << std::endl;
}

std::string Console::SecretLine(absl::string_view prompt) {
  termios before;
  const bool hides = typed_input && tcgetattr(STDIN_FILENO, &before) == 0;
  if (hides) {
    err_ << prompt << std::flush;
    termios hidden = before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string line;
  std::getline(in_, line);
  if (hides) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    err_ << std::endl;
  }
  return line;
}

void Console::Progress(absl::string_view line) {
  if (json || quiet || !terminal) return;
  ClearProgress();
  err_ << line << std::flush;
  progress_shown_ = !line.empty();
}

void Console::ProgressLine(absl::string_view line) {
  if (json || quiet || terminal) return;
  err_ << line << std::endl;
}

void Console::ClearProgress() {
  if (progress_shown_) err_ << kClearLine;
  progress_shown_ = false;
}

void AdoptTerminal(Console& console) {
  const char* term = std::getenv("TERM");
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org: present and not empty
  const bool dumb = term == nullptr || std::string(term) == "dumb";
  console.terminal = isatty(STDERR_FILENO) == 1 && !dumb;
  console.typed_input = isatty(STDIN_FILENO) == 1;
  console.color = console.terminal && (no_color == nullptr || *no_color == '\0');
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    console.width = std::clamp<int>(size.ws_col, 40, 200);
  }
}

std::string JsonLine(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return "{}";
  return text;
}

}  // namespace photoferry
