// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// Who wrote the URL decides where it may lead.
enum class UrlOrigin {
  kConfigured,  // a person or an operator: any address, http too
  kData,        // an answer of some server: https and public addresses only
};

// Which addresses a URL out of data may reach: none that IANA's special-purpose registries list, no
// IPv6 beyond 2000::/3, no tunnel (6to4, Teredo, ISATAP). A mapped or NAT64 address is judged by
// the IPv4 address inside. Immutable, thread-safe.
class AddressGuard {
 public:
  // `allow_loopback` opens 127.0.0.0/8 and ::1, and plain http there: tests and demonstrations.
  AddressGuard() = default;
  explicit AddressGuard(bool allow_loopback) : allow_loopback_(allow_loopback) {}

  // OK, or ADDRESS_REFUSED. Judges a resolved address, at connect time.
  absl::Status Judge(const sockaddr* address) const;
  // The same for a numeric address as inet_ntop(3) writes it; a name is refused.
  absl::Status JudgeNumeric(absl::string_view address) const;
  // OK if a URL with this scheme may be asked at all, before any look-up.
  absl::Status JudgeScheme(absl::string_view scheme, absl::string_view host) const;

 private:
  bool allow_loopback_ = false;
};

}  // namespace photoferry
