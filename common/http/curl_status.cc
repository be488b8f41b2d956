// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_status.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

// libcurl's own texts are not used: some of them quote the URL.
v1::Reason ReasonFor(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
    case CURLE_NO_CONNECTION_AVAILABLE:
    case CURLE_QUIC_CONNECT_ERROR:
      return v1::UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT:
      return v1::TIMED_OUT;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
    case CURLE_AGAIN:
      return v1::CONNECTION_LOST;
    case CURLE_PARTIAL_FILE:
      return v1::TRUNCATED;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return v1::CERTIFICATE_REJECTED;
    // URLs are checked before libcurl sees them, so the protocol is the answer's: HTTP/0.9.
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_RANGE_ERROR:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_CHUNK_FAILED:
      return v1::MALFORMED_ANSWER;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
      return v1::BAD_CONFIGURATION;
    case CURLE_URL_MALFORMAT:
      return v1::BAD_REQUEST;
    // Out of memory, refused options, and the codes of protocols that are never spoken here.
    default:
      return v1::INTERNAL_FAULT;
  }
}

}  // namespace

absl::Status StatusFromCurl(CURLcode code, absl::string_view origin) {
  if (code == CURLE_OK) return absl::OkStatus();
  const v1::Reason reason = ReasonFor(code);
  switch (reason) {
    case v1::UNREACHABLE:
      return Failure(reason, absl::StrCat(origin,
                                          " cannot be reached; nothing was copied by this "
                                          "request, and it will be tried again."));
    case v1::TIMED_OUT:
      return Failure(reason, absl::StrCat(origin, " did not answer in time."));
    case v1::CONNECTION_LOST:
      return Failure(reason, absl::StrCat("The connection to ", origin, " was lost."));
    case v1::TRUNCATED:
      return Failure(reason, absl::StrCat(origin, " sent fewer bytes than it had announced."));
    case v1::CERTIFICATE_REJECTED:
      return Failure(reason,
                     absl::StrCat(origin,
                                  " could not prove its identity, so nothing was sent to "
                                  "it."),
                     "If it is a server of your own, give it a certificate that this machine "
                     "trusts; otherwise somebody may be listening in on your network.");
    case v1::MALFORMED_ANSWER:
      return Failure(reason, absl::StrCat(origin, " answered in a form that is not HTTP."));
    case v1::BAD_CONFIGURATION:
      return Failure(reason, "The certificates for encrypted connections cannot be loaded.",
                     "Install the package ca-certificates, or check the file configured.");
    case v1::BAD_REQUEST:
      return Failure(reason, "An address cannot be used: it is not a URL.");
    default:
      return Failure(v1::INTERNAL_FAULT, absl::StrCat("The request to ", origin,
                                                      " failed inside (code ", int{code}, ")."));
  }
}

}  // namespace photoferry
