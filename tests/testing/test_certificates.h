// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"

// Certificates made while a test runs: the tree holds no key.

namespace photoferry {

struct CertificateSpec {
  std::string host = "127.0.0.1";  // a name or a numeric address
  absl::Time not_before = SystemClock().Now() - absl::Hours(1);
  absl::Time not_after = SystemClock().Now() + absl::Hours(1);
  bool for_servers = true;  // false: for clients only (extended key usage)
  bool authority = false;   // may issue others
  int rsa_bits = 0;         // 0: a key on P-256
};

// What a server shows: its certificate and those up to the root, and its key; PEM.
struct TestIdentity {
  std::string chain;
  std::string key;
};

// A certificate that signs itself.
TestIdentity SelfSigned(const CertificateSpec& spec);
// One that `issuer` signed, whether it may or not; the chain is the issuer's, longer by one.
TestIdentity IssuedBy(const TestIdentity& issuer, const CertificateSpec& spec);
// A new root that nobody knows yet.
TestIdentity NewAuthority();

}  // namespace photoferry
