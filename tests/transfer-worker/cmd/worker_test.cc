// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/worker.h"

#include <filesystem>

#include "tests/transfer-worker/faces/desk_fixture.h"
#include "transfer-worker/cmd/connection.h"
#include "transfer-worker/cmd/worker_config.h"

namespace photoferry {
namespace {

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
