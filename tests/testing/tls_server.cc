// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/tls_server.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <signal.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/scheduler.h"

namespace photoferry {
namespace {

// OpenSSL writes with write(2), and a client may be gone.
void BlockSigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

BIO* Reading(const std::string& text) {
  return BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
}

// The first certificate of the chain is the server's own.
bool UseChain(SSL_CTX* context, const std::string& chain) {
  BIO* const memory = Reading(chain);
  X509* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  bool good = certificate != nullptr && SSL_CTX_use_certificate(context, certificate) == 1;
  X509_free(certificate);
  while (good && (certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr)) != nullptr) {
    good = SSL_CTX_add_extra_chain_cert(context, certificate) == 1;  // takes it over
  }
  BIO_free(memory);
  ERR_clear_error();  // the end of the text is one
  return good;
}

bool UseKey(SSL_CTX* context, const std::string& text) {
  BIO* const memory = Reading(text);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(memory, nullptr, nullptr, nullptr);
  BIO_free(memory);
  const bool good = key != nullptr && SSL_CTX_use_PrivateKey(context, key) == 1;
  EVP_PKEY_free(key);
  return good;
}

SSL_CTX* NewContext(const TlsServerOptions& options) {
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  // A server may hold what no client should take.
  SSL_CTX_set_security_level(context, 0);
  const bool good =
      SSL_CTX_set_min_proto_version(context, options.min_version) == 1 &&
      SSL_CTX_set_max_proto_version(context, options.max_version) == 1 &&
      (options.ciphers.empty() || SSL_CTX_set_cipher_list(context, options.ciphers.c_str()) == 1) &&
      UseChain(context, options.identity.chain) && UseKey(context, options.identity.key);
  if (!good) std::abort();
  return context;
}

}  // namespace

std::string TlsConnection::ReadHead() {
  size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    std::array<char, 16 << 10> bytes;
    const int got = SSL_read(ssl_, bytes.data(), bytes.size());
    if (got <= 0) return "";
    buffer_.append(bytes.data(), static_cast<size_t>(got));
  }
  std::string head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  return head;
}

bool TlsConnection::Send(absl::string_view bytes) {
  return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

bool TlsConnection::SendAnswer(int status, absl::string_view body, absl::string_view more_headers) {
  return Send(absl::StrCat("HTTP/1.1 ", status, " Some Words\r\nContent-Length: ", body.size(),
                           "\r\n", more_headers, "\r\n", body));
}

TlsServer::TlsServer(const TlsServerOptions& options, Handler handler, int port)
    : context_(NewContext(options), &SSL_CTX_free),
      handler_(std::move(handler)),
      scheduler_(NewThreadScheduler()),
      failed_(scheduler_->NewCondition()),
      server_(std::make_unique<RawServer>([this](RawConnection& raw) { Serve(raw); }, port)) {}

std::string TlsServer::Url(absl::string_view path, absl::string_view host) const {
  return absl::StrCat("https://", host, ":", port(), path);
}

void TlsServer::Serve(RawConnection& raw) {
  BlockSigpipe();
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context_.get()), &SSL_free);
  SSL_set_fd(ssl.get(), raw.fd());
  char first = 0;
  // With TLS 1.3 a client that does not like the certificate says so after the handshake only.
  if (SSL_accept(ssl.get()) == 1 && SSL_peek(ssl.get(), &first, 1) == 1) {
    ++requests_;
    TlsConnection connection(ssl.get());
    return handler_(connection);
  }
  const char* const reason = ERR_reason_error_string(ERR_get_error());
  MutexLock lock(mutex_);
  if (error_.empty()) error_ = reason == nullptr ? "the client went away" : reason;
  failed_->NotifyAll();
}

std::string TlsServer::HandshakeError() {
  constexpr absl::Duration kPatience = absl::Seconds(30);
  MutexLock lock(mutex_);
  while (error_.empty() && failed_->WaitFor(mutex_, kPatience)) {
  }
  return error_;
}

}  // namespace photoferry
