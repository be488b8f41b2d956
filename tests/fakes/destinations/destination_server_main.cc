// SPDX-License-Identifier: Apache-2.0
//
//   photoferry-test-destination PORT_FILE [PORT] [TOKEN] [CAPACITY_BYTES]
//
// A DestinationServer of its own, for tests that kill the worker and look afterwards at what the
// destination holds. PORT_FILE is written once the server listens; PORT 0 is any free one. Runs
// until SIGTERM or SIGINT.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/numbers.h"
#include "tests/fakes/destinations/destination_server.h"

namespace {

bool NumberOr(int argc, char** argv, int index, int64_t otherwise, int64_t* number) {
  *number = otherwise;
  return argc <= index || absl::SimpleAtoi(argv[index], number);
}

// Whole or not at all: whoever waits for the file reads a complete number.
bool WritePort(const std::string& path, int port) {
  const std::string part = path + ".part";
  std::ofstream(part) << port << "\n";
  std::error_code error;
  std::filesystem::rename(part, path, error);
  return !error;
}

}  // namespace

int main(int argc, char** argv) {
  int64_t port = 0;
  int64_t capacity = -1;
  if (argc < 2 || !NumberOr(argc, argv, 2, 0, &port) || !NumberOr(argc, argv, 4, -1, &capacity)) {
    std::fprintf(stderr, "usage: %s PORT_FILE [PORT] [TOKEN] [CAPACITY_BYTES]\n", argv[0]);
    return 2;
  }
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before any thread starts: all inherit it

  photoferry::fakes::DestinationServer server({.port = static_cast<int>(port),
                                               .token = argc > 3 ? argv[3] : "",
                                               .capacity_bytes = capacity});
  if (server.port() <= 0 || !WritePort(argv[1], server.port())) {
    std::fprintf(stderr, "cannot listen, or cannot write %s\n", argv[1]);
    return 1;
  }
  int signal = 0;
  sigwait(&ends, &signal);
  return 0;
}
