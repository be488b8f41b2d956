// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/login_desk.h"

#include "common/auth/standard_login.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "tests/testing/canary.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/oauth_fixture.h"
#include "tests/transfer-worker/faces/desk_fixture.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

MATCHER_P(IsInvalid, text, "is INVALID_ARGUMENT with a text") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status;
  const v1::Problem problem = ProblemOf(status);
  return status.code() == absl::StatusCode::kInvalidArgument &&
         ::testing::ExplainMatchResult(
             HasSubstr(text), problem.message() + " " + problem.what_to_do(), result_listener);
}

v1::DeleteCredentialsRequest Forgetting(const std::string& name, bool revoke = false) {
  v1::DeleteCredentialsRequest request;
  request.set_name(name);
  request.set_revoke(revoke);
  return request;
}

class CredentialsTest : public DeskFixture {
 protected:
  static v1::ProvideCredentialsRequest Request(const std::string& token) {
    v1::ProvideCredentialsRequest request;
    request.set_name("tenants/default/credentials/facebook");
    request.set_provider("facebook");
    request.set_access_token(token);
    return request;
  }
};

TEST_F(CredentialsTest, ATokenIsStoredAndNeverComesBack) {
  v1::ProvideCredentialsRequest request = Request("  " + canary::Token("sesame-4711") + "\n");
  request.set_app_secret(canary::Token("hush"));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Credential answer, logins_->Provide(request));
  EXPECT_THAT(answer.DebugString(), Not(AllOf(HasSubstr("sesame"), HasSubstr("hush"))));
  EXPECT_EQ(answer.provider(), "facebook");
  PF_ASSERT_OK_AND_ASSIGN(const auto stored, store_->vault().Get(request.name()));
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->tokens.access_token.Reveal(), canary::Token("sesame-4711"));
  EXPECT_EQ(stored->app.secret.Reveal(), canary::Token("hush"));
  EXPECT_EQ(nudges_, 1);
  EXPECT_THAT(logins_->Delete(Forgetting(request.name())), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto gone, store_->vault().Get(request.name()));
  EXPECT_FALSE(gone.has_value());
  EXPECT_EQ(logins_->Delete(Forgetting(request.name())).code(), absl::StatusCode::kNotFound);
}

TEST_F(CredentialsTest, WrongTokensAreRefusedWithoutBeingQuoted) {
  for (const std::string& token :
       {std::string(), std::string(" \n"), canary::Token("ses\name"), canary::Token("ses ame"),
        std::string("ses\0ame", 7), std::string(20000, 's')}) {
    const absl::Status status = logins_->Provide(Request(token)).status();
    EXPECT_THAT(status, IsInvalid("")) << token.size();
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("ame")));
  }
  v1::ProvideCredentialsRequest request = Request("x");
  request.set_provider("facebock");
  EXPECT_THAT(logins_->Provide(request), IsInvalid("Did you mean facebook?"));
  request.set_provider("facebook");
  request.set_name("facebook");
  EXPECT_THAT(logins_->Provide(request), IsInvalid("tenants/"));
}

// The folder of this fixture has no OAuth: what is given for it is a person's own.
TEST_F(CredentialsTest, APasswordMayHoldBlanksAndLettersOfAnyLanguage) {
  v1::ProvideCredentialsRequest request = Request(
      " ses ame \xc3\xb6"
      "ffne dich\n");
  request.set_provider("folder");
  ASSERT_THAT(logins_->Provide(request), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto stored, store_->vault().Get(request.name()));
  EXPECT_EQ(stored->tokens.access_token.Reveal(),
            "ses ame \xc3\xb6"
            "ffne dich");
  request.set_access_token("ses\x01name");
  EXPECT_THAT(logins_->Provide(request), IsInvalid("unprintable"));
  request.set_access_token("");
  EXPECT_THAT(logins_->Provide(request), IsInvalid("password is empty"));
}

constexpr char kCredential[] = "tenants/default/credentials/albumia";
constexpr char kRedirect[] = "https://ferry.example/back";
// Without the mark: it lies in a file that the test itself writes.
constexpr char kAppSecret[] = "the:app/secret";

