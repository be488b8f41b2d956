// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/testing/fault_server.h"

namespace photoferry {

// One request at a server with a fault.
struct FaultyExchange {
  RawConnection& connection;
  const std::string& head;
  const std::string& file;
  const FaultDetails& details;
  std::function<bool()> pause;  // for a slow side's pace; false: the server is being closed

  // One byte at a time, until the client goes.
  void SendSlowly(absl::string_view bytes);
};

struct PlainFault {
  ServerFault fault;
  bool reads_body;  // the request's whole body, before it answers
  void (*answer)(FaultyExchange& exchange);
};
// Those that need no TLS.
const std::vector<PlainFault>& PlainFaults();

// The head of an answer that carries the file, with more lines where they are wanted; ends with the
// blank line.
std::string HeadOf(absl::string_view status, absl::string_view lines);
// The file without any fault; its rest, if a range of it is asked for.
std::string WholeAnswer(absl::string_view request_head, const std::string& file);

}  // namespace photoferry
