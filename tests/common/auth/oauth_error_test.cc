// SPDX-License-Identifier: Apache-2.0
#include "common/auth/oauth_error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/oauth_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Row {
  const char* code;
  OAuthCall call;
  v1::Reason reason;
  Step step;
};

class OAuthErrorTest : public ::testing::TestWithParam<Row> {};

TEST_P(OAuthErrorTest, HasAReasonAndWordsForPeople) {
  const Row row = GetParam();
  const absl::Status status = StatusOf({.code = row.code, .http_status = 400}, row.call, "Albumia");
  EXPECT_THAT(status, ReasonIs(row.reason));
  EXPECT_EQ(NextStepFor(status).step, row.step);
  EXPECT_THAT(ProblemOf(status).message(),
              AllOf(StartsWith("Albumia "), HasSubstr(std::string("(") + row.code + ")")));
  EXPECT_THAT(ProblemOf(status).what_to_do(), Not(""));
}

// RFC 6749, 4.1.2.1 and 5.2; RFC 7009, 2.2.1; OpenID Connect Core, 3.1.2.6.
INSTANTIATE_TEST_SUITE_P(
    OfTheStandards, OAuthErrorTest,
    ::testing::Values(
        Row{"access_denied", OAuthCall::kAuthorize, v1::LOGIN_NEEDED, Step::kRefreshLogin},
        Row{"invalid_request", OAuthCall::kAuthorize, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"unauthorized_client", OAuthCall::kAuthorize, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"unsupported_response_type", OAuthCall::kAuthorize, v1::BAD_CONFIGURATION,
            Step::kFailJob},
        Row{"invalid_scope", OAuthCall::kAuthorize, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"server_error", OAuthCall::kAuthorize, v1::SERVICE_DOWN, Step::kRetry},
        Row{"temporarily_unavailable", OAuthCall::kAuthorize, v1::SERVICE_DOWN, Step::kRetry},
        Row{"login_required", OAuthCall::kAuthorize, v1::LOGIN_NEEDED, Step::kRefreshLogin},
        Row{"consent_required", OAuthCall::kAuthorize, v1::LOGIN_NEEDED, Step::kRefreshLogin},
        Row{"interaction_required", OAuthCall::kAuthorize, v1::LOGIN_NEEDED, Step::kRefreshLogin},
        Row{"invalid_request", OAuthCall::kExchange, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"invalid_client", OAuthCall::kExchange, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"invalid_grant", OAuthCall::kExchange, v1::LOGIN_NEEDED, Step::kRefreshLogin},
        Row{"unauthorized_client", OAuthCall::kExchange, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"unsupported_grant_type", OAuthCall::kExchange, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"invalid_scope", OAuthCall::kRefresh, v1::BAD_CONFIGURATION, Step::kFailJob},
        Row{"invalid_grant", OAuthCall::kRefresh, v1::LOGIN_NEEDED, Step::kRefreshLogin},
        Row{"slow_down", OAuthCall::kRefresh, v1::RATE_LIMITED, Step::kRetry},
        Row{"unsupported_token_type", OAuthCall::kRevoke, v1::BAD_REQUEST, Step::kFailJob}));

TEST(OAuthErrors, OfACodeNameTheClockAndOfALoginDoNot) {
  const auto words = [](OAuthCall call) {
    return ProblemOf(StatusOf({.code = "invalid_grant"}, call, "Albumia")).ShortDebugString();
  };
  EXPECT_THAT(words(OAuthCall::kExchange), AllOf(HasSubstr("works once"), HasSubstr("clock")));
  EXPECT_THAT(words(OAuthCall::kRefresh),
              AllOf(HasSubstr("has ended the login"), Not(HasSubstr("clock"))));
}

TEST(OAuthErrors, OfNobodysListAreJudgedByTheirStatus) {
  const auto reason = [](int http_status) {
    return ReasonOf(
        StatusOf({.code = "teapot", .http_status = http_status}, OAuthCall::kRefresh, "Albumia"));
  };
  EXPECT_EQ(reason(503), v1::SERVICE_DOWN);
  EXPECT_EQ(reason(429), v1::RATE_LIMITED);
  EXPECT_EQ(reason(401), v1::BAD_CONFIGURATION);
  EXPECT_EQ(reason(400), v1::BAD_REQUEST);
}

TEST(OAuthErrors, QuoteAStrangerShortlyAndWithoutSecrets) {
  const auto message = [](const std::string& code, const std::string& description) {
    return ProblemOf(
               StatusOf({.code = code, .description = description}, OAuthCall::kRefresh, "Albumia"))
        .message();
  };
  EXPECT_THAT(message("invalid_grant", "refresh_token=" + MarkedSecret("r") + " is revoked"),
              AllOf(HasSubstr("is revoked"), Not(HasSubstr(PHOTOFERRY_CANARY_MARK))));
  EXPECT_LT(message("invalid_grant", std::string(10'000, 'x')).size(), 600);
  EXPECT_THAT(message("a code \n of lines", "broken \xff"),
              AllOf(Not(HasSubstr("lines")), Not(HasSubstr("broken"))));
}

}  // namespace
}  // namespace photoferry
