// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/http_fixture.h"
#include "tests/testing/no_sockets.h"

// Answers that come too early, too late, or too large.

namespace photoferry {
namespace {

using ::testing::Not;

class HttpTrouble : public HttpFixture {
 protected:
  // An upload that nobody will ever finish feeding.
  HttpRequest EndlessPut(const RawServer& server, std::optional<int64_t> length) {
    pipe_ = std::make_shared<Pipe>(*scheduler_);
    EXPECT_THAT(pipe_->TryWrite("the first bytes"), IsOkAndHolds(true));
    HttpRequest request{.method = "PUT", .url = server.Url()};
    request.body = HttpBody{.stream = pipe_, .stream_length = length};
    return request;
  }

  std::shared_ptr<Pipe> pipe_;
};

TEST_F(HttpTrouble, AnEarlyAnswerStopsTheSendingWhateverItsStatus) {
  for (const int status : {200, 201, 204, 401, 409, 413, 507}) {
    for (const bool known : {true, false}) {
      RawServer server([&](RawConnection& connection) {
        connection.ReadHead();
        connection.ReadBytes(5);
        if (status == 204) {
          connection.Send("HTTP/1.1 204 None\r\n\r\n");
        } else {
          connection.SendAnswer(status, "no need");
        }
        connection.Drain();
      });
      const HttpRequest put =
          EndlessPut(server, known ? std::optional<int64_t>(1 << 30) : std::nullopt);
      PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(put));
      EXPECT_EQ(answer.status, status);
      EXPECT_EQ(answer.body, status == 204 ? "" : "no need");
      EXPECT_TRUE(answer.early);
      EXPECT_THAT(pipe_->Write("more"), ReasonIs(v1::STOPPED)) << "the source is told";
    }
  }
}

TEST_F(HttpTrouble, WithoutADescriptorForASocketACallFailsAndLaterOnesWork) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.SendAnswer(200, "fine");
  });
  {
    const NoSockets none;
    EXPECT_THAT(Call({.url = server.Url()}), ReasonIs(v1::UNREACHABLE));
  }
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call({.url = server.Url()}));
  EXPECT_EQ(answer.body, "fine");
}

TEST_F(HttpTrouble, HalfAnAnswerIsALostConnection) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":");
  });
  HttpRequest post{.method = "POST", .url = server.Url()};
  post.body = HttpBody{.prefix = "make one"};
  EXPECT_THAT(Call(post), ReasonIs(v1::CONNECTION_LOST));
}

TEST_F(HttpTrouble, AnEarlyAnswerIsReadEvenIfTheServerTakesNoMoreBytes) {
  for (const int status : {200, 413}) {
    RawServer server([&](RawConnection& connection) {
      connection.ReadHead();
      connection.SendAnswer(status, "enough");
      connection.ReadBytes(1 << 20);
      connection.Interrupt();
    });
    const HttpRequest put = EndlessPut(server, int64_t{1} << 30);
    const auto feeder = scheduler_->Spawn("feeder", [&] {
      const std::string bytes = Pattern(1 << 20);
      while (pipe_->Write(bytes).ok()) {
      }
    });
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(put));
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.body, "enough");
    EXPECT_TRUE(answer.early);
  }
}

TEST_F(HttpTrouble, AnEarlyAnswerWhoseEndCannotBeSeenEndsWhenItIsQuiet) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndone\r\n0\r\n\r\n");
    connection.Drain();
  });
  HttpRequest put = EndlessPut(server, std::nullopt);
  put.stall_timeout = absl::Milliseconds(100);
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(put));
  EXPECT_EQ(answer.body, "done");
  EXPECT_TRUE(answer.early);
}

TEST_F(HttpTrouble, ASlowBodyThatMovesDoesNotTimeOut) {
  std::stop_source never;
  RawServer server([&](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
    for (int i = 0; i < 20; ++i) {
      scheduler_->SleepFor(absl::Milliseconds(40), never.get_token());
      connection.Send("x");
    }
  });
  EXPECT_THAT(Call({.url = server.Url(),
                    .stall_timeout = absl::Milliseconds(500),
                    .slowest_bytes_per_second = 2}),
              IsOk());
}

