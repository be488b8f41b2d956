// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/web/redirect_page.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

v1::Authorization Done(const std::string& account) {
  v1::Authorization done;
  done.set_state(v1::AUTHORIZATION_DONE);
  done.mutable_credential()->set_account(account);
  return done;
}

TEST(RedirectPage, TellsWhoIsLoggedInAndWhatIsLeftOut) {
  v1::Authorization done = Done("Anna Example");
  done.add_notices("Videos are left out.");
  const RedirectPage page = PageOf(done, "Facebook");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.html, AllOf(HasSubstr("<h1>Logged in</h1>"), HasSubstr("Anna Example"),
                               HasSubstr("Videos are left out."), HasSubstr("close this window")));
}

TEST(RedirectPage, EscapesWhatCameFromElsewhere) {
  v1::Authorization done = Done("<script>alert('1')</script> & \"co\"");
  done.add_notices("<img src=x>");
  EXPECT_THAT(PageOf(done, "F<b>").html,
              AllOf(HasSubstr("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;co"),
                    Not(HasSubstr("<script")), Not(HasSubstr("<img")), Not(HasSubstr("F<b>"))));
  v1::Authorization failed;
  failed.set_state(v1::AUTHORIZATION_FAILED);
  failed.mutable_problem()->set_message("It said: \"<iframe>\"");
  EXPECT_THAT(PageOf(failed, "Facebook").html,
              AllOf(HasSubstr("<h1>Not logged in</h1>"), Not(HasSubstr("<iframe"))));
}

TEST(RedirectPage, HoldsNothingThatLooksLikeASecret) {
  v1::Problem problem;
  problem.set_message("refused https://x.example/?access_token=abcdefgh&code=ijklmnop");
  const RedirectPage page = PageOf(problem);
  EXPECT_EQ(page.status, 400);
  EXPECT_THAT(page.html, AllOf(Not(HasSubstr("abcdefgh")), Not(HasSubstr("ijklmnop"))));
}

TEST(RedirectPage, IsNeitherKeptNorFramedNorMayLoadAnything) {
  const std::string text = HttpTextOf(PageOf(Done(""), "Facebook"));
  EXPECT_THAT(text, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(text, AllOf(HasSubstr("Cache-Control: no-store\r\n"),
                          HasSubstr("Referrer-Policy: no-referrer\r\n"),
                          HasSubstr("Content-Security-Policy: default-src 'none'"),
                          HasSubstr("X-Content-Type-Options: nosniff\r\n"),
                          HasSubstr("Connection: close\r\n\r\n<!DOCTYPE html>")));
  EXPECT_THAT(HttpTextOf(PageOfStatus(404)), StartsWith("HTTP/1.1 404 Not Found\r\n"));
}

}  // namespace
}  // namespace photoferry
