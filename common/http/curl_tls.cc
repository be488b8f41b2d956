// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_tls.h"

#include <openssl/ssl.h>

namespace photoferry {
namespace {

// A mark on a connection; what OpenSSL itself remembers is gone once libcurl has closed it.
int MarkIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

void OnEvent(const SSL* ssl, int where, int value) {
  const bool farewell = (where & SSL_CB_READ) != 0 && (where & SSL_CB_ALERT) != 0 &&
                        (value & 0xff) == SSL_AD_CLOSE_NOTIFY;
  static char mark;
  if (farewell) SSL_set_ex_data(const_cast<SSL*>(ssl), MarkIndex(), &mark);
}

SSL* ConnectionOf(CURL* easy) {
  curl_tlssessioninfo* info = nullptr;
  curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &info);
  const bool known = info != nullptr && info->backend == CURLSSLBACKEND_OPENSSL;
  auto* const ssl = known ? static_cast<SSL*>(info->internals) : nullptr;
  if (ssl != nullptr) SSL_up_ref(ssl);
  return ssl;
}

}  // namespace

CURLcode TlsFarewell::Listen(CURL*, void* ssl_context, void*) {
  SSL_CTX_set_info_callback(static_cast<SSL_CTX*>(ssl_context), &OnEvent);
  return CURLE_OK;
}

TlsFarewell::TlsFarewell(CURL* easy) : ssl_(ConnectionOf(easy), &SSL_free) {}

bool TlsFarewell::said() const {
  return ssl_ != nullptr && SSL_get_ex_data(ssl_.get(), MarkIndex()) != nullptr;
}

}  // namespace photoferry