TEST_F(HttpTrouble, WaitingForTheReaderIsNotAStall) {
  const std::string bytes = Pattern(4 << 20);
  RawServer server([&](RawConnection& connection) {
    connection.ReadHead();
    connection.SendAnswer(200, bytes);
  });
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream,
                          Open({.url = server.Url(), .stall_timeout = absl::Milliseconds(200)}));
  std::stop_source never;
  scheduler_->SleepFor(absl::Milliseconds(600), never.get_token());
  PF_ASSERT_OK_AND_ASSIGN(const std::string got, ReadAll(*stream.body));
  EXPECT_TRUE(got == bytes);
}

TEST_F(HttpTrouble, WaitingForTheSourceIsNotAStall) {
  RawServer server([](RawConnection& connection) {
    connection.SendAnswer(200, connection.ReadBody(connection.ReadHead()));
  });
  HttpRequest put = EndlessPut(server, 20);
  put.stall_timeout = absl::Milliseconds(200);
  const auto feeder = scheduler_->Spawn("feeder", [&] {
    std::stop_source never;
    scheduler_->SleepFor(absl::Milliseconds(600), never.get_token());
    EXPECT_THAT(pipe_->Write(" last"), IsOk());
    EXPECT_THAT(pipe_->Close(), IsOk());
  });
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(put));
  EXPECT_EQ(answer.body, "the first bytes last");
}

TEST_F(HttpTrouble, ContradictingLengthsAreRefused) {
  for (const char* lengths :
       {"Content-Length: 3\r\nContent-Length: 4", "Content-Length: 3, 4", "Content-Length: -3",
        "Content-Length: 3x", "Content-Length: 99999999999999999999"}) {
    RawServer server([&](RawConnection& connection) {
      connection.ReadHead();
      connection.Send(absl::StrCat("HTTP/1.1 200 OK\r\n", lengths, "\r\n\r\nabcd"));
    });
    EXPECT_THAT(Call({.url = server.Url()}), ReasonIs(v1::MALFORMED_ANSWER)) << lengths;
  }
}

TEST_F(HttpTrouble, TheSameLengthTwiceIsInOrder) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.SendAnswer(200, "abc", "Content-Length: 3\r\n");
  });
  EXPECT_THAT(Call({.url = server.Url()}), IsOk());
}

TEST_F(HttpTrouble, HeadsAndBodiesHaveBounds) {
  const std::string long_value(70 << 10, 'x');
  std::string many;
  for (int i = 0; i < 300; ++i) absl::StrAppend(&many, "X-", i, ": 1\r\n");
  for (const std::string& headers : {absl::StrCat("X: ", long_value, "\r\n"), many}) {
    RawServer server([&](RawConnection& connection) {
      connection.ReadHead();
      connection.SendAnswer(200, "", headers);
    });
    EXPECT_THAT(Call({.url = server.Url()}), ReasonIs(v1::MALFORMED_ANSWER));
  }
  RawServer server([&](RawConnection& connection) {
    connection.ReadHead();
    connection.SendAnswer(200, long_value);
  });
  EXPECT_THAT(Call({.url = server.Url(), .max_response_bytes = long_value.size() - 1}),
              ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_THAT(Call({.url = server.Url(), .max_response_bytes = long_value.size()}), IsOk());
}

TEST_F(HttpTrouble, WhatIsNotHttpIsRefused) {
  for (const char* bytes : {"SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"}) {
    RawServer server([&](RawConnection& connection) {
      connection.ReadHead();
      connection.Send(bytes);
    });
    EXPECT_THAT(Call({.url = server.Url()}), Not(IsOk())) << bytes;
  }
}

}  // namespace
}  // namespace photoferry
