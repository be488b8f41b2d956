// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fakes/demo/demo_client.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/fakes/demo/login_client.h"

namespace photoferry::demo {

// A small account of two Pages, and who logs in to it.
class LoginTest : public ::testing::Test {
 protected:
  void Open(GraphOptions options = {}) {
    options.account = {.photos = 3,
                       .videos = 2,
                       .albums = 0,
                       .style = MediaStyle::kFiller,
                       .file_bytes = 4 << 10,
                       .instagram = {.posts = 4, .other_accounts = 1}};
    const LoginOptions app = options.login;
    server_ = std::make_unique<GraphServer>(std::move(options));
    ASSERT_TRUE(server_->Start().ok());
    login_ = std::make_unique<LoginClient>(*server_, app);
  }
  DemoClient Facebook(const std::string& token) const { return {server_->base_url(), token}; }
  DemoClient Instagram(const std::string& token) const { return {server_->instagram_url(), token}; }
  LoginClient::Return Continue(const Parameters& asked, const std::vector<std::string>& ticked) {
    return login_->Answered(login_->FacebookUrl(asked), LoginClient::Ticking(ticked));
  }
  std::string IdOf(Node node) const { return server_->account().IdOf(node); }

  std::unique_ptr<GraphServer> server_;
  std::unique_ptr<LoginClient> login_;
};

}  // namespace photoferry::demo
