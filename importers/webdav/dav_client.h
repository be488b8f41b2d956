// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/provider/provider_context.h"
#include "importers/webdav/login.h"
#include "importers/webdav/settings.h"
#include "importers/webdav/wire.h"

namespace photoferry::webdav {

// A request's body, made anew for each attempt: an upload that was answered by a 401 goes out again
// from its first byte, and the file is not lost.
using BodyMaker = std::function<absl::StatusOr<HttpBody>()>;
BodyMaker TextBody(std::string text);

enum class Overwrite { kYes, kNo };

// WebDAV's methods, logged in. Addresses are whole URLs. Thread-safe.
//
// Errors are those of HttpClient and LOGIN_NEEDED; calls that give an HttpResponse give any other
// answer as it is, and calls that give a Status have judged it.
class DavClient {
 public:
  explicit DavClient(const Settings& settings)
      : login_(settings.login, settings.username), has_username_(!settings.username.empty()) {}

  absl::StatusOr<HttpResponse> Put(const std::string& url, const BodyMaker& body,
                                   const HttpHeaders& headers, ProviderContext& context);
  absl::StatusOr<HttpResponse> MakeCollection(const std::string& url, const HttpHeaders& headers,
                                              ProviderContext& context);
  absl::StatusOr<HttpResponse> Move(const std::string& from, const std::string& to,
                                    Overwrite overwrite, const HttpHeaders& headers,
                                    ProviderContext& context);
  absl::StatusOr<HttpResponse> Copy(const std::string& from, const std::string& to,
                                    Overwrite overwrite, ProviderContext& context);
  absl::StatusOr<HttpResponse> Proppatch(const std::string& url, std::string body,
                                         ProviderContext& context);
  absl::StatusOr<HttpResponse> Get(const std::string& url, ProviderContext& context);
  absl::StatusOr<HttpStream> Open(const std::string& url, ProviderContext& context);

  // Nothing to delete is no error.
  absl::Status Delete(const std::string& url, ProviderContext& context);

  // What is there; nothing: nothing is.
  absl::StatusOr<std::optional<Resource>> Look(const std::string& url, ProviderContext& context);
  // What a folder holds, itself apart; nothing: there is no such folder. MALFORMED_ANSWER if the
  // listing has more than `most` bytes.
  absl::StatusOr<std::optional<std::vector<Resource>>> List(const std::string& folder_url,
                                                            size_t most, ProviderContext& context);
  // The whole of a small text; nothing: it is not there, or larger than `most` bytes.
  absl::StatusOr<std::optional<std::string>> ReadSmall(const std::string& url, size_t most,
                                                       ProviderContext& context);

 private:
  template <typename Answer, typename Ask>
  absl::StatusOr<Answer> LoggedIn(HttpRequest request, const BodyMaker& body,
                                  ProviderContext& context, const Ask& ask);
  absl::StatusOr<HttpResponse> Call(HttpRequest request, const BodyMaker& body,
                                    ProviderContext& context);
  absl::StatusOr<std::optional<std::vector<Resource>>> Propfind(const std::string& url,
                                                                const char* depth, size_t most,
                                                                ProviderContext& context);
  absl::Status LoginRefused() const;

  Login login_;
  const bool has_username_;
};

// It was done, all of it: a 207 tells of parts.
inline bool IsSuccess(const HttpResponse& answer) {
  return answer.status / 100 == 2 && answer.status != 207;
}

}  // namespace photoferry::webdav
