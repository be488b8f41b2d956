// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/login_page.h"

#include "absl/strings/str_cat.h"
#include "common/base/xml.h"

namespace photoferry::demo {
namespace {

ServerReply Page(int status, absl::string_view title, absl::string_view body) {
  ServerReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}};
  reply.body = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>", title,
      "</title>\n<style>body{font:16px sans-serif;max-width:36em;margin:3em auto;padding:0 1em}"
      "label{display:block;margin:.4em 0}button{font:inherit;margin-right:1em}</style></head>\n"
      "<body>\n<h1>",
      title, "</h1>\n", body, "</body></html>\n");
  return reply;
}

std::string BoxLine(const LoginBox& box) {
  const std::string value = XmlEscaped(box.value);
  return absl::StrCat("<label><input type=\"checkbox\" name=\"", box.name, "\" value=\"", value,
                      "\" checked> ", XmlEscaped(box.words), " <code>", value, "</code></label>\n");
}

}  // namespace

ServerReply LoginFormPage(const LoginForm& form) {
  std::string body =
      absl::StrCat("<p>You are <b id=\"who\">", XmlEscaped(form.person),
                   "</b>, of the demo account on this machine. Photoferry asks for:</p>\n"
                   "<form method=\"post\" action=\"",
                   XmlEscaped(form.action), "\">\n");
  for (const LoginBox& box : form.boxes) absl::StrAppend(&body, BoxLine(box));
  for (const std::string& remark : form.remarks) {
    absl::StrAppend(&body, "<p class=\"remark\">", XmlEscaped(remark), "</p>\n");
  }
  absl::StrAppend(
      &body, "<p><button id=\"continue\" name=\"answer\" value=\"continue\">Continue as ",
      XmlEscaped(form.person),
      "</button>\n<button id=\"cancel\" name=\"answer\" value=\"cancel\">Cancel</button>"
      "</p>\n</form>\n");
  return Page(200, absl::StrCat("Log in with ", form.service), body);
}

ServerReply LoginErrorPage(absl::string_view service, absl::string_view what) {
  return Page(400, absl::StrCat(service, ": this login is not possible"),
              absl::StrCat("<p id=\"error\">", XmlEscaped(what), "</p>\n"));
}

}  // namespace photoferry::demo
