// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/url.h"

namespace photoferry {
namespace {

// Encode what a browser would encode, and never guess a scheme.
constexpr unsigned kParseFlags = CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_DISALLOW_USER;

struct HandleDeleter {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, HandleDeleter>;

absl::Status BadUrl(absl::string_view what) {
  return Failure(v1::BAD_REQUEST, absl::StrCat("An address cannot be used: ", what, "."),
                 "Check that it begins with https:// and holds no user name or password.");
}

std::string Part(CURLU* handle, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle, part, &text, flags) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool HasControlBytes(absl::string_view text) {
  for (const char c : text) {
    if (absl::ascii_iscntrl(c)) return true;
  }
  return false;
}

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isascii(c); });
}

absl::Status Load(CURLU* handle, absl::string_view text) {
  if (HasControlBytes(text)) return BadUrl("it holds control characters");
  // libcurl forgives a third slash and takes the path's first part for the host.
  const size_t colon = text.find(':');
  if (colon != absl::string_view::npos && absl::StartsWith(text.substr(colon), ":///")) {
    return BadUrl("it names no host");
  }
  switch (curl_url_set(handle, CURLUPART_URL, std::string(text).c_str(), kParseFlags)) {
    case CURLUE_OK:
      return absl::OkStatus();
    case CURLUE_USER_NOT_ALLOWED:
      return BadUrl("it holds a user name or a password");
    case CURLUE_UNSUPPORTED_SCHEME:
      return BadUrl("its scheme is neither http nor https");
    default:
      return BadUrl("it is not a URL");
  }
}

// An IPv6 address without the brackets that it has in a URL.
std::string Unbracketed(std::string host) {
  if (host.size() <= 2 || host.front() != '[') return host;
  return host.substr(1, host.size() - 2);
}

// libcurl undoes percent signs in a host and lets nearly every byte stand there. Written out again,
// "a%2540b" would be another host than the one that was judged.
bool IsPlainHost(absl::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("-._:", absl::string_view(&c, 1));
  });
}

// libcurl undoes percent signs only after it has looked for numbers: "613%3216" is a name at first
// reading and the address 0.9.91.96 at the second, so what was judged is not what is asked for.
bool ReadsAgainAs(const Url& url) {
  const Handle again(curl_url());
  if (!Load(again.get(), url.Origin()).ok()) return false;
  return Unbracketed(absl::AsciiStrToLower(Part(again.get(), CURLUPART_HOST))) == url.host;
}

absl::StatusOr<Url> TakeApart(CURLU* handle) {
  Url url;
  url.scheme = absl::AsciiStrToLower(Part(handle, CURLUPART_SCHEME));
  if (url.scheme != "http" && url.scheme != "https") {
    return BadUrl("its scheme is neither http nor https");
  }
  url.host = Unbracketed(absl::AsciiStrToLower(Part(handle, CURLUPART_HOST)));
  if (url.host.empty()) return BadUrl("it names no host");
  // What such a host turns into depends on the process's locale, and it may turn into digits.
  if (!IsAscii(url.host)) return BadUrl("its host is not in ASCII (xn--...)");
  if (!Part(handle, CURLUPART_ZONEID).empty()) return BadUrl("it names a network interface");
  if (!IsPlainHost(url.host)) return BadUrl("its host is no name or address in ASCII");
  if (!absl::SimpleAtoi(Part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT), &url.port) ||
      url.port == 0) {
    return BadUrl("its port is not a port");
  }
  if (!ReadsAgainAs(url)) return BadUrl("its host hides a number behind percent signs");
  url.path = Part(handle, CURLUPART_PATH);
  if (url.path.empty()) url.path = "/";
  url.query = Part(handle, CURLUPART_QUERY);
  return url;
}

std::string Encode(absl::string_view text, absl::string_view kept) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (absl::ascii_isalnum(c) || absl::StrContains(kept, absl::string_view(&c, 1))) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return out;
}

}  // namespace

std::string Url::Origin() const {
  const bool ipv6 = absl::StrContains(host, ':');
  const bool usual = port == (scheme == "https" ? 443 : 80);
  return absl::StrCat(scheme, "://", ipv6 ? "[" : "", host, ipv6 ? "]" : "", usual ? "" : ":",
                      usual ? "" : absl::StrCat(port));
}

std::string Url::ToString() const {
  return absl::StrCat(Origin(), path, query.empty() ? "" : "?", query);
}

absl::StatusOr<Url> ParseUrl(absl::string_view text) {
  const Handle handle(curl_url());
  PF_RETURN_IF_ERROR(Load(handle.get(), text));
  return TakeApart(handle.get());
}

absl::StatusOr<Url> ResolveUrl(const Url& base, absl::string_view reference) {
  const Handle handle(curl_url());
  PF_RETURN_IF_ERROR(Load(handle.get(), base.ToString()));
  PF_RETURN_IF_ERROR(Load(handle.get(), reference));
  return TakeApart(handle.get());
}

std::string PercentEncode(absl::string_view text) {
  return Encode(text, "-._~");
}
std::string PercentEncodePath(absl::string_view path) {
  return Encode(path, "-._~/");
}

std::string QueryString(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    absl::StrAppend(&out, out.empty() ? "" : "&", PercentEncode(name), "=", PercentEncode(value));
  }
  return out;
}

}  // namespace photoferry
