// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/fakes/demo/graph_server.h"
#include "tests/testing/child_process.h"
#include "tests/testing/temp_dir.h"

// One life of a job that is killed and taken up again: a fresh state folder and a fresh destination
// that outlive the worker, which is a program of its own (crash_subject_main.cc).
//
//   Life life("folder", graph);
//   life.Run({.crash_at = "engine.send.after:2"});  // dies there
//   life.Run();                                     // goes on to the end
//   life.ExpectWhole();

namespace photoferry::crash {

// Where the items of a life go.
class Target {
 public:
  virtual ~Target() = default;
  // The importer's options.
  virtual std::map<std::string, std::string> options() const = 0;
  // The importer's login; empty: none.
  virtual std::string token() const { return ""; }
  // SHA-256 in hexadecimal of each item that is there, one entry per item.
  virtual std::multiset<std::string> Arrived() const = 0;
  // Media bytes that came in, repeated ones included; -1: it does not count.
  virtual int64_t bytes_received() const { return -1; }
};

// Where lives are led to: every importer, and webdav to an Apache and to a Nextcloud.
std::vector<std::string> Destinations();
std::string ImporterOf(const std::string& destination);

std::unique_ptr<Target> NewTarget(const std::string& destination, const std::string& scratch);

class Life {
 public:
  // `destination`: one of Destinations.
  Life(const std::string& destination, demo::GraphServer& graph);

  struct Options {
    std::string crash_at;  // POINT:PASS
    int page_size = 5;
  };
  // Until it ends, or is killed at `crash_at`. Every run adds to passes().
  ChildProcess::Ending Run(const Options& options);
  ChildProcess::Ending Run() { return Run({}); }
  // The same without waiting; for who kills it at a time of his own choice.
  std::unique_ptr<ChildProcess> Begin(const Options& options);

  // How often each crash point was passed so far.
  std::map<std::string, int> passes() const;
  Target& target() { return *target_; }

  // The job has ended, the laws hold, and every item of the account is at the target once. One that
  // cannot be told to be there is named as uncertain, and `doubtful` is the most there may be.
  void ExpectWhole(int doubtful = 0);

 private:
  std::string state() const { return directory_.path() + "/state"; }

  const std::string destination_;
  demo::GraphServer& graph_;
  TempDir directory_;
  const std::unique_ptr<Target> target_;
};

}  // namespace photoferry::crash
