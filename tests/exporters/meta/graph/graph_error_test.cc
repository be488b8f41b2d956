// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_error.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Reason ReasonFor(int code, int subcode, const std::string& message = "", int status = 400,
                     bool transient = false) {
  return ReasonOf(StatusOf({.http_status = status,
                            .code = code,
                            .subcode = subcode,
                            .transient = transient,
                            .message = message},
                           "Facebook"));
}

struct TableRow {
  int code;
  int subcode;
  const char* message;
  v1::Reason reason;
  Step step;  // what the engine does then
};

class ErrorTable : public ::testing::TestWithParam<TableRow> {};

TEST_P(ErrorTable, HasTheReasonAndTheStepOfTheReference) {
  const TableRow& row = GetParam();
  for (const int status : {200, 400, 403, 500}) {
    EXPECT_EQ(ReasonFor(row.code, row.subcode, row.message, status), row.reason) << status;
  }
  const absl::Status status = StatusOf(
      {.http_status = 400, .code = row.code, .subcode = row.subcode, .message = row.message},
      "Facebook");
  EXPECT_EQ(NextStepFor(status).step, row.step);
}

// The error table of the reference, line by line.
INSTANTIATE_TEST_SUITE_P(
    OfTheReference, ErrorTable,
    ::testing::Values(
        TableRow{1, 0, "Please reduce the amount of data you're asking for", v1::PAGE_TOO_HEAVY,
                 Step::kRetry},
        TableRow{1, 0, "An unknown error occurred", v1::SERVICE_DOWN, Step::kRetry},
        TableRow{1, 99, "An unknown error occurred", v1::SERVICE_DOWN, Step::kRetry},
        TableRow{2, 0, "", v1::SERVICE_DOWN, Step::kRetry},
        TableRow{3, 0, "", v1::BAD_CONFIGURATION, Step::kFailJob},
        TableRow{4, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{17, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{17, 2446079, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{32, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{341, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{613, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{613, 1996, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{80000, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{80001, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{80002, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{80014, 0, "", v1::RATE_LIMITED, Step::kRetry},
        TableRow{10, 0, "", v1::PERMISSION_MISSING, Step::kFailJob},
        TableRow{10, 0, "The user's Data Access has expired", v1::LOGIN_NEEDED,
                 Step::kRefreshLogin},
        TableRow{100, 0, "(#100) Tried accessing nonexisting field (foo) on node type (Album)",
                 v1::BAD_REQUEST, Step::kFailJob},
        TableRow{100, 0, "(#100) Invalid cursors values", v1::CURSOR_DEAD, Step::kRestart},
        TableRow{100, 0, "Param after is not a valid one", v1::CURSOR_DEAD, Step::kRestart},
        TableRow{100, 0, "Invalid appsecret_proof provided in the API argument",
                 v1::BAD_CONFIGURATION, Step::kFailJob},
        TableRow{100, 33, "Unsupported get request.", v1::SOURCE_GONE, Step::kSkipItem},
        TableRow{100, 2108006, "", v1::NO_MEDIA_URL, Step::kSkipItem},
        TableRow{100, 36008, "", v1::BAD_CONFIGURATION, Step::kFailJob},
        TableRow{100, 36009, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{102, 0, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{104, 0, "", v1::BAD_CONFIGURATION, Step::kFailJob},
        TableRow{110, 0, "", v1::SOURCE_GONE, Step::kSkipItem},
        TableRow{803, 0, "", v1::SOURCE_GONE, Step::kSkipItem},
        TableRow{190, 0, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{190, 458, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{190, 459, "", v1::ACCOUNT_BLOCKED, Step::kWait},
        TableRow{190, 460, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{190, 463, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{190, 464, "", v1::ACCOUNT_BLOCKED, Step::kWait},
        TableRow{190, 466, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{190, 467, "", v1::LOGIN_NEEDED, Step::kRefreshLogin},
        TableRow{190, 492, "", v1::PERMISSION_MISSING, Step::kFailJob},
        TableRow{191, 0, "", v1::BAD_CONFIGURATION, Step::kFailJob},
        TableRow{200, 0, "", v1::PERMISSION_MISSING, Step::kFailJob},
        TableRow{283, 0, "", v1::PERMISSION_MISSING, Step::kFailJob},
        TableRow{294, 0, "", v1::PERMISSION_MISSING, Step::kFailJob},
        TableRow{299, 0, "", v1::PERMISSION_MISSING, Step::kFailJob},
        TableRow{210, 0, "", v1::SOURCE_GONE, Step::kSkipItem},
        TableRow{240, 0, "", v1::SOURCE_GONE, Step::kSkipItem},
        TableRow{324, 0, "", v1::ITEM_REJECTED, Step::kFailItem},
        TableRow{352, 2207026, "", v1::TYPE_UNSUPPORTED, Step::kSkipItem},
        TableRow{368, 0, "", v1::ACCOUNT_BLOCKED, Step::kWait}),
    [](const auto& info) {
      return absl::StrCat("code_", info.param.code, "_", info.param.subcode, "_", info.index);
    });

INSTANTIATE_TEST_SUITE_P(
    OfPublishing, ErrorTable,
    ::testing::Values(TableRow{-2, 2207003, "", v1::SERVICE_DOWN, Step::kRetry},
                      TableRow{-2, 2207020, "", v1::SESSION_EXPIRED, Step::kRestart},
                      TableRow{-1, 2207001, "", v1::SERVICE_DOWN, Step::kRetry},
                      TableRow{-1, 2207032, "", v1::SERVICE_DOWN, Step::kRetry},
                      TableRow{-1, 2207053, "", v1::SERVICE_DOWN, Step::kRetry},
                      TableRow{1, 2207057, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{4, 2207051, "", v1::ACCOUNT_BLOCKED, Step::kWait},
                      TableRow{9, 2207042, "", v1::DAILY_QUOTA, Step::kWait},
                      TableRow{24, 2207006, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{24, 2207008, "", v1::SESSION_EXPIRED, Step::kRestart},
                      TableRow{25, 2207050, "", v1::ACCOUNT_BLOCKED, Step::kWait},
                      TableRow{100, 2207023, "", v1::TYPE_UNSUPPORTED, Step::kSkipItem},
                      TableRow{100, 2207028, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{100, 2207040, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{382, 0, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{389, 0, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{506, 1455006, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{6000, 0, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{6001, 0, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{1363019, 0, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{9004, 2207052, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{9007, 2207027, "", v1::SERVICE_DOWN, Step::kRetry},
                      TableRow{36000, 2207004, "", v1::ITEM_TOO_LARGE, Step::kSkipItem},
                      TableRow{36001, 2207005, "", v1::TYPE_UNSUPPORTED, Step::kSkipItem},
                      TableRow{36003, 2207009, "", v1::ITEM_REJECTED, Step::kFailItem},
                      TableRow{36004, 2207010, "", v1::ITEM_REJECTED, Step::kFailItem}),
    [](const auto& info) { return absl::StrCat("line_", info.index); });

TEST(GraphError, ABadPathIsToldFromAMissingLogin) {
  EXPECT_EQ(ReasonFor(2500, 0, "An active access token must be used"), v1::LOGIN_NEEDED);
  EXPECT_EQ(ReasonFor(2500, 0, "Unknown path components: /x"), v1::BAD_REQUEST);
}

TEST(GraphError, TheTableCanBeShownToPeople) {
  v1::ProviderSpec spec;
  AddGraphAnswers("Facebook", spec);
  std::map<std::string, const v1::AnswerMeaning*> rows;
  for (const v1::AnswerMeaning& row : spec.answers()) rows[row.answer()] = &row;
  EXPECT_EQ(rows.size(), static_cast<size_t>(spec.answers_size()));
  ASSERT_TRUE(rows.contains("code 190/463"));
  EXPECT_EQ(rows["code 190/463"]->reason(), v1::LOGIN_NEEDED);
  EXPECT_EQ(rows["code 190/463"]->meaning(), "Facebook says that the login has expired.");
  EXPECT_TRUE(rows.contains("codes 80000 to 80014"));
  EXPECT_TRUE(rows.contains("code 100 with \"cursor\" in its text"));
}

TEST(GraphError, TheCodeCountsBeforeTheStatusAndTheTransientMark) {
  EXPECT_EQ(ReasonFor(17, 0, "", 403, /*transient=*/true), v1::RATE_LIMITED);
  EXPECT_EQ(ReasonFor(190, 463, "", 500), v1::LOGIN_NEEDED);
  EXPECT_EQ(ReasonFor(100, 0, "", 400, /*transient=*/true), v1::SERVICE_DOWN);
}

TEST(GraphError, UnknownCodesGoByTheStatus) {
  EXPECT_EQ(ReasonFor(777777, 0, "", 500), v1::SERVICE_DOWN);
  EXPECT_EQ(ReasonFor(777777, 0, "", 401), v1::LOGIN_NEEDED);
  EXPECT_EQ(ReasonFor(777777, 0, "", 403), v1::PERMISSION_MISSING);
  EXPECT_EQ(ReasonFor(777777, 0, "", 404), v1::SOURCE_GONE);
  EXPECT_EQ(ReasonFor(777777, 0, "", 429), v1::RATE_LIMITED);
  EXPECT_EQ(ReasonFor(777777, 0, "", 400), v1::BAD_REQUEST);
  EXPECT_EQ(ReasonFor(777777, 0, "", 400, /*transient=*/true), v1::SERVICE_DOWN);
}

TEST(GraphError, OldBodiesHideTheCodeInTheMessage) {
  const Json body = {{"error", {{"message", "(#200) Permissions error"}, {"type", "X"}}}};
  const std::optional<GraphError> error = ReadGraphError(body, 403);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, 200);
  EXPECT_EQ(ReasonOf(StatusOf(*error, "Facebook")), v1::PERMISSION_MISSING);
}

TEST(GraphError, ReadsCodesThatAreTextAndTheFormOfTheOauthEndpoints) {
  EXPECT_EQ(
      ReadGraphError(Json{{"error", {{"code", "190"}, {"error_subcode", "463"}}}}, 400)->subcode,
      463);
  const Json flat = {{"error_type", "OAuthException"}, {"code", 400}, {"error_message", "Bad"}};
  EXPECT_EQ(ReadGraphError(flat, 400)->message, "Bad");
  const Json oauth = {{"error", "invalid_grant"}, {"error_description", "Gone"}};
  EXPECT_EQ(ReadGraphError(oauth, 400)->message, "Gone");
  EXPECT_FALSE(ReadGraphError(Json{{"data", Json::array()}}, 200).has_value());
  EXPECT_FALSE(ReadGraphError(Json::array(), 200).has_value());
}

TEST(GraphError, ForeignAnswersAreOutagesOrMalformed) {
  const auto reason = [](int status) {
    return ReasonOf(StatusOfForeignAnswer({.status = status, .body = "<html>"}, "Facebook"));
  };
  EXPECT_EQ(reason(502), v1::SERVICE_DOWN);
  EXPECT_EQ(reason(500), v1::SERVICE_DOWN);
  EXPECT_EQ(reason(408), v1::SERVICE_DOWN);
  EXPECT_EQ(reason(429), v1::RATE_LIMITED);
  EXPECT_EQ(reason(200), v1::MALFORMED_ANSWER);
  EXPECT_EQ(reason(404), v1::MALFORMED_ANSWER);
}

TEST(GraphError, TellsTheUnknownFieldAndItsNode) {
  const absl::Status status =
      StatusOf({.code = 100,
                .message = "(#100) Tried accessing nonexisting field (foo) on node type (Album)"},
               "Facebook");
  EXPECT_EQ(UnknownFieldOf(status), "foo");
  EXPECT_EQ(UnknownFieldNodeOf(status), "Album");
  EXPECT_EQ(GraphCodeOf(status), 100);
  EXPECT_TRUE(IsRefusal(status));
  EXPECT_EQ(UnknownFieldOf(absl::OkStatus()), "");
}

TEST(GraphError, WhatIsNoNameIsNotTakenForAField) {
  for (const std::string& field :
       {std::string(""), std::string("a b"), std::string("a,b"), std::string("a{b}"),
        std::string("é"), std::string("a\0", 2), std::string(65, 'a')}) {
    const absl::Status status =
        StatusOf({.code = 100,
                  .message = absl::StrCat("Tried accessing nonexisting field (", field,
                                          ") on node type (X)")},
                 "Facebook");
    EXPECT_EQ(UnknownFieldOf(status), "") << field;
    EXPECT_EQ(ReasonOf(status), v1::BAD_REQUEST);
  }
  EXPECT_EQ(UnknownFieldOf(StatusOf({.code = 100, .message = "nonexisting field (open"}, "F")), "");
}

TEST(GraphError, OddEnvelopesStillHaveAReasonAndBoundedWords) {
  const Json messages[] = {Json(7),
                           Json(nullptr),
                           Json::array({1}),
                           Json(std::string(1 << 20, '?')),
                           Json("a\x1b[2J\n"),
                           Json(std::string("a\0b", 3))};
  const Json codes[] = {Json(-1),      Json(2147483648),    Json(1e300),
                        Json("x"),     Json("99999999999"), Json(nullptr),
                        Json::object()};
  for (const Json& message : messages) {
    for (const Json& code : codes) {
      const Json body = {
          {"error", {{"message", message}, {"code", code}, {"error_subcode", code}}}};
      const std::optional<GraphError> error = ReadGraphError(body, 400);
      ASSERT_TRUE(error.has_value());
      const v1::Problem problem = ProblemOf(StatusOf(*error, "Facebook"));
      EXPECT_EQ(problem.reason(), v1::BAD_REQUEST);
      EXPECT_LT(problem.ByteSizeLong(), 1000u);
      EXPECT_EQ(problem.message().find('\x1b'), std::string::npos);
      EXPECT_EQ(problem.message().find('\n'), std::string::npos);
    }
  }
}

TEST(GraphError, OnlyMissingEdgesAndPermissionsAreRefusals) {
  const auto is_refusal = [](int code, int subcode) {
    return IsRefusal(StatusOf({.code = code, .subcode = subcode}, "Facebook"));
  };
  EXPECT_TRUE(is_refusal(100, 0));
  EXPECT_TRUE(is_refusal(10, 0));
  EXPECT_TRUE(is_refusal(200, 0));
  EXPECT_FALSE(is_refusal(100, 33));
  EXPECT_FALSE(is_refusal(190, 492));
  EXPECT_FALSE(is_refusal(4, 0));
}

TEST(GraphError, TextsNameTheServiceAndHideSecrets) {
  const absl::Status status =
      StatusOf({.code = 190,
                .subcode = 463,
                .message = "Bad URL https://graph.facebook.com/me?access_token=EAAB123456"},
               "Facebook");
  const std::string message = ProblemOf(status).message();
  EXPECT_THAT(message, HasSubstr("Facebook says that the login has expired"));
  EXPECT_THAT(message, HasSubstr("(code 190/463)"));
  EXPECT_THAT(message, Not(HasSubstr("EAAB123456")));
  EXPECT_FALSE(ProblemOf(status).what_to_do().empty());
}

TEST(GraphError, LongTextsAreCutBetweenCharacters) {
  std::string words;
  for (int i = 0; i < 400; ++i) words += "é";
  const absl::Status status = StatusOf({.code = 2, .message = "x" + words}, "Facebook");
  EXPECT_LT(ProblemOf(status).message().size(), 400u);
  v1::Problem problem;  // parsing checks that strings are UTF-8
  EXPECT_TRUE(problem.ParseFromString(ProblemOf(status).SerializeAsString()));
}

}  // namespace
}  // namespace photoferry::meta
