// SPDX-License-Identifier: Apache-2.0
// A real browser goes through the dialogs, and comes back to a listener of the test's own.
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "gmock/gmock.h"
#include "tests/fakes/demo/login_fixture.h"
#include "tests/fakes/demo/loopback_server.h"
#include "tests/testing/browser.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::demo {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kState[] = "a state & = # more";

// Where the app waits for its people.
class Listener {
 public:
  Listener() : server_([this](const ServerRequest& request) { return Take(request); }) {
    EXPECT_TRUE(server_.Start().ok());
  }
  ~Listener() { server_.Stop(); }
  std::string url() const { return server_.url() + "/login"; }
  // Of the only visit so far, a parameter.
  std::string Told(absl::string_view name) const {
    MutexLock lock(mutex_);
    EXPECT_THAT(visits_, SizeIs(1));
    return visits_.empty() ? "" : visits_.front().Parameter(name).value_or("");
  }

 private:
  ServerReply Take(const ServerRequest& request) {
    ServerReply reply;
    if (request.path != "/login") {
      reply.status = 404;  // the browser asks for an icon, too
      return reply;
    }
    MutexLock lock(mutex_);
    visits_.push_back(request);
    reply.headers = {{"Content-Type", "text/html"}};
    reply.body = "<h1>Back</h1>";
    return reply;
  }
  mutable Mutex mutex_;
  std::deque<ServerRequest> visits_ PF_GUARDED_BY(mutex_);
  LoopbackServer server_;
};

class LoginBrowserTest : public LoginTest {
 protected:
  void Start() {
    Open();
    PF_ASSERT_OK_AND_ASSIGN(browser_, Browser::Start());
  }
  std::string Box(const std::string& name, const std::string& value) const {
    return absl::StrCat("input[name=", name, "][value=\"", value, "\"]");
  }

  Listener listener_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(LoginBrowserTest, APersonUnticksARightAndAPageAndComesBack) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string page = IdOf({NodeType::kPage, 1});
  ASSERT_THAT(browser_->Open(login_->FacebookUrl({{"redirect_uri", listener_.url()},
                                                  {"state", kState},
                                                  {"scope",
                                                   "user_photos,user_videos,"
                                                   "pages_show_list"}})),
              IsOk());
  EXPECT_THAT(browser_->TextOf("#who"), IsOkAndHolds("Zoë Ångström"));
  EXPECT_THAT(browser_->IsTicked(Box("right", "user_videos")), IsOkAndHolds(true));
  ASSERT_THAT(browser_->Click(Box("right", "user_videos")), IsOk());
  ASSERT_THAT(browser_->Click(Box("page", page)), IsOk());
  EXPECT_THAT(browser_->IsTicked(Box("right", "user_videos")), IsOkAndHolds(false));
  ASSERT_THAT(browser_->Follow("#continue"), IsOk());
  EXPECT_THAT(browser_->TextOf("h1"), IsOkAndHolds("Back"));
  EXPECT_THAT(browser_->Url(), IsOkAndHolds(HasSubstr("#_=_")));
  EXPECT_EQ(listener_.Told("state"), kState);

  const Json answer =
      login_->RedeemAtFacebook(listener_.Told("code"), {{"redirect_uri", listener_.url()}}).json();
  DemoClient client = Facebook(JsonString(answer, "access_token"));
  EXPECT_THAT(client.All("me/permissions?status=declined"), SizeIs(1));
  EXPECT_THAT(client.All("me/accounts"), SizeIs(1));
}

TEST_F(LoginBrowserTest, APersonCancels) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_THAT(browser_->Open(login_->FacebookUrl(
                  {{"redirect_uri", listener_.url()}, {"scope", "user_photos"}})),
              IsOk());
  ASSERT_THAT(browser_->Follow("#cancel"), IsOk());
  EXPECT_THAT(browser_->TextOf("h1"), IsOkAndHolds("Back"));
  EXPECT_EQ(listener_.Told("error_reason"), "user_denied");
  EXPECT_EQ(listener_.Told("code"), "");
}

TEST_F(LoginBrowserTest, APersonLogsInWithInstagram) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_THAT(browser_->Open(login_->InstagramUrl(
                  {{"redirect_uri", listener_.url()}, {"scope", "instagram_business_basic"}})),
              IsOk());
  ASSERT_THAT(browser_->Follow("#continue"), IsOk());
  EXPECT_THAT(browser_->Url(), IsOkAndHolds(HasSubstr("#_")));
  const DemoClient::Answer answer =
      login_->RedeemAtInstagram(listener_.Told("code"), {{"redirect_uri", listener_.url()}});
  EXPECT_EQ(answer.status, 200) << answer.body;
}

TEST_F(LoginBrowserTest, ALoginThatCannotBeAskedForStaysWhereItIs) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_THAT(browser_->Open(login_->FacebookUrl({{"client_id", "1"}})), IsOk());
  EXPECT_THAT(browser_->TextOf("#error"), IsOkAndHolds(HasSubstr("Invalid App ID")));
}

}  // namespace
}  // namespace photoferry::demo
