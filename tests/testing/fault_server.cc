// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/fault_server.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "tests/testing/server_faults.h"

namespace photoferry {
namespace {

struct TlsFault {
  ServerFault fault;
  TlsServerOptions (*options)(const TestIdentity& authority);
};

TlsServerOptions With(TestIdentity identity) {
  return {.identity = std::move(identity)};
}

const std::vector<TlsFault>& TlsFaults() {
  static const auto& faults = *new std::vector<TlsFault>{
      {{"tls-none", "A good certificate of an authority of its own."},
       [](const TestIdentity& authority) { return With(IssuedBy(authority, {})); }},
      {{"tls-expired", "A certificate that was good until yesterday."},
       [](const TestIdentity& authority) {
         return With(IssuedBy(authority, {.not_before = SystemClock().Now() - absl::Hours(48),
                                          .not_after = SystemClock().Now() - absl::Hours(24)}));
       }},
      {{"tls-not-yet", "A certificate that will be good tomorrow."},
       [](const TestIdentity& authority) {
         return With(IssuedBy(authority, {.not_before = SystemClock().Now() + absl::Hours(24),
                                          .not_after = SystemClock().Now() + absl::Hours(48)}));
       }},
      {{"tls-self-signed", "A certificate that signs itself."},
       [](const TestIdentity&) { return With(SelfSigned({})); }},
      {{"tls-unknown", "A certificate of an authority that nobody knows."},
       [](const TestIdentity&) { return With(IssuedBy(NewAuthority(), {})); }},
      {{"tls-wrong-host", "A certificate of another host."},
       [](const TestIdentity& authority) {
         return With(IssuedBy(authority, {.host = "photos.test"}));
       }},
      {{"tls-client-only", "A certificate that is good for clients only."},
       [](const TestIdentity& authority) {
         return With(IssuedBy(authority, {.for_servers = false}));
       }},
      {{"tls-old", "TLS 1.1 and nothing newer."},
       [](const TestIdentity& authority) {
         TlsServerOptions options = With(IssuedBy(authority, {}));
         options.min_version = options.max_version = TLS1_1_VERSION;
         return options;
       }},
      {{"tls-anonymous", "No certificate at all."},
       [](const TestIdentity& authority) {
         TlsServerOptions options = With(IssuedBy(authority, {}));
         options.max_version = TLS1_2_VERSION;
         options.ciphers = "aNULL:@SECLEVEL=0";
         return options;
       }},
  };
  return faults;
}

// Faults of the handshake itself: the client speaks TLS, and this answers it at the socket.
const std::vector<PlainFault>& HandshakeFaults() {
  static const auto& faults = *new std::vector<PlainFault>{
      {{"tls-cut", "Cuts the connection in the middle of the handshake."},
       false,
       [](FaultyExchange& x) {
         x.connection.ReadBytes(5);
         x.connection.Reset();
       }},
      {{"tls-silent", "Never answers the handshake."},
       false,
       [](FaultyExchange& x) { x.connection.Drain(); }},
      {{"tls-plain", "Speaks plain HTTP where TLS is expected."},
       false,
       [](FaultyExchange& x) {
         x.connection.ReadBytes(5);
         x.connection.SendAnswer(200, "plain");
       }},
  };
  return faults;
}

template <typename Fault>
const Fault* Find(const std::vector<Fault>& faults, absl::string_view name) {
  const auto found = std::find_if(faults.begin(), faults.end(),
                                  [name](const Fault& known) { return known.fault.name == name; });
  return found == faults.end() ? nullptr : &*found;
}

// A JPEG by its first bytes, and then bytes that tell their place.
std::string FileOf(size_t size) {
  std::string file(size, '\0');
  const std::unique_ptr<Rng> rng = NewRng(5);
  for (char& byte : file) byte = static_cast<char>(rng->Next());
  const absl::string_view start("\xFF\xD8\xFF\xE0", 4);
  return file.replace(0, std::min(size, start.size()), std::string(start.substr(0, size)));
}

void ServeTls(TlsConnection& connection, const std::string& file) {
  for (std::string head = connection.ReadHead(); !head.empty(); head = connection.ReadHead()) {
    connection.Send(WholeAnswer(head, file));
  }
}

}  // namespace

absl::Span<const ServerFault> ServerFaults() {
  static const auto& all = *[] {
    auto* const faults = new std::vector<ServerFault>;
    for (const PlainFault& plain : PlainFaults()) faults->push_back(plain.fault);
    for (const TlsFault& tls : TlsFaults()) faults->push_back(tls.fault);
    for (const PlainFault& plain : HandshakeFaults()) faults->push_back(plain.fault);
    return faults;
  }();
  return all;
}

FaultServer::FaultServer(absl::string_view fault, const FaultDetails& details, int port)
    : details_(details), file_(FileOf(details.size)), authority_(NewAuthority()) {
  if (const TlsFault* const tls = Find(TlsFaults(), fault)) {
    tls_ = std::make_unique<TlsServer>(
        tls->options(authority_), [this](TlsConnection& made) { ServeTls(made, file_); }, port);
    return;
  }
  const PlainFault* plain = Find(PlainFaults(), fault);
  handshake_ = plain == nullptr;
  if (handshake_) plain = Find(HandshakeFaults(), fault);
  if (plain == nullptr) {
    std::fprintf(stderr, "there is no fault \"%.*s\"\n", static_cast<int>(fault.size()),
                 fault.data());
    std::abort();
  }
  plain_ = std::make_unique<RawServer>(
      [this, plain](RawConnection& connection) {
        const auto pause = [this] {
          return scheduler_->SleepFor(details_.pace, stopping_.get_token());
        };
        for (;;) {
          const std::string head = handshake_ ? "" : connection.ReadHead();
          if (head.empty() && !handshake_) return;
          if (plain->reads_body) connection.ReadBody(head);
          FaultyExchange exchange{connection, head, file_, details_, pause};
          plain->answer(exchange);
          if (handshake_ || stopping_.stop_requested()) return;
        }
      },
      port);
}

FaultServer::~FaultServer() {
  stopping_.request_stop();
}

std::string FaultServer::Url(absl::string_view path) const {
  if (tls_ != nullptr) return tls_->Url(path);
  return absl::StrCat(handshake_ ? "https" : "http", "://127.0.0.1:", plain_->port(), path);
}

int FaultServer::connections() const {
  return tls_ != nullptr ? tls_->connections() : plain_->connections();
}

std::string FaultServer::authority() const {
  return authority_.chain;
}

}  // namespace photoferry
