// SPDX-License-Identifier: Apache-2.0
//
//   photoferry-test-nextcloud URL_FILE [--user U] [--password P] [--token T] [--port N]
//                             [--capacity BYTES] [--min-chunk BYTES]
//
// A NextcloudServer of its own, for tests that kill the worker and look afterwards at what it holds
// (nextcloud_controls.h), and for trying by hand. URL_FILE gets its address once it listens. Runs
// until SIGTERM or SIGINT.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "CLI/CLI.hpp"
#include "tests/fakes/nextcloud/nextcloud_server.h"

namespace {

// Whole or not at all: whoever waits for the file reads a complete address.
bool WriteUrl(const std::string& path, const std::string& url) {
  const std::string part = path + ".part";
  std::ofstream(part) << url << "\n";
  std::error_code error;
  std::filesystem::rename(part, path, error);
  return !error;
}

}  // namespace

int main(int argc, char** argv) {
  photoferry::fakes::NextcloudOptions options;
  std::string url_file;
  int port = 0;
  CLI::App app("A Nextcloud of one person, in memory");
  app.add_option("URL_FILE", url_file, "where its address is written")->required();
  app.add_option("--user", options.user, "who owns it");
  app.add_option("--password", options.password, "of an app");
  app.add_option("--token", options.token, "a bearer token; none: not offered");
  app.add_option("--port", port, "0: any that is free");
  app.add_option("--capacity", options.capacity_bytes, "the quota in bytes; -1: none");
  app.add_option("--min-chunk", options.min_chunk_bytes, "of all chunks but the last");
  CLI11_PARSE(app, argc, argv);

  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before any thread starts: all inherit it

  const photoferry::fakes::NextcloudServer server(options, photoferry::SystemClock(), port);
  if (server.port() == 0 || !WriteUrl(url_file, server.url())) {
    std::fprintf(stderr, "cannot listen, or cannot write %s\n", url_file.c_str());
    return 1;
  }
  int signal = 0;
  sigwait(&ends, &signal);
  return 0;
}