// A destination that people log in to by the book.
ImporterPlugin AlbumiaPlugin() {
  ImporterPlugin plugin;
  plugin.spec.set_id("albumia");
  plugin.spec.set_display_name("Albumia");
  plugin.spec.set_role(v1::ProviderSpec::IMPORTER);
  plugin.spec.set_needs_credential(true);
  AddOptionTo(plugin.spec, "folder", v1::OptionSpec::TEXT)->set_required(true);
  AddOptionTo(plugin.spec, "sharing", v1::OptionSpec::BOOL)->set_default_value("false");
  v1::LoginSpec& login = *plugin.spec.add_logins();
  login.set_id("plain");
  login.set_display_name("Albumia Login");
  login.set_app("What its console shows.");
  login.add_scopes()->set_scope("photos");
  v1::ScopeSpec& sharing = *login.add_scopes();
  sharing.set_scope("sharing");
  sharing.set_option("sharing");
  plugin.logins = {
      {.id = "plain",
       .make = [login](const ProviderOptions& options, OAuthApp app, const LoginServices& services)
           -> absl::StatusOr<std::unique_ptr<ProviderLogin>> {
         return std::make_unique<StandardLogin>(SomeServer(), std::move(app),
                                                ScopesFor(login, options), services.http,
                                                services.scheduler.clock());
       }}};
  return plugin;
}

class LoginDeskTest : public DeskFixture {
 protected:
  void SetUp() override {
    providers_.importers.push_back(AlbumiaPlugin());
    scheduler_ = NewThreadScheduler(clock_);
    DeskFixture::SetUp();
    WriteFile(directory_ / "secret", std::string(kAppSecret) + "\nnothing else counts\n");
    v1::ProviderApp app;
    app.set_provider("albumia");
    app.set_app_id("ferry & co");
    app.set_app_secret_file(directory_ / "secret");
    logins_ = NewLogins({.option_defaults = {}, .apps = ProviderApps({app}), .redirect_uri = ""});
  }
  void TearDown() override {
    logins_.reset();
    desk_.reset();
    store_.reset();
    scheduler_.reset();
  }

  static v1::BeginAuthorizationRequest Asking() {
    v1::BeginAuthorizationRequest request;
    request.set_parent("tenants/default");
    request.set_provider("albumia");
    request.set_redirect_uri(kRedirect);
    return request;
  }
  v1::Authorization Begun(const v1::BeginAuthorizationRequest& request = Asking()) {
    absl::StatusOr<v1::Authorization> begun = logins_->Begin(request);
    EXPECT_THAT(begun, IsOk());
    return begun.ok() ? *begun : v1::Authorization();
  }
  static std::string ParameterOf(const v1::Authorization& begun, const std::string& name) {
    return ParseQuery(QueryOf(begun.url()))[name];
  }
  // What the browser comes back with when the person agrees.
  static std::string Agreed(const v1::Authorization& begun) {
    return QueryString({{"code", MarkedSecret("code")}, {"state", ParameterOf(begun, "state")}});
  }
  absl::StatusOr<v1::Authorization> Complete(const v1::Authorization& begun,
                                             const std::string& redirect) {
    v1::CompleteAuthorizationRequest request;
    request.set_name(begun.name());
    request.set_redirect(redirect);
    return logins_->Complete(request);
  }
  void AnswerToken(absl::Duration life = absl::Hours(1), const std::string& refresh = "refresh") {
    Json answer = {{"access_token", MarkedSecret("access")},
                   {"expires_in", absl::ToInt64Seconds(life)}};
    if (!refresh.empty()) answer["refresh_token"] = MarkedSecret(refresh);
    http_.AnswerJson("/token", answer);
  }
  v1::ListCredentialsResponse Listed() {
    v1::ListCredentialsRequest request;
    request.set_parent("tenants/default");
    absl::StatusOr<v1::ListCredentialsResponse> list = logins_->List(request);
    EXPECT_THAT(list, IsOk());
    return list.ok() ? *list : v1::ListCredentialsResponse();
  }

  ManualClock clock_;
};

TEST_F(LoginDeskTest, ALoginIsBegunCompletedAndKeptUnderItsName) {
  const v1::Authorization begun = Begun();
  EXPECT_EQ(begun.state(), v1::AUTHORIZATION_PENDING);
  EXPECT_EQ(ParameterOf(begun, "redirect_uri"), kRedirect);
  EXPECT_EQ(ParameterOf(begun, "scope"), "photos");
  EXPECT_EQ(ParameterOf(begun, "client_id"), "ferry & co");
  AnswerToken();
  PF_ASSERT_OK_AND_ASSIGN(const v1::Authorization done, Complete(begun, Agreed(begun)));
  EXPECT_EQ(done.state(), v1::AUTHORIZATION_DONE);
  EXPECT_EQ(done.url(), "");
  EXPECT_EQ(done.credential().name(), kCredential);
  EXPECT_EQ(done.credential().login(), "plain");
  EXPECT_TRUE(done.credential().renews_itself());
  EXPECT_EQ(nudges_, 1);
  PF_ASSERT_OK_AND_ASSIGN(const auto stored, store_->vault().Get(kCredential));
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->tokens.access_token.Reveal(), MarkedSecret("access"));
  EXPECT_EQ(stored->app.secret.Reveal(), kAppSecret);
  EXPECT_FALSE(canary::IsIn(done.SerializeAsString()));
}

