// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/web/redirect_page.h"

#include "absl/strings/str_cat.h"
#include "common/base/log.h"

namespace photoferry {
namespace {

std::string Escaped(absl::string_view text) {
  std::string out;
  for (const char c : Redacted(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string Paragraph(absl::string_view text) {
  return text.empty() ? "" : absl::StrCat("<p>", Escaped(text), "</p>\n");
}

RedirectPage Page(int status, absl::string_view heading, absl::string_view paragraphs) {
  return {.status = status,
          .html = absl::StrCat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                               "<meta charset=\"utf-8\">\n<title>Photoferry</title>\n</head>\n"
                               "<body>\n<h1>",
                               Escaped(heading), "</h1>\n", paragraphs, "</body>\n</html>\n")};
}

absl::string_view PhraseOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Internal Server Error";
  }
}

}  // namespace

RedirectPage PageOf(const v1::Authorization& outcome, absl::string_view provider) {
  if (outcome.state() != v1::AUTHORIZATION_DONE) {
    return Page(200, "Not logged in",
                absl::StrCat(Paragraph(outcome.problem().message()),
                             Paragraph(outcome.problem().what_to_do()),
                             Paragraph("You can close this window.")));
  }
  const std::string& account = outcome.credential().account();
  std::string text = Paragraph(absl::StrCat("Photoferry may read from ", provider,
                                            account.empty() ? "" : " as ", account, " now."));
  for (const std::string& notice : outcome.notices()) text += Paragraph(notice);
  return Page(200, "Logged in", text + Paragraph("You can close this window."));
}

RedirectPage PageOf(const v1::Problem& problem) {
  return Page(400, "Nothing was done",
              Paragraph(problem.message()) + Paragraph(problem.what_to_do()));
}

RedirectPage PageOfStatus(int status) {
  return Page(status, PhraseOf(status), Paragraph("There is nothing here for a browser."));
}

std::string HttpTextOf(const RedirectPage& page) {
  return absl::StrCat(
      "HTTP/1.1 ", page.status, " ", PhraseOf(page.status),
      "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ", page.html.size(),
      "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer"
      "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'"
      "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
      page.html);
}

}  // namespace photoferry
