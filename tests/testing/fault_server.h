// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/scheduler.h"
#include "tests/testing/raw_server.h"
#include "tests/testing/tls_server.h"

namespace photoferry {

// How a fault is to be had, where it can be had in more than one way.
struct FaultDetails {
  int64_t at = 0;                          // the byte at which it strikes
  absl::Duration pace = absl::Seconds(1);  // between two bytes of a slow side
  size_t size = 100000;                    // of the file that is served
};

// A fault by its name: at the socket, below whatever an HTTP library would send.
struct ServerFault {
  const char* name;
  const char* meaning;  // for --help; what `at` counts, if anything
};
absl::Span<const ServerFault> ServerFaults();

// A loopback server all of whose answers have one fault. The names of those that are spoken in TLS
// begin with "tls-". Whatever path is asked for is one file of bytes; whatever is sent is read.
//
//   FaultServer server("reset", {.at = 200});
//   EXPECT_THAT(http.Call({.url = server.Url()}, {}), ReasonIs(v1::CONNECTION_LOST));
//
// photoferry-fault-server is the same as a program of its own: see fault_server_main.cc.
class FaultServer {
 public:
  // `port` 0: any free one. Ends the program if there is no such fault.
  explicit FaultServer(absl::string_view fault, const FaultDetails& details = {}, int port = 0);
  ~FaultServer();

  std::string Url(absl::string_view path = "/file.jpg") const;
  int connections() const;
  // The file that an answer without fault would be.
  const std::string& file() const { return file_; }
  // What a client must trust to find a certificate good that is; PEM.
  std::string authority() const;

 private:
  const FaultDetails details_;
  const std::string file_;
  bool handshake_ = false;  // the fault strikes where TLS would begin
  std::stop_source stopping_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  TestIdentity authority_;
  // The last: their threads use all the others.
  std::unique_ptr<RawServer> plain_;
  std::unique_ptr<TlsServer> tls_;
};

}  // namespace photoferry
