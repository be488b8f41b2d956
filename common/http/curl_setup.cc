// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_setup.h"

#include <string.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/curl_tls.h"

namespace photoferry {
namespace {

constexpr long kDownloadBuffer = 256 << 10;
constexpr long kAnswerBuffer = 32 << 10;
constexpr long kUploadBuffer = 256 << 10;
// Up to here a body leaves in one packet train with its head; beyond, libcurl asks for it by
// pieces.
constexpr int64_t kInlineBody = 64 << 10;

CurlTransfer& Self(void* pointer) {
  return *static_cast<CurlTransfer*>(pointer);
}

size_t HeaderCallback(char* data, size_t size, size_t count, void* self) {
  return Self(self).OnHeader(absl::string_view(data, size * count));
}

size_t WriteCallback(char* data, size_t size, size_t count, void* self) {
  return Self(self).OnBody(absl::string_view(data, size * count));
}

size_t ReadCallback(char* buffer, size_t size, size_t count, void* self) {
  return Self(self).OnUpload(buffer, size * count);
}

int SeekCallback(void* self, curl_off_t offset, int origin) {
  const bool to_start = offset == 0 && origin == SEEK_SET;
  return to_start && Self(self).OnRewind() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

curl_socket_t OpenSocketCallback(void* self, curlsocktype, curl_sockaddr* address) {
  if (!Self(self).OnAddress(&address->addr)) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int PrereqCallback(void* self, char* remote_address, char*, int, int) {
  return Self(self).OnConnected(remote_address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

// Sets options and remembers whether one was refused.
class Options {
 public:
  explicit Options(CURL* easy) : easy_(easy) {}
  template <typename Value>
  void Set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_, option, value);
    if (code != CURLE_OK) refused_ = option;
  }
  absl::Status status() const {
    if (!refused_.has_value()) return absl::OkStatus();
    const curl_easyoption* const known = curl_easy_option_by_id(*refused_);
    return Failure(v1::INTERNAL_FAULT,
                   absl::StrCat("The HTTP library refused the option ",
                                known == nullptr ? "?" : known->name, "; nothing was sent."));
  }

 private:
  CURL* const easy_;
  std::optional<CURLoption> refused_;
};

bool Printable(absl::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

absl::Status AppendHeader(absl::string_view name, absl::string_view value, curl_slist*& list) {
  if (name.empty() || !Printable(name) || !Printable(value)) {
    return Failure(v1::BAD_REQUEST, "A request header holds a line break; nothing was sent.");
  }
  // libcurl's form for a header with an empty value; "name:" would take the header away.
  std::string line = value.empty() ? absl::StrCat(name, ";") : absl::StrCat(name, ": ", value);
  curl_slist* longer = curl_slist_append(list, line.c_str());
  explicit_bzero(line.data(), line.size());
  if (longer == nullptr) return Failure(v1::INTERNAL_FAULT, "There is no memory left.");
  list = longer;
  return absl::OkStatus();
}

absl::Status BuildHeaders(CurlTransfer& transfer) {
  const HttpRequest& request = transfer.request();
  curl_slist*& list = transfer.headers;
  for (const auto& [name, value] : request.headers.all()) {
    PF_RETURN_IF_ERROR(AppendHeader(name, value, list));
  }
  if (transfer.hop().secrets) {
    for (const auto& [name, value] : request.secret_headers) {
      PF_RETURN_IF_ERROR(AppendHeader(name, value.Reveal(), list));
    }
  }
  // A bare "name:" keeps libcurl from adding its own.
  const auto without = [&](const char* name) {
    if (request.headers.Get(name).has_value()) return;
    if (curl_slist* longer = curl_slist_append(list, absl::StrCat(name, ":").c_str())) {
      list = longer;
    }
  };
  without("Expect");
  without("Content-Type");
  return absl::OkStatus();
}

long Milliseconds(absl::Duration duration) {
  return static_cast<long>(
      absl::ToInt64Milliseconds(std::clamp(duration, absl::Milliseconds(1), absl::Hours(24))));
}

void SetSafety(const CurlHttpClientOptions& client, Options& options) {
  options.Set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.Set(CURLOPT_PROXY, "");
  options.Set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  options.Set(CURLOPT_FOLLOWLOCATION, 0L);
  options.Set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  options.Set(CURLOPT_NOSIGNAL, 1L);
  // Otherwise a stopped request waits for the resolver, and its whole loop with it.
  options.Set(CURLOPT_QUICK_EXIT, 1L);
  options.Set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.Set(CURLOPT_SSL_VERIFYHOST, 2L);
  options.Set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  options.Set(CURLOPT_SSL_CTX_FUNCTION, &TlsFarewell::Listen);
  if (!client.ca_file.empty()) options.Set(CURLOPT_CAINFO, client.ca_file.c_str());
  options.Set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  options.Set(CURLOPT_HTTP09_ALLOWED, 0L);
}

void SetCallbacks(CurlTransfer& transfer, Options& options) {
  void* const self = &transfer;
  options.Set(CURLOPT_PRIVATE, self);
  options.Set(CURLOPT_HEADERFUNCTION, &HeaderCallback);
  options.Set(CURLOPT_HEADERDATA, self);
  options.Set(CURLOPT_WRITEFUNCTION, &WriteCallback);
  options.Set(CURLOPT_WRITEDATA, self);
  options.Set(CURLOPT_READFUNCTION, &ReadCallback);
  options.Set(CURLOPT_READDATA, self);
  options.Set(CURLOPT_SEEKFUNCTION, &SeekCallback);
  options.Set(CURLOPT_SEEKDATA, self);
  options.Set(CURLOPT_OPENSOCKETFUNCTION, &OpenSocketCallback);
  options.Set(CURLOPT_OPENSOCKETDATA, self);
  options.Set(CURLOPT_PREREQFUNCTION, &PrereqCallback);
  options.Set(CURLOPT_PREREQDATA, self);
}

// A body goes up as libcurl's "upload" whatever its method: that is the only way that reads it
// piece by piece. A short one without a stream leaves together with the head.
void SetBody(CurlTransfer& transfer, Options& options) {
  const HttpRequest& request = transfer.request();
  const CurlUpload* upload = transfer.upload();
  const bool takes_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (upload == nullptr && !takes_body) {
    if (request.method == "HEAD") {
      options.Set(CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET") {
      options.Set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    return;
  }
  const std::optional<int64_t> length = upload == nullptr ? int64_t{0} : upload->length();
  const bool streamed = upload != nullptr && upload->stream() != nullptr;
  if (!streamed && *length <= kInlineBody) {
    options.Set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t{*length});
    const std::string body =
        upload == nullptr ? "" : absl::StrCat(request.body->prefix, request.body->suffix);
    options.Set(CURLOPT_COPYPOSTFIELDS, body.c_str());
    transfer.BodyLeavesWithHead();
  } else {
    options.Set(CURLOPT_UPLOAD, 1L);
    options.Set(CURLOPT_UPLOAD_BUFFERSIZE, kUploadBuffer);
    if (length.has_value()) options.Set(CURLOPT_INFILESIZE_LARGE, curl_off_t{*length});
  }
  options.Set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

}  // namespace

absl::Status SetUpEasy(CURL* easy, CURLSH* share, const CurlHttpClientOptions& client,
                       CurlTransfer& transfer) {
  PF_RETURN_IF_ERROR(BuildHeaders(transfer));
  Options options(easy);
  SetSafety(client, options);
  SetCallbacks(transfer, options);
  SetBody(transfer, options);
  options.Set(CURLOPT_SHARE, share);
  options.Set(CURLOPT_URL, transfer.hop().url.ToString().c_str());
  options.Set(CURLOPT_PATH_AS_IS, 1L);
  options.Set(CURLOPT_USERAGENT, client.user_agent.c_str());
  options.Set(CURLOPT_HTTPHEADER, transfer.headers);
  options.Set(CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(transfer.request().connect_timeout));
  options.Set(CURLOPT_BUFFERSIZE, transfer.hop().body != nullptr ? kDownloadBuffer : kAnswerBuffer);
  options.Set(CURLOPT_TCP_KEEPALIVE, 1L);
  return options.status();
}

void FreeHeaders(curl_slist* headers) {
  for (curl_slist* line = headers; line != nullptr; line = line->next) {
    explicit_bzero(line->data, strlen(line->data));
  }
  curl_slist_free_all(headers);
}

}  // namespace photoferry
