// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/test_certificates.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace photoferry {
namespace {

template <auto Free>
struct Freeing {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freeing<BIO_free>>;

void Must(bool done) {
  if (!done) std::abort();
}

std::string TextIn(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string PemOf(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_X509(memory.get(), certificate) == 1);
  return TextIn(memory.get());
}

std::string PemOf(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextIn(memory.get());
}

Memory Reading(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Key NewKey(const CertificateSpec& spec) {
  return Key(spec.rsa_bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(spec.rsa_bits));
}

void AddExtension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  Must(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void AddExtensions(X509* certificate, X509* issuer, const CertificateSpec& spec) {
  const auto add = [&](int id, const std::string& value) {
    AddExtension(certificate, issuer, id, value);
  };
  in6_addr unused;
  const bool numeric = inet_pton(AF_INET, spec.host.c_str(), &unused) == 1 ||
                       inet_pton(AF_INET6, spec.host.c_str(), &unused) == 1;
  add(NID_basic_constraints, spec.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add(NID_subject_alt_name, absl::StrCat(numeric ? "IP:" : "DNS:", spec.host));
  if (spec.authority) {
    add(NID_key_usage, "critical,keyCertSign");
  } else {
    add(NID_ext_key_usage, spec.for_servers ? "serverAuth" : "clientAuth");
  }
}

// Names, times and key; not signed yet.
Certificate Draft(const CertificateSpec& spec, EVP_PKEY* key, X509* issuer) {
  Certificate certificate(X509_new());
  X509* const raw = certificate.get();
  int64_t serial = 0;
  Must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), 7) == 1);
  Must(X509_set_version(raw, X509_VERSION_3) == 1 &&
       ASN1_INTEGER_set_int64(X509_get_serialNumber(raw), serial) == 1);
  ASN1_TIME_set(X509_getm_notBefore(raw), absl::ToTimeT(spec.not_before));
  ASN1_TIME_set(X509_getm_notAfter(raw), absl::ToTimeT(spec.not_after));
  X509_NAME* const name = X509_get_subject_name(raw);
  const std::string common = absl::StrCat(spec.authority ? "authority " : "", spec.host, serial);
  const auto* const bytes = reinterpret_cast<const unsigned char*>(common.c_str());
  Must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1);
  X509_set_issuer_name(raw, issuer == nullptr ? name : X509_get_subject_name(issuer));
  X509_set_pubkey(raw, key);
  AddExtensions(raw, issuer == nullptr ? raw : issuer, spec);
  return certificate;
}

}  // namespace

TestIdentity SelfSigned(const CertificateSpec& spec) {
  const Key key = NewKey(spec);
  const Certificate certificate = Draft(spec, key.get(), nullptr);
  Must(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  return {.chain = PemOf(certificate.get()), .key = PemOf(key.get())};
}

TestIdentity IssuedBy(const TestIdentity& issuer, const CertificateSpec& spec) {
  const Certificate above(
      PEM_read_bio_X509(Reading(issuer.chain).get(), nullptr, nullptr, nullptr));
  const Key signer(PEM_read_bio_PrivateKey(Reading(issuer.key).get(), nullptr, nullptr, nullptr));
  Must(above != nullptr && signer != nullptr);
  const Key key = NewKey(spec);
  const Certificate certificate = Draft(spec, key.get(), above.get());
  Must(X509_sign(certificate.get(), signer.get(), EVP_sha256()) > 0);
  return {.chain = PemOf(certificate.get()) + issuer.chain, .key = PemOf(key.get())};
}

TestIdentity NewAuthority() {
  return SelfSigned({.host = "root.test", .authority = true});
}

}  // namespace photoferry