TEST_F(LoginDeskTest, TheOptionsOfTheJobDecideWhatIsAskedFor) {
  v1::BeginAuthorizationRequest request = Asking();
  (*request.mutable_options())["sharing"] = "true";
  EXPECT_EQ(ParameterOf(Begun(request), "scope"), "photos sharing");
  (*request.mutable_options())["shraing"] = "true";
  EXPECT_THAT(logins_->Begin(request), ReasonIs(v1::BAD_CONFIGURATION));
}

TEST_F(LoginDeskTest, AnAnswerServesOnceAndOnlyItsOwnLogin) {
  const v1::Authorization one = Begun();
  const v1::Authorization two = Begun();
  EXPECT_THAT(Complete(two, Agreed(one)), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(Complete(one, "state=guessed&code=x"), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(Complete(one, ""), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(Complete(one, std::string(100000, 'x')), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(http_.requests(), IsEmpty());
  AnswerToken();
  PF_ASSERT_OK_AND_ASSIGN(const auto done, Complete(one, Agreed(one)));
  EXPECT_EQ(done.state(), v1::AUTHORIZATION_DONE);
  EXPECT_THAT(Complete(one, Agreed(one)), ReasonIs(v1::BAD_REQUEST));
  PF_ASSERT_OK_AND_ASSIGN(const auto waits, logins_->Get(two.name()));
  EXPECT_EQ(waits.state(), v1::AUTHORIZATION_PENDING);
}

TEST_F(LoginDeskTest, TheWholeAddressMayBePasted) {
  const v1::Authorization begun = Begun();
  AnswerToken();
  PF_ASSERT_OK_AND_ASSIGN(const auto done, Complete(begun, absl::StrCat("  ", kRedirect, "?",
                                                                        Agreed(begun), "#_=_ \n")));
  EXPECT_EQ(done.state(), v1::AUTHORIZATION_DONE);
}

TEST_F(LoginDeskTest, TheListenerKnowsTheLoginByItsAnswer) {
  logins_ = NewLogins();
  v1::BeginAuthorizationRequest request = Asking();
  request.clear_redirect_uri();
  EXPECT_THAT(logins_->Begin(request), StatusIs(absl::StatusCode::kFailedPrecondition));
  v1::ProviderApp app;
  app.set_provider("albumia");
  app.set_app_id("1");
  logins_ = NewLogins({.option_defaults = {},
                       .apps = ProviderApps({app}),
                       .redirect_uri = "http://127.0.0.1:8723/login"});
  const v1::Authorization begun = Begun(request);
  EXPECT_EQ(ParameterOf(begun, "redirect_uri"), "http://127.0.0.1:8723/login");
  AnswerToken();
  PF_ASSERT_OK_AND_ASSIGN(const auto done, logins_->CompleteRedirect(Agreed(begun)));
  EXPECT_EQ(done.name(), begun.name());
  EXPECT_EQ(done.state(), v1::AUTHORIZATION_DONE);
  EXPECT_THAT(logins_->CompleteRedirect(Agreed(begun)), ReasonIs(v1::BAD_REQUEST));
}

TEST_F(LoginDeskTest, WhatThePersonOrTheProviderRefusesIsAnAnswer) {
  const v1::Authorization begun = Begun();
  PF_ASSERT_OK_AND_ASSIGN(const auto denied,
                          Complete(begun, QueryString({{"error", "access_denied"},
                                                       {"state", ParameterOf(begun, "state")}})));
  EXPECT_EQ(denied.state(), v1::AUTHORIZATION_FAILED);
  EXPECT_EQ(denied.problem().reason(), v1::LOGIN_NEEDED);
  PF_ASSERT_OK_AND_ASSIGN(const auto later, logins_->Get(begun.name()));
  EXPECT_EQ(later.problem().message(), denied.problem().message());
  EXPECT_THAT(Listed().credentials(), IsEmpty());
}

TEST_F(LoginDeskTest, NobodyWaitsLongerThanTenMinutes) {
  const v1::Authorization begun = Begun();
  clock_.Advance(absl::Minutes(10));
  EXPECT_THAT(Complete(begun, Agreed(begun)), ReasonIs(v1::BAD_REQUEST));
  PF_ASSERT_OK_AND_ASSIGN(const auto late, logins_->Get(begun.name()));
  EXPECT_EQ(late.state(), v1::AUTHORIZATION_FAILED);
  EXPECT_THAT(logins_->Get("tenants/default/authorizations/none"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(logins_->Get("none"), ReasonIs(v1::BAD_REQUEST));
}

TEST_F(LoginDeskTest, WithoutAnAppOrWithABadFileThereIsAWordOfWhatToDo) {
  logins_ = NewLogins();
  const auto none = logins_->Begin(Asking());
  EXPECT_THAT(none, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(ProblemOf(none.status()).what_to_do(),
              AllOf(HasSubstr("--app-id"), HasSubstr("What its console shows.")));
  v1::ProviderApp app;
  app.set_provider("albumia");
  app.set_app_id("1");
  for (const char* content : {"", "\n", "two words\n"}) {
    WriteFile(directory_ / "bad", content);
    app.set_app_secret_file(directory_ / "bad");
    EXPECT_THAT(ProviderApps({app}).Check(), ReasonIs(v1::BAD_CONFIGURATION)) << content;
  }
  app.set_app_secret_file(directory_ / "none");
  const absl::Status missing = ProviderApps({app}).Check();
  EXPECT_THAT(missing, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(missing.message(), HasSubstr("No such file"));
}

TEST_F(LoginDeskTest, WhoCannotBeAskedIsTold) {
  v1::BeginAuthorizationRequest request = Asking();
  request.set_provider("albumina");
  EXPECT_THAT(logins_->Begin(request), IsInvalid("Did you mean albumia?"));
  request = Asking();
  request.set_provider("folder");
  EXPECT_THAT(logins_->Begin(request), IsInvalid("folder needs no login"));
  request = Asking();
  request.set_login("fancy");
  EXPECT_THAT(logins_->Begin(request), IsInvalid("plain"));
  request = Asking();
  request.set_credential("tenants/other/credentials/albumia");
  EXPECT_THAT(logins_->Begin(request), IsInvalid("another tenant"));
  request = Asking();
  request.set_redirect_uri("javascript:alert(1)");
  EXPECT_THAT(logins_->Begin(request), IsInvalid("redirect_uri"));
}

TEST_F(LoginDeskTest, ARenewalKeepsTheAppAndTheOptionsOfBefore) {
  v1::BeginAuthorizationRequest request = Asking();
  (*request.mutable_options())["sharing"] = "true";
  const v1::Authorization begun = Begun(request);
  AnswerToken();
  ASSERT_THAT(Complete(begun, Agreed(begun)), IsOk());
  logins_ = NewLogins();  // that knows no app
  request = Asking();
  request.set_ask_again(true);
  const v1::Authorization again = Begun(request);
  EXPECT_EQ(ParameterOf(again, "client_id"), "ferry & co");
  EXPECT_EQ(ParameterOf(again, "scope"), "photos sharing");
  EXPECT_EQ(ParameterOf(again, "prompt"), "consent");
}

TEST_F(LoginDeskTest, AnEndIsAnnouncedAWeekAhead) {
  const v1::Authorization begun = Begun();
  AnswerToken(absl::Hours(24 * 60), "");
  ASSERT_THAT(Complete(begun, Agreed(begun)), IsOk());
  ASSERT_THAT(Listed().credentials(), SizeIs(1));
  EXPECT_EQ(Listed().credentials(0).warning(), "");
  EXPECT_FALSE(Listed().credentials(0).renews_itself());
  clock_.Advance(absl::Hours(24 * 53 + 1));
  EXPECT_THAT(Listed().credentials(0).warning(),
              AllOf(HasSubstr("ends on"), HasSubstr("photoferry login albumia --renew")));
  clock_.Advance(absl::Hours(24 * 7));
  EXPECT_THAT(Listed().credentials(0).warning(), HasSubstr("ran out"));
}

TEST_F(LoginDeskTest, LoggingOutEndsTheLoginThereFirst) {
  const v1::Authorization begun = Begun();
  AnswerToken();
  ASSERT_THAT(Complete(begun, Agreed(begun)), IsOk());
  http_.Answer("/revoke", Failure(v1::UNREACHABLE, "down"));
  const absl::Status unreachable = logins_->Delete(Forgetting(kCredential, true));
  EXPECT_THAT(unreachable, ReasonIs(v1::UNREACHABLE));
  EXPECT_THAT(unreachable.message(), HasSubstr("not forgotten"));
  ASSERT_THAT(Listed().credentials(), SizeIs(1));
  http_.Answer("/revoke", "");
  EXPECT_THAT(logins_->Delete(Forgetting(kCredential, true)), IsOk());
  EXPECT_THAT(Listed().credentials(), IsEmpty());
  const auto form = ParseQuery(http_.requests().back().body.value_or(HttpBody()).prefix);
  EXPECT_EQ(form.at("token"), MarkedSecret("refresh"));
  EXPECT_THAT(logins_->Delete(Forgetting(kCredential, true)),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace photoferry
