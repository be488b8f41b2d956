// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

// What cpp-httplib does not let a handler do: to hang up in the middle, and to answer while the
// body is still coming. Both find the connection of a request by its two port numbers among this
// process's own sockets.

namespace photoferry::fakes {

// The two ports of a loopback connection.
struct Connection {
  int server;
  int client;
};

// Nothing more goes either way; the other side sees its connection closed.
void HangUp(Connection connection);
// Every connection of the server, so that it can stop at once.
void HangUpAll(int server_port);

// Sends a whole answer and then says that no more will come. What the other side still sends must
// be read on, or the answer may be lost with it. `retry_after` in seconds; 0: not told.
void AnswerAndClose(Connection connection, int status, absl::string_view json, int64_t retry_after);

}  // namespace photoferry::fakes
