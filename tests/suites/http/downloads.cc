// SPDX-License-Identifier: Apache-2.0
//
// Bodies on their way to us.
#include "tests/suites/http/http_client_suite.h"

namespace photoferry {
namespace {

using ::testing::AnyOf;

OpenOptions WithLength(int64_t length) {
  OpenOptions options;
  options.stages.push_back(NewLengthStage(length));
  return options;
}

TEST_P(HttpClientSuite, ADownloadReachesItsReaderWhole) {
  const std::string bytes = Pattern(5 << 20);
  Play([&] {
    for (const bool tells : {true, false}) {
      PF_ASSERT_OK_AND_ASSIGN(HttpStream stream,
                              Open({.url = ServeAlways({.body = bytes, .tells_length = tells})}));
      EXPECT_EQ(stream.status, 200);
      EXPECT_EQ(stream.length, tells ? std::optional<int64_t>(5 << 20) : std::nullopt);
      PF_ASSERT_OK_AND_ASSIGN(const std::string got, ReadAll(*stream.body));
      EXPECT_TRUE(got == bytes);
      EXPECT_EQ(stream.body->bytes_read(), 5 << 20);
    }
  });
}

TEST_P(HttpClientSuite, AnEmptyFileEndsAtOnce) {
  const std::string origin = ServeAlways(ServedAnswer());
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = origin}, WithLength(0)));
    EXPECT_EQ(stream.length, 0);
    EXPECT_THAT(ReadAll(*stream.body), IsOkAndHolds(""));
  });
}

TEST_P(HttpClientSuite, TheStagesOfAFileDoNotJudgeAnErrorPage) {
  const std::string origin = ServeAlways({.status = 404, .body = "gone"});
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = origin}, WithLength(100)));
    EXPECT_EQ(stream.status, 404);
    EXPECT_THAT(ReadAll(*stream.body), IsOkAndHolds("gone"));
  });
}

TEST_P(HttpClientSuite, AStageJudgesWhatTheServerDoesNotTell) {
  const std::string origin = ServeAlways({.body = "abc", .tells_length = false});
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(HttpStream whole, Open({.url = origin}, WithLength(3)));
    EXPECT_THAT(ReadAll(*whole.body), IsOkAndHolds("abc"));
    PF_ASSERT_OK_AND_ASSIGN(HttpStream cut, Open({.url = origin}, WithLength(4)));
    EXPECT_THAT(ReadAll(*cut.body), ReasonIs(v1::TRUNCATED));
  });
}

TEST_P(HttpClientSuite, ACutAtEachQuarterIsAnErrorToTheReader) {
  const std::string bytes = Pattern(400000);
  Play([&] {
    for (int64_t quarter = 0; quarter < 4; ++quarter) {
      PF_ASSERT_OK_AND_ASSIGN(
          HttpStream stream,
          Open({.url = ServeAlways({.body = bytes, .ends_after = quarter * 100000})}));
      EXPECT_THAT(ReadAll(*stream.body),
                  AnyOf(ReasonIs(v1::TRUNCATED), ReasonIs(v1::CONNECTION_LOST)));
      EXPECT_LE(stream.body->bytes_read(), quarter * 100000);
    }
  });
}

TEST_P(HttpClientSuite, ABodyThatStandsStillTimesOut) {
  const std::string origin = ServeAlways({.body = "0123456789", .stands_still_after = 3});
  const HttpRequest get{.url = origin, .stall_timeout = absl::Milliseconds(50)};
  Play([&] {
    EXPECT_THAT(Call(get), ReasonIs(v1::TIMED_OUT));
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open(get));
    EXPECT_THAT(ReadAll(*stream.body), ReasonIs(v1::TIMED_OUT));
  });
}

TEST_P(HttpClientSuite, AStopEndsABodyOnItsWay) {
  const std::string origin = ServeAlways({.body = "0123456789", .stands_still_after = 3});
  Play([&] {
    std::stop_source stop;
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream,
                            scene().client().Open({.url = origin}, {}, stop.get_token()));
    stop.request_stop();
    EXPECT_THAT(ReadAll(*stream.body), ReasonIs(v1::STOPPED));
  });
}

TEST_P(HttpClientSuite, ABodyThatNobodyWantsHoldsNothingUp) {
  const std::string bytes = Pattern(5 << 20);
  const std::string origin = ServeAlways({.body = bytes});
  Play([&] {
    for (int time = 0; time < 20; ++time) {
      PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = origin}));
      stream.body.reset();
    }
    EXPECT_THAT(Call({.url = origin}), IsOk());
  });
}

}  // namespace
}  // namespace photoferry
