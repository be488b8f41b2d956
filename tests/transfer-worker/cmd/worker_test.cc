// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/worker.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/transfer-worker/faces/desk_fixture.h"
#include "transfer-worker/cmd/connection.h"
#include "transfer-worker/cmd/worker_config.h"

namespace photoferry {
namespace {

// The lines of the kernel's table of TCP sockets that tell of one of this process that listens.
std::vector<std::string> ListeningTcpSockets() {
  std::set<std::string> own;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    own.insert(std::filesystem::read_symlink(entry.path(), gone).string());
  }
  constexpr absl::string_view kListening = "0A";
  std::vector<std::string> found;
  for (const char* table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
    std::ifstream file(table);
    for (std::string line; std::getline(file, line);) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
      const bool mine = words.size() > 9 && own.contains(absl::StrCat("socket:[", words[9], "]"));
      if (mine && words[3] == kListening) found.push_back(line);
    }
  }
  return found;
}

class WorkerTest : public ::testing::Test {
 protected:
  v1::WorkerConfig Config() {
    v1::WorkerConfig config;
    config.set_state_directory(directory_ / "state");
    absl::StatusOr<v1::WorkerConfig> complete = CompleteWorkerConfig(config, providers_);
    EXPECT_THAT(complete, IsOk());
    return *complete;
  }

  TempDir directory_;
  const ProviderTable providers_ = MadeUpProviders();
};

TEST_F(WorkerTest, AnswersOnItsSocketUntilItIsDrained) {
  PF_ASSERT_OK_AND_ASSIGN(const auto worker, Worker::Start(Config(), providers_));
  PF_ASSERT_OK_AND_ASSIGN(const auto connection, Connection::ToWorker(worker->address()));
  EXPECT_THAT(
      connection->client().Ask(&TransferClient::Stub::ListProviders, v1::ListProvidersRequest()),
      IsOk());
  EXPECT_TRUE(worker->Drain(absl::Seconds(20)));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "state/worker.sock"));
}

TEST_F(WorkerTest, ListensOnItsPrivateSocketAndNowhereElse) {
  PF_ASSERT_OK_AND_ASSIGN(const auto worker, Worker::Start(Config(), providers_));
  EXPECT_EQ(worker->address(), "unix:" + directory_ / "state/worker.sock");
  EXPECT_THAT(ListeningTcpSockets(), ::testing::IsEmpty());
}

TEST_F(WorkerTest, ASecondWorkerInTheSameStateDirectoryIsRefused) {
  PF_ASSERT_OK_AND_ASSIGN(const auto worker, Worker::Start(Config(), providers_));
  EXPECT_THAT(Worker::Start(Config(), providers_), ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(Connection::ToWorker(worker->address()), IsOk());
}

TEST_F(WorkerTest, AWorkerThatIsNotThereIsUnreachableAndWiderAddressesAreNotAsked) {
  EXPECT_THAT(Connection::ToWorker("unix:" + directory_ / "none.sock"), ReasonIs(v1::UNREACHABLE));
  EXPECT_THAT(Connection::ToWorker("example.org:443"), ReasonIs(v1::BAD_CONFIGURATION));
}

}  // namespace
}  // namespace photoferry
