// SPDX-License-Identifier: Apache-2.0
//
// A server on loopback with one fault, to try a client on by hand:
//   photoferry-fault-server slow-body --pace-ms 1000
//   curl -v http://127.0.0.1:PORT/file.jpg
#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/testing/fault_server.h"

int main(int argc, char** argv) {
  std::string faults = "The faults:\n";
  std::vector<std::string> names;
  for (const photoferry::ServerFault& fault : photoferry::ServerFaults()) {
    names.emplace_back(fault.name);
    absl::StrAppend(&faults, absl::StrFormat("  %-18s %s\n", fault.name, fault.meaning));
  }
  CLI::App app("Serves one file on 127.0.0.1, with a fault in every answer. Ends with Ctrl-C.");
  app.footer(faults);
  std::string fault;
  int port = 0;
  int64_t pace = 1000;
  photoferry::FaultDetails details;
  app.add_option("FAULT", fault, "What goes wrong; see below.")
      ->required()
      ->check(CLI::IsMember(names).description(""));
  app.add_option("--port", port, "Where to listen; 0: any free port.")->check(CLI::Range(0, 65535));
  app.add_option("--at", details.at, "The byte at which reset and close strike.");
  app.add_option("--pace-ms", pace, "Milliseconds between two bytes of a slow side.");
  app.add_option("--size", details.size, "Bytes of the file.");
  CLI11_PARSE(app, argc, argv);
  details.pace = absl::Milliseconds(pace);

  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
  const photoferry::FaultServer server(fault, details, port);
  std::printf("%s\n", server.Url().c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&wanted, &signal);
  return 0;
}
