// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/dav_client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/status.h"
#include "common/media/sniff.h"
#include "importers/webdav/href.h"

namespace photoferry::webdav {
namespace {

// A file takes as long as it takes while its bytes move; putting a large one together, moving or
// copying a folder takes the server its time without a byte.
constexpr absl::Duration kLongest = absl::Hours(24);
constexpr absl::Duration kPatience = absl::Minutes(10);
constexpr size_t kLongestAnswer = 1 << 20;
// One that grew old, and one more for a server that was told so twice.
constexpr int kLogins = 3;

HttpRequest RequestFor(const char* method, const std::string& url) {
  HttpRequest request{.method = method, .url = url};
  request.max_response_bytes = kLongestAnswer;
  return request;
}

HttpRequest ToDestination(const char* method, const std::string& from, const std::string& to,
                          Overwrite overwrite, const HttpHeaders& headers) {
  HttpRequest request = RequestFor(method, from);
  request.headers = headers;
  request.headers.Add("Destination", to);
  request.headers.Add("Overwrite", overwrite == Overwrite::kYes ? "T" : "F");
  request.timeout = kPatience;
  request.stall_timeout = kPatience;
  return request;
}

absl::Status NotDav(const HttpResponse& answer, absl::Time now) {
  if (answer.status != 405 && answer.status != 501 && !IsSuccess(answer)) {
    return StatusOf(answer, now);
  }
  return Failure(v1::BAD_CONFIGURATION,
                 "The server does not answer as a WebDAV server at this address.",
                 "Check webdav.url: it is the address of a WebDAV folder, not of a web page.");
}

}  // namespace

BodyMaker TextBody(std::string text) {
  return [text = std::move(text)]() -> absl::StatusOr<HttpBody> {
    HttpBody body;
    body.prefix = text;
    return body;
  };
}

absl::Status DavClient::LoginRefused() const {
  return Failure(
      v1::LOGIN_NEEDED, "The server does not accept the login, so nothing more can be sent to it.",
      has_username_ ? "Give the password again: photoferry login webdav --token-stdin"
                    : "Give webdav.username and its password; without a name the token is taken "
                      "for a bearer token.");
}

template <typename Answer, typename Ask>
absl::StatusOr<Answer> DavClient::LoggedIn(HttpRequest request, const BodyMaker& body,
                                           ProviderContext& context, const Ask& ask) {
  for (int attempt = 1;; ++attempt) {
    Login::Pass pass =
        login_.For(request.method, request.url, context.credential.access_token, context.rng);
    request.secret_headers.clear();
    if (pass.authorization) {
      request.secret_headers.emplace_back("Authorization", *std::move(pass.authorization));
    }
    if (body != nullptr) {
      PF_ASSIGN_OR_RETURN(request.body, body());
    }
    absl::StatusOr<Answer> answer = ask(request);
    if (!answer.ok() || answer->status != 401) return answer;
    if (!login_.Learn(answer->headers, pass.round) || attempt == kLogins) return LoginRefused();
  }
}

absl::StatusOr<HttpResponse> DavClient::Call(HttpRequest request, const BodyMaker& body,
                                             ProviderContext& context) {
  return LoggedIn<HttpResponse>(std::move(request), body, context, [&](const HttpRequest& ready) {
    return context.http.Call(ready, context.stop);
  });
}

absl::StatusOr<HttpResponse> DavClient::Put(const std::string& url, const BodyMaker& body,
                                            const HttpHeaders& headers, ProviderContext& context) {
  HttpRequest request = RequestFor("PUT", url);
  request.headers = headers;
  request.timeout = kLongest;
  request.stall_timeout = absl::Minutes(2);
  return Call(std::move(request), body, context);
}

absl::StatusOr<HttpResponse> DavClient::MakeCollection(const std::string& url,
                                                       const HttpHeaders& headers,
                                                       ProviderContext& context) {
  HttpRequest request = RequestFor("MKCOL", url);
  request.headers = headers;
  return Call(std::move(request), nullptr, context);
}

absl::StatusOr<HttpResponse> DavClient::Move(const std::string& from, const std::string& to,
                                             Overwrite overwrite, const HttpHeaders& headers,
                                             ProviderContext& context) {
  return Call(ToDestination("MOVE", from, to, overwrite, headers), nullptr, context);
}

absl::StatusOr<HttpResponse> DavClient::Copy(const std::string& from, const std::string& to,
                                             Overwrite overwrite, ProviderContext& context) {
  return Call(ToDestination("COPY", from, to, overwrite, {}), nullptr, context);
}

absl::StatusOr<HttpResponse> DavClient::Proppatch(const std::string& url, std::string body,
                                                  ProviderContext& context) {
  HttpRequest request = RequestFor("PROPPATCH", url);
  request.headers.Add("Content-Type", "application/xml; charset=utf-8");
  return Call(std::move(request), TextBody(std::move(body)), context);
}

absl::StatusOr<HttpResponse> DavClient::Get(const std::string& url, ProviderContext& context) {
  return Call(RequestFor("GET", url), nullptr, context);
}

absl::StatusOr<HttpStream> DavClient::Open(const std::string& url, ProviderContext& context) {
  return LoggedIn<HttpStream>(
      RequestFor("GET", url), nullptr, context,
      [&](const HttpRequest& ready) { return context.http.Open(ready, {}, context.stop); });
}

absl::Status DavClient::Delete(const std::string& url, ProviderContext& context) {
  HttpRequest request = RequestFor("DELETE", url);
  request.timeout = kPatience;
  request.stall_timeout = kPatience;
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, Call(std::move(request), nullptr, context));
  const bool gone = IsSuccess(answer) || answer.status == 404 || answer.status == 410;
  return gone ? absl::OkStatus() : StatusOf(answer, context.scheduler.clock().Now());
}

