// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "tests/crash/crash_life.h"
#include "tests/fakes/destinations/destination_server.h"
#include "tests/rig/arrivals.h"
#include "tests/testing/canary.h"

namespace photoferry::crash {
namespace {

class Folder final : public Target {
 public:
  explicit Folder(std::string path) : path_(std::move(path)) {}
  std::map<std::string, std::string> options() const override { return {{"path", path_}}; }
  std::multiset<std::string> Arrived() const override { return rig::HashesIn(path_); }

 private:
  const std::string path_;
};

// One of the five test destinations.
class TestService final : public Target {
 public:
  explicit TestService(std::string token) : token_(std::move(token)) {}
  std::map<std::string, std::string> options() const override {
    return {{"base_url", server_.base_url()}};
  }
  std::string token() const override { return token_; }
  std::multiset<std::string> Arrived() const override { return rig::HashesAt(server_); }
  int64_t bytes_received() const override { return server_.bytes_received(); }

 private:
  const std::string token_;
  fakes::DestinationServer server_;
};

}  // namespace

std::vector<std::string> ImporterIds() {
  return {"folder", "test-two-phase", "test-fragments", "test-lazy", "test-early", "test-blind"};
}

std::unique_ptr<Target> NewTarget(const std::string& importer, const std::string& scratch) {
  if (importer == "folder") return std::make_unique<Folder>(scratch + "/photos");
  // One of them has a login, so that the canary looks for it in what a killed worker leaves.
  return std::make_unique<TestService>(importer == "test-early" ? canary::Token() : "");
}

}  // namespace photoferry::crash
