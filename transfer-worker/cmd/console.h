// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace photoferry {

// Where a command speaks. Results go to `out`; progress and errors to `err`, so that a pipe gets
// results only. With `json` every line on either is one JSON object. One thread at a time.
class Console {
 public:
  Console(std::istream& in, std::ostream& out, std::ostream& err) : in_(in), out_(out), err_(err) {}

  bool json = false;
  bool quiet = false;
  bool terminal = false;  // `err` is one: progress is a line that changes
  bool color = false;
  int width = 80;
  bool typed_input = false;  // `in` is one: a person may type while a command works

  std::istream& in() { return in_; }
  // A line that a person has typed meanwhile; nothing: not yet, or nobody can.
  std::optional<std::string> TypedLine();
  // A line of input. Where a person types it, `prompt` asks for it and nothing of it is shown.
  std::string SecretLine(absl::string_view prompt);
  // A result for people; nothing with `json`.
  void Say(absl::string_view text);
  // The same, unless --quiet: what merely accompanies.
  void Remark(absl::string_view text);
  // A result for programs: one line of proto JSON with the fields' own names; only with `json`.
  void Emit(const google::protobuf::Message& message);
  void Error(const absl::Status& status);

  // The line that changes, on a terminal; an empty text takes it away.
  void Progress(absl::string_view line);
  // A line that stays, where there is no terminal.
  void ProgressLine(absl::string_view line);

 private:
  void ClearProgress();

  std::istream& in_;
  std::ostream& out_;
  std::ostream& err_;
  bool progress_shown_ = false;
};

// Terminal, width and colours as the process has them; NO_COLOR and TERM=dumb are obeyed.
void AdoptTerminal(Console& console);

std::string JsonLine(const google::protobuf::Message& message);

}  // namespace photoferry
