// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/fakes/demo/loopback_server.h"

// The pages of a login's dialog: plain HTML, without a script, that a person can use and a browser
// can be led through. Pure.

namespace photoferry::demo {

// A check box, ticked at first.
struct LoginBox {
  std::string name;   // "right", "page", "instagram"
  std::string value;  // a right's name, an id
  std::string words;
};

struct LoginForm {
  std::string service;  // "Facebook"
  std::string person;
  std::string action;  // where the answer goes
  std::vector<LoginBox> boxes;
  std::vector<std::string> remarks;  // "..., which you declined before."
};

// The answer is a form with the ticked boxes and `answer`, which is "continue" or "cancel".
ServerReply LoginFormPage(const LoginForm& form);

// What a person sees of a login that cannot even be asked for; it leads nowhere.
ServerReply LoginErrorPage(absl::string_view service, absl::string_view what);

}  // namespace photoferry::demo
