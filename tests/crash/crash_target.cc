// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <utility>

#include "tests/crash/crash_life.h"
#include "tests/fakes/destinations/destination_server.h"
#include "tests/fakes/nextcloud/nextcloud_server.h"
#include "tests/rig/arrivals.h"
#include "tests/testing/canary.h"
#include "tests/testing/real_server.h"
#include "tests/testing/status_matchers.h"

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

// A photo that is in several albums is a file in each of them, of one name, which holds its id.
using HashesByName = std::set<std::pair<std::string, std::string>>;

std::multiset<std::string> HashesOf(const HashesByName& files) {
  std::multiset<std::string> hashes;
  for (const auto& [name, hash] : files) hashes.insert(hash);
  return hashes;
}

class RealDav final : public Target {
 public:
  RealDav() {
    auto started = RealServer::Start("apache");
    EXPECT_THAT(started, IsOk());
    if (started.ok()) server_ = *std::move(started);
  }
  std::map<std::string, std::string> options() const override {
    return {{"url", server_->url() + "photos"}, {"username", server_->user()}};
  }
  std::string token() const override { return server_->password(); }
  std::multiset<std::string> Arrived() const override {
    HashesByName files;
    for (const rig::MediaFile& file : rig::MediaFilesIn(server_->storage())) {
      files.emplace(file.path.filename().string(), file.sha256);
    }
    return HashesOf(files);
  }

 private:
  std::unique_ptr<RealServer> server_;
};

class Nextcloud final : public Target {
 public:
  std::map<std::string, std::string> options() const override {
    return {{"url", server_.files_url() + "photos"}, {"username", options_.user}};
  }
  std::string token() const override { return options_.password; }
  std::multiset<std::string> Arrived() const override {
    HashesByName files;
    for (const fakes::NextcloudFile& file : server_.service().Files()) {
      const std::filesystem::path path(file.path);
      if (rig::IsMedia(path)) files.emplace(path.filename().string(), file.sha256);
    }
    return HashesOf(files);
  }
  int64_t bytes_received() const override {
    int64_t bytes = 0;
    for (const fakes::ServedRequest& request : server_.service().Log()) {
      if (request.method == "PUT") bytes += request.body_bytes;
    }
    return bytes;
  }

 private:
  const fakes::NextcloudOptions options_;
  mutable fakes::NextcloudServer server_{options_};
};

}  // namespace

std::vector<std::string> Destinations() {
  return {"folder",     "test-two-phase", "test-fragments", "test-lazy",
          "test-early", "test-blind",     "webdav",         "nextcloud"};
}

std::string ImporterOf(const std::string& destination) {
  return destination == "nextcloud" ? "webdav" : destination;
}

std::unique_ptr<Target> NewTarget(const std::string& destination, const std::string& scratch) {
  if (destination == "folder") return std::make_unique<Folder>(scratch + "/photos");
  if (destination == "webdav") return std::make_unique<RealDav>();
  if (destination == "nextcloud") return std::make_unique<Nextcloud>();
  // One of them has a login, so that the canary looks for it in what a killed worker leaves.
  return std::make_unique<TestService>(destination == "test-early" ? canary::Token() : "");
}

}  // namespace photoferry::crash