absl::StatusOr<std::optional<std::vector<Resource>>> DavClient::Propfind(const std::string& url,
                                                                         const char* depth,
                                                                         size_t most,
                                                                         ProviderContext& context) {
  HttpRequest request = RequestFor("PROPFIND", url);
  request.headers.Add("Depth", depth);
  request.headers.Add("Content-Type", "application/xml; charset=utf-8");
  request.max_response_bytes = most;
  PF_ASSIGN_OR_RETURN(const HttpResponse answer,
                      Call(std::move(request), TextBody(PropfindBody()), context));
  if (answer.status == 404 || answer.status == 410) return std::nullopt;
  if (answer.status != 207) return NotDav(answer, context.scheduler.clock().Now());
  return ResourcesFrom(answer.body);
}

absl::StatusOr<std::optional<Resource>> DavClient::Look(const std::string& url,
                                                        ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(auto found, Propfind(url, "0", kLongestAnswer, context));
  if (!found || found->empty()) return std::nullopt;
  return std::move(found->front());
}

absl::StatusOr<std::optional<std::vector<Resource>>> DavClient::List(const std::string& folder_url,
                                                                     size_t most,
                                                                     ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(auto found, Propfind(folder_url, "1", most, context));
  if (!found || found->empty()) return found;
  // The folder itself is what the others are in. A server behind another one may name its paths
  // otherwise than they are asked for.
  const auto itself = std::min_element(
      found->begin(), found->end(),
      [](const Resource& a, const Resource& b) { return a.path.size() < b.path.size(); });
  const std::string inside = itself->path + "/";
  const bool holds_others = std::all_of(found->begin(), found->end(), [&](const Resource& other) {
    return &other == &*itself || absl::StartsWith(other.path, inside);
  });
  if (holds_others || itself->path == PathOfHref(folder_url)) found->erase(itself);
  return found;
}

absl::StatusOr<std::optional<std::string>> DavClient::ReadSmall(const std::string& url, size_t most,
                                                                ProviderContext& context) {
  HttpRequest request = RequestFor("GET", url);
  request.max_response_bytes = most;
  absl::StatusOr<HttpResponse> answer = Call(std::move(request), nullptr, context);
  if (ReasonOf(answer.status()) == v1::MALFORMED_ANSWER) return std::nullopt;
  PF_RETURN_IF_ERROR(answer.status());
  if (answer->status == 404 || answer->status == 410) return std::nullopt;
  if (answer->status != 200) return StatusOf(*answer, context.scheduler.clock().Now());
  if (SniffMimeType(answer->body) == "text/html") {
    return Failure(v1::MALFORMED_ANSWER, "The server gave a page for people instead of a file.");
  }
  return std::move(answer->body);
}

}  // namespace photoferry::webdav
