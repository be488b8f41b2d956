// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/base/log.h"

// Blots out what looks like a secret. It errs on the side of blotting: a log line that says too
// little is a nuisance, one that says too much is a stolen account.

namespace photoferry {
namespace {

constexpr absl::string_view kBlot = "[redacted]";

// What a stranger says may be longer by far, and the search below takes time in the square of it.
constexpr size_t kLongestText = 16 << 10;

// What follows one of these and '=' or ':' is secret. The words also match inside longer names
// (access_token, client_secret, X-Amz-Signature, appsecret_proof).
constexpr std::array<absl::string_view, 15> kSecretNames = {
    "token",   "secret", "signature", "proof", "password",    "passwd", "credential", "api_key",
    "api-key", "apikey", "sig",       "&code", "session_key", "bearer", "private_key"};

// Headers whose whole value, with its blanks, is secret.
constexpr std::array<absl::string_view, 2> kSecretHeaders = {"authorization", "cookie"};

// Words before a credential in an Authorization header.
constexpr std::array<absl::string_view, 4> kSchemes = {"bearer ", "oauth ", "basic ", "bearer%20"};

// How the tokens of the services that we meet begin: Facebook, Instagram, Google, JWT.
constexpr std::array<absl::string_view, 4> kTokenPrefixes = {"EAA", "IGQ", "ya29.", "eyJ"};

bool IsBlank(char c) {
  return absl::ascii_isspace(c) || c == '\0';
}

bool IsTokenByte(char c) {
  return absl::ascii_isalnum(c) || absl::StrContains("-._~+/=%|", absl::string_view(&c, 1));
}

size_t TokenRun(absl::string_view text) {
  return std::find_if_not(text.begin(), text.end(), IsTokenByte) - text.begin();
}

// The length of a value up to where a list, a form or a sentence goes on.
size_t ValueRun(absl::string_view text) {
  const auto ends = [](char c) {
    return IsBlank(c) || absl::StrContains("&;,\"'<>)}]", absl::string_view(&c, 1));
  };
  return std::find_if(text.begin(), text.end(), ends) - text.begin();
}

// Where a secret begins behind `name`, its quotes and its '=' or ':'; npos if nothing is assigned.
size_t SkipAssignment(absl::string_view text, size_t at) {
  const auto skip = [&](absl::string_view set) {
    while (at < text.size() && absl::StrContains(set, text.substr(at, 1))) ++at;
  };
  skip("\"'\\ ");
  if (absl::StartsWithIgnoreCase(text.substr(at), "%3d")) return at + 3;
  if (at >= text.size() || (text[at] != '=' && text[at] != ':')) return absl::string_view::npos;
  ++at;
  skip(" \t\r\n");
  return at;
}

// A quoted value goes to its closing quote, with all its blanks.
size_t QuotedOrPlainRun(absl::string_view text, size_t at) {
  size_t quote = at;
  if (quote < text.size() && text[quote] == '\\') ++quote;
  if (quote < text.size() && (text[quote] == '"' || text[quote] == '\'')) {
    const size_t close = text.find(text[quote], quote + 1);
    return close == absl::string_view::npos ? text.size() - at : close - at;
  }
  return ValueRun(text.substr(at));
}

// A secret found at the front of a text: so much of it may be shown, and so much may not.
struct Finding {
  size_t shown = 0;
  size_t hidden = 0;
};

Finding FindAssignment(absl::string_view text) {
  for (const absl::string_view header : kSecretHeaders) {
    if (!absl::StartsWithIgnoreCase(text, header)) continue;
    const size_t value = SkipAssignment(text, header.size());
    if (value == absl::string_view::npos) continue;
    return {value, std::min(text.find_first_of("\r\n", value), text.size()) - value};
  }
  for (const absl::string_view name : kSecretNames) {
    if (!absl::StartsWithIgnoreCase(text, name)) continue;
    const size_t value = SkipAssignment(text, name.size());
    if (value == absl::string_view::npos) continue;
    return {value, QuotedOrPlainRun(text, value)};
  }
  return {};
}

Finding FindScheme(absl::string_view text) {
  for (const absl::string_view scheme : kSchemes) {
    if (!absl::StartsWithIgnoreCase(text, scheme)) continue;
    size_t at = scheme.size();
    while (at < text.size() && IsBlank(text[at])) ++at;
    return {at, TokenRun(text.substr(at))};
  }
  return {};
}

// Everything behind a '?' that has the form of a query: parameters of a signed URL come in any
// name.
Finding FindQuery(absl::string_view text) {
  if (text[0] != '?') return {};
  const auto ends = [](char c) {
    return IsBlank(c) || absl::StrContains("\"'<>", absl::string_view(&c, 1));
  };
  const size_t end = std::find_if(text.begin() + 1, text.end(), ends) - text.begin();
  const absl::string_view query = text.substr(1, end - 1);
  const bool assigns = absl::StrContains(query, '=') || absl::StrContains(query, "%3D") ||
                       absl::StrContains(query, "%3d");
  return assigns ? Finding{1, query.size()} : Finding{};
}

// "user:password@" of a URL.
Finding FindUserInfo(absl::string_view text) {
  if (!absl::StartsWith(text, "://")) return {};
  const size_t end = std::min(text.find_first_of("/?# \t\r\n\"'<>", 3), text.size());
  const size_t at = text.substr(0, end).rfind('@');
  return at == absl::string_view::npos ? Finding{} : Finding{3, at - 3};
}

Finding FindBareToken(absl::string_view text) {
  constexpr size_t kShortest = 8;
  for (const absl::string_view prefix : kTokenPrefixes) {
    if (!absl::StartsWith(text, prefix)) continue;
    const size_t run = TokenRun(text);
    if (run >= kShortest) return {0, run};
  }
  // An app token: the app's number, a bar and its secret.
  const size_t digits =
      std::find_if_not(text.begin(), text.end(), absl::ascii_isdigit) - text.begin();
  if (digits == 0 || digits >= text.size() || text[digits] != '|') return {};
  const size_t secret = TokenRun(text.substr(digits + 1));
  return secret >= kShortest ? Finding{0, digits + 1 + secret} : Finding{};
}

// A long unbroken word of capitals, small letters and digits is some service's key. Hexadecimal
// hashes, ids and file names are not like that.
Finding FindLongKey(absl::string_view text, bool at_word) {
  constexpr size_t kShortest = 40;
  if (!at_word) return {};
  const auto is_key = [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; };
  const auto end = std::find_if_not(text.begin(), text.end(), is_key);
  const bool mixed = std::any_of(text.begin(), end, absl::ascii_isupper) &&
                     std::any_of(text.begin(), end, absl::ascii_islower) &&
                     std::any_of(text.begin(), end, absl::ascii_isdigit);
  const size_t run = end - text.begin();
  return mixed && run >= kShortest ? Finding{0, run} : Finding{};
}

Finding FindSecret(absl::string_view text, bool at_word) {
  for (const auto finder : {FindQuery, FindUserInfo, FindAssignment, FindScheme, FindBareToken}) {
    const Finding finding = finder(text);
    if (finding.hidden > 0) return finding;
  }
  return FindLongKey(text, at_word);
}

void AppendEscaped(absl::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (absl::ascii_iscntrl(c)) {
      absl::StrAppendFormat(&out, "\\x%02x", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
}

}  // namespace

std::string Redacted(absl::string_view text) {
  if (text.size() > kLongestText) {
    // Without its last word, which may be one half of a secret.
    const size_t blank = text.find_last_of(" \n", kLongestText);
    text = text.substr(0, blank == absl::string_view::npos ? 0 : blank);
    return absl::StrCat(Redacted(text), " [cut]");
  }
  std::string out;
  out.reserve(text.size());
  size_t at = 0;
  while (at < text.size()) {
    const bool at_word = at == 0 || !absl::ascii_isalnum(text[at - 1]);
    const Finding finding = FindSecret(text.substr(at), at_word);
    if (finding.hidden > 0) {
      AppendEscaped(text.substr(at, finding.shown), out);
      out.append(kBlot.data(), kBlot.size());
      at += finding.shown + finding.hidden;
    } else {
      AppendEscaped(text.substr(at, 1), out);
      ++at;
    }
  }
  return out;
}

}  // namespace photoferry
