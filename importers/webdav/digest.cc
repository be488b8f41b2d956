// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/digest.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/http/url.h"

namespace photoferry::webdav {
namespace {

std::string ParameterOf(const Challenge& challenge, const char* name) {
  const auto found = challenge.parameters.find(name);
  return found == challenge.parameters.end() ? "" : found->second;
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// A name outside of ASCII goes in the form of RFC 8187.
std::string UsernameParameter(absl::string_view username) {
  const bool ascii = std::all_of(username.begin(), username.end(), absl::ascii_isascii);
  return ascii ? absl::StrCat("username=", Quoted(username))
               : absl::StrCat("username*=UTF-8''", PercentEncode(username));
}

std::string Hash(DigestNonce::Algorithm algorithm, absl::string_view text) {
  return HexOf(algorithm == DigestNonce::Algorithm::kMd5 ? Md5Of(text) : Sha256Of(text));
}

std::string HashOfLogin(const DigestNonce& nonce, const DigestUse& use, absl::string_view username,
                        const Secret& password) {
  const Secret login(absl::StrCat(username, ":", nonce.realm, ":", password.Reveal()));
  const std::string hash = Hash(nonce.algorithm, login.Reveal());
  if (!nonce.session) return hash;
  return Hash(nonce.algorithm, absl::StrCat(hash, ":", nonce.nonce, ":", use.cnonce));
}

}  // namespace

std::optional<DigestNonce> DigestNonce::From(const Challenge& challenge) {
  DigestNonce nonce{.algorithm = Algorithm::kMd5};
  nonce.algorithm_name = ParameterOf(challenge, "algorithm");
  std::string name = absl::AsciiStrToLower(nonce.algorithm_name);
  if (absl::EndsWith(name, "-sess")) {
    nonce.session = true;
    name.resize(name.size() - 5);
  }
  if (name == "sha-256") {
    nonce.algorithm = Algorithm::kSha256;
  } else if (!name.empty() && name != "md5") {
    return std::nullopt;
  }
  const std::string qop = absl::AsciiStrToLower(ParameterOf(challenge, "qop"));
  const std::vector<std::string> offered = absl::StrSplit(qop, absl::ByAnyChar(", "));
  if (std::find(offered.begin(), offered.end(), "auth") == offered.end()) return std::nullopt;
  nonce.realm = ParameterOf(challenge, "realm");
  nonce.nonce = ParameterOf(challenge, "nonce");
  nonce.opaque = ParameterOf(challenge, "opaque");
  if (nonce.nonce.empty()) return std::nullopt;
  return nonce;
}

Secret DigestAuthorization(const DigestNonce& nonce, const DigestUse& use,
                           absl::string_view username, const Secret& password) {
  const std::string count = absl::StrFormat("%08x", use.count);
  const std::string request = Hash(nonce.algorithm, absl::StrCat(use.method, ":", use.uri));
  const std::string response = Hash(
      nonce.algorithm, absl::StrCat(HashOfLogin(nonce, use, username, password), ":", nonce.nonce,
                                    ":", count, ":", use.cnonce, ":auth:", request));
  std::string value = absl::StrCat(
      "Digest ", UsernameParameter(username), ", realm=", Quoted(nonce.realm),
      ", nonce=", Quoted(nonce.nonce), ", uri=", Quoted(use.uri), ", qop=auth, nc=", count,
      ", cnonce=", Quoted(use.cnonce), ", response=", Quoted(response));
  if (!nonce.algorithm_name.empty()) absl::StrAppend(&value, ", algorithm=", nonce.algorithm_name);
  if (!nonce.opaque.empty()) absl::StrAppend(&value, ", opaque=", Quoted(nonce.opaque));
  return Secret(std::move(value));
}

}  // namespace photoferry::webdav
