// SPDX-License-Identifier: Apache-2.0
// The input's first line is a URL, the second a reference seen from it, the rest a text to be
// encoded.
#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/address_guard.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "tests/fuzz/fuzz.h"

namespace photoferry {
namespace {

bool Holds(absl::string_view text, absl::string_view bytes) {
  return text.find_first_of(bytes) != absl::string_view::npos;
}

void CheckParts(const Url& url) {
  FUZZ_CHECK(url.scheme == "http" || url.scheme == "https");
  FUZZ_CHECK(!url.host.empty());
  FUZZ_CHECK(absl::AsciiStrToLower(url.host) == url.host);
  FUZZ_CHECK(!Holds(url.host, " \t\r\n/\\?#@[]%"));
  FUZZ_CHECK(url.port >= 1 && url.port <= 65535);
  FUZZ_CHECK(absl::StartsWith(url.path, "/"));
  FUZZ_CHECK(!Holds(url.path, "?#"));
  FUZZ_CHECK(!Holds(url.query, "#"));
  const std::string text = url.ToString();
  FUZZ_CHECK(std::none_of(text.begin(), text.end(),
                          [](char c) { return absl::ascii_iscntrl(c) || absl::ascii_isspace(c); }));
}

// Written and read again it is the same: what was judged is what is asked for.
void CheckReadsBack(const Url& url) {
  const absl::StatusOr<Url> again = ParseUrl(url.ToString());
  FUZZ_CHECK(again.ok());
  FUZZ_CHECK(again->ToString() == url.ToString());
  FUZZ_CHECK(again->scheme == url.scheme && again->host == url.host && again->port == url.port);
  FUZZ_CHECK(again->path == url.path && again->query == url.query);
  const absl::StatusOr<Url> origin = ParseUrl(url.Origin());
  FUZZ_CHECK(origin.ok() && origin->Origin() == url.Origin());
}

void CheckGuard(const Url& url) {
  FUZZ_CHECK(AddressGuard().JudgeScheme(url.scheme, url.host).ok() == (url.scheme == "https"));
  const AddressGuard open(/*allow_loopback=*/true);
  if (url.scheme == "https" || !open.JudgeScheme(url.scheme, url.host).ok()) return;
  // Unencrypted to this machine only: an address of it, or the one name that has to mean it.
  FUZZ_CHECK(url.host == "localhost" || open.JudgeNumeric(url.host).ok());
  FUZZ_CHECK(!AddressGuard().JudgeNumeric(url.host).ok());
}

void CheckUrl(const absl::StatusOr<Url>& url) {
  if (!url.ok()) {
    fuzz::CheckError(url.status());
    FUZZ_CHECK(url.status().message().size() < 100);  // it quotes nothing
    return;
  }
  CheckParts(*url);
  CheckReadsBack(*url);
  CheckGuard(*url);
}

void CheckEncoding(absl::string_view text) {
  const std::string encoded = PercentEncode(text);
  FUZZ_CHECK(!Holds(encoded, " &=?#/+\r\n"));
  FUZZ_CHECK(encoded.size() <= 3 * text.size());
  const std::map<std::string, std::string> read =
      ParseQuery(QueryString({{"a", std::string(text)}, {absl::StrCat("b", text), ""}}));
  FUZZ_CHECK(read.at("a") == text);
  FUZZ_CHECK(read.contains(absl::StrCat("b", text)));
}

}  // namespace
}  // namespace photoferry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;  // NOLINT: a main function of sorts
  absl::string_view text = fuzz::Text(data, size);
  const absl::StatusOr<Url> base = ParseUrl(fuzz::TakeLine(text));
  CheckUrl(base);
  const absl::string_view reference = fuzz::TakeLine(text);
  if (base.ok()) CheckUrl(ResolveUrl(*base, reference));
  CheckEncoding(text);
  return 0;
}
