// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/login_answers.h"

#include "common/base/status.h"
#include "gtest/gtest.h"
#include "tests/testing/canary.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

Json Parsed(absl::string_view text) {
  absl::StatusOr<Json> json = ParseJson(text);
  EXPECT_THAT(json, IsOk());
  return json.ok() ? *json : Json();
}

std::string ErrorOf(absl::string_view text) {
  return JsonString(StandardAnswer(Parsed(text)), "error");
}

TEST(LoginAnswers, BothShapesOfInstagramsTokenAreOne) {
  const Json flat = StandardAnswer(
      Parsed(R"({"access_token":"a","user_id":17841400000000001,"permissions":["one","two"]})"));
  const Json wrapped = StandardAnswer(Parsed(
      R"({"data":[{"access_token":"a","user_id":"17841400000000001","permissions":"one,two"}]})"));
  for (const Json& answer : {flat, wrapped}) {
    EXPECT_EQ(JsonString(answer, "access_token"), "a");
    EXPECT_EQ(JsonString(answer, "user_id"), "17841400000000001");
    EXPECT_EQ(JsonString(answer, "scope"), "one,two");
  }
}

TEST(LoginAnswers, AnErrorOfEitherHostIsOneOfTheStandard) {
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"This authorization code has been used.","type":
      "OAuthException","code":100,"error_subcode":36009}})"),
            "invalid_grant");
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"redirect_uri isn't an absolute URI.","code":191}})"),
            "invalid_request");
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"Error validating client secret.","code":1}})"),
            "invalid_client");
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"Error validating application.","code":101}})"),
            "invalid_client");
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"Session has expired","code":190,
      "error_subcode":463}})"),
            "invalid_grant");
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"An unknown error occurred","code":1}})"),
            "temporarily_unavailable");
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"limit reached","code":4}})"), "slow_down");
  EXPECT_EQ(ErrorOf(R"({"error_type":"OAuthException","code":400,
      "error_message":"Matching code was not found or was already used"})"),
            "invalid_grant");
  EXPECT_EQ(ErrorOf(R"({"error_type":"OAuthException","code":400,
      "error_message":"Invalid platform app"})"),
            "invalid_client");
  EXPECT_EQ(ErrorOf(R"({"error_type":"OAuthException","code":400,
      "error_message":"Error validating verification code: is your redirect_uri identical?"})"),
            "invalid_request");
  EXPECT_EQ(ErrorOf(R"({"error":{"message":"Something of tomorrow","code":4711}})"),
            "invalid_request");
}

TEST(LoginAnswers, WhatIsStandardAlreadyStays) {
  const Json answer = Parsed(R"({"error":"invalid_grant","error_description":"gone"})");
  EXPECT_EQ(StandardAnswer(answer), answer);
  for (const char* odd : {"[]", "3", "null", R"({"data":[]})", R"({"data":[3]})"}) {
    EXPECT_EQ(StandardAnswer(Parsed(odd)), Parsed(odd)) << odd;
  }
}

TEST(LoginAnswers, WhatMetaPutsBehindARedirectIsCutOff) {
  for (const char* query : {"state=s&code=c", "state=s&code=c#_", "state=s&code=c#_=_",
                            "state=s&code=c%23_", "state=s&code=c%23_%3D_"}) {
    EXPECT_EQ(WithoutMetaSuffix(query), "state=s&code=c") << query;
  }
}

}  // namespace
}  // namespace photoferry::meta
