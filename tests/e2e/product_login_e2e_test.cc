// SPDX-License-Identifier: Apache-2.0
//
// A product logs its people in over gRPC: it takes the redirect itself, or leaves it to the worker.
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "tests/e2e/programs.h"
#include "tests/fakes/demo/loopback_server.h"
#include "tests/testing/browser.h"
#include "tests/testing/status_matchers.h"
#include "transfer-worker/cmd/transfer_client.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The product's own web server.
class Product {
 public:
  Product() : server_([this](const demo::ServerRequest& request) { return Take(request); }) {
    EXPECT_TRUE(server_.Start().ok());
  }
  ~Product() { server_.Stop(); }
  std::string redirect_uri() const { return server_.url() + "/back"; }
  // What the browser brought.
  std::string query() const {
    MutexLock lock(mutex_);
    return query_;
  }

 private:
  demo::ServerReply Take(const demo::ServerRequest& request) {
    demo::ServerReply reply;
    reply.headers = {{"Content-Type", "text/html"}};
    reply.body = "<h1>Welcome back</h1>";
    if (request.path != "/back") return reply;
    MutexLock lock(mutex_);
    query_ = demo::FormatParameters(request.parameters);
    return reply;
  }
  mutable Mutex mutex_;
  std::string query_ PF_GUARDED_BY(mutex_);
  demo::LoopbackServer server_;
};

class ProductLogin : public Programs {
 protected:
  ProductLogin()
      : Programs({.photos = 5,
                  .videos = 1,
                  .albums = 1,
                  .tagged = 0,
                  .style = demo::MediaStyle::kFiller,
                  .file_bytes = 20 << 10}) {}
  ~ProductLogin() override { std::filesystem::remove(secret_file()); }

  std::string secret_file() const { return home_ / "app-secret"; }

  void StartWith(const std::string& more) {
    WriteFile(secret_file(), app_.app_secret + "\n");
    WriteFile(home_ / "worker.textproto",
              absl::StrCat("apps { provider: \"facebook\" app_id: \"", app_.app_id,
                           "\" app_secret_file: \"", secret_file(), "\" }\n", more, "\n"));
    worker_ = StartWorker({"--config", home_ / "worker.textproto", "--option",
                           absl::StrCat("facebook.dialog_url=", graph_.login_url())});
    client_ = std::make_unique<TransferClient>(
        grpc::CreateChannel("unix:" + socket(), grpc::InsecureChannelCredentials()));
    PF_ASSERT_OK_AND_ASSIGN(browser_, Browser::Start());
  }

  absl::StatusOr<v1::Authorization> Begin(const std::string& redirect_uri) {
    v1::BeginAuthorizationRequest request;
    request.set_parent(kParent);
    request.set_provider("facebook");
    request.set_redirect_uri(redirect_uri);
    return client_->Ask(&TransferClient::Stub::BeginAuthorization, request);
  }
  absl::StatusOr<v1::Authorization> Complete(const std::string& name, const std::string& redirect) {
    v1::CompleteAuthorizationRequest request;
    request.set_name(name);
    request.set_redirect(redirect);
    return client_->Ask(&TransferClient::Stub::CompleteAuthorization, request);
  }
  absl::StatusOr<v1::Authorization> Get(const std::string& name) {
    v1::GetAuthorizationRequest request;
    request.set_name(name);
    return client_->Ask(&TransferClient::Stub::GetAuthorization, request);
  }
  void Visit(const std::string& url, const char* button) {
    ASSERT_THAT(browser_->Open(url), IsOk());
    ASSERT_THAT(browser_->Follow(button), IsOk());
  }
  void ExpectATransferToWork() {
    ASSERT_EQ(Photoferry({"start", "--from", "facebook", "--to", "folder:" + photos()}).exit_code,
              0);
    const auto watched = Photoferry({"watch"});
    EXPECT_EQ(watched.exit_code, 0) << watched.output;
    EXPECT_EQ(Arrived(), Expected());
  }

  const demo::LoginOptions app_;
  std::unique_ptr<ChildProcess> worker_;
  std::unique_ptr<TransferClient> client_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(ProductLogin, HandsOverWhatTheBrowserBrought) {
  const Product product;
  ASSERT_NO_FATAL_FAILURE(StartWith(""));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Authorization begun, Begin(product.redirect_uri()));
  EXPECT_EQ(begun.state(), v1::AUTHORIZATION_PENDING);
  ASSERT_NO_FATAL_FAILURE(Visit(begun.url(), "#continue"));
  EXPECT_THAT(browser_->TextOf("h1"), IsOkAndHolds(std::string("Welcome back")));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Authorization done, Complete(begun.name(), product.query()));
  EXPECT_EQ(done.state(), v1::AUTHORIZATION_DONE) << done.ShortDebugString();
  EXPECT_EQ(done.credential().provider(), "facebook");
  ExpectATransferToWork();
  const absl::StatusOr<v1::Authorization> again = Complete(begun.name(), product.query());
  EXPECT_TRUE(!again.ok() || again->state() != v1::AUTHORIZATION_PENDING) << "good once";
}

TEST_F(ProductLogin, ACancelledLoginFailsAndStoresNothing) {
  const Product product;
  ASSERT_NO_FATAL_FAILURE(StartWith(""));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Authorization begun, Begin(product.redirect_uri()));
  ASSERT_NO_FATAL_FAILURE(Visit(begun.url(), "#cancel"));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Authorization done, Complete(begun.name(), product.query()));
  EXPECT_EQ(done.state(), v1::AUTHORIZATION_FAILED);
  EXPECT_NE(done.problem().what_to_do(), "");
  EXPECT_THAT(Photoferry({"accounts", "--json"}).output, Not(HasSubstr("credentials/facebook")));
}

TEST_F(ProductLogin, TheWorkersOwnListenerTakesTheRedirect) {
  ASSERT_NO_FATAL_FAILURE(StartWith("redirect_listen: \"127.0.0.1:0\""));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Authorization begun, Begin(""));
  ASSERT_NO_FATAL_FAILURE(Visit(begun.url(), "#continue"));
  EXPECT_THAT(browser_->TextOf("h1"), IsOkAndHolds(std::string("Logged in")));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Authorization done, Get(begun.name()));
  EXPECT_EQ(done.state(), v1::AUTHORIZATION_DONE) << done.ShortDebugString();
  ExpectATransferToWork();
}

}  // namespace
}  // namespace photoferry
