// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/http_fixture.h"

// Bodies on their way: down, up, and from one server to another.

namespace photoferry {
namespace {

class HttpStreams : public HttpFixture {
 protected:
  static OpenOptions WithLength(int64_t length) {
    OpenOptions options;
    options.stages.push_back(NewLengthStage(length));
    return options;
  }

  HttpRequest Put(const RawServer& server, HttpStream& stream) {
    HttpRequest request{.method = "PUT", .url = server.Url("/put")};
    request.body = HttpBody{.stream = stream.body, .stream_length = stream.length};
    return request;
  }
};

RawServer::Handler Serving(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection) {
    while (!connection.ReadHead().empty()) connection.SendAnswer(200, bytes);
  };
}

// Keeps the bodies that it gets.
class Sink {
 public:
  RawServer::Handler Handler() {
    return [this](RawConnection& connection) {
      for (std::string head = connection.ReadHead(); !head.empty(); head = connection.ReadHead()) {
        std::string body = connection.ReadBody(head);
        {
          MutexLock lock(mutex_);
          head_ = head;
          body_ = std::move(body);
        }
        connection.SendAnswer(201, "stored");
      }
    };
  }
  std::string head() {
    MutexLock lock(mutex_);
    return head_;
  }
  std::string body() {
    MutexLock lock(mutex_);
    return body_;
  }

 private:
  Mutex mutex_;
  std::string head_;
  std::string body_;
};

TEST_F(HttpStreams, AResetIsAnErrorToTheReader) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    connection.Reset();
  });
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = server.Url()}));
  const absl::StatusOr<std::string> got = ReadAll(*stream.body);
  EXPECT_THAT(got, ::testing::AnyOf(ReasonIs(v1::CONNECTION_LOST), ReasonIs(v1::TRUNCATED)));
}

TEST_F(HttpStreams, AChunkedBodyWithoutItsLastChunkIsAnError) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  });
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = server.Url()}));
  EXPECT_EQ(stream.length, std::nullopt);
  EXPECT_THAT(ReadAll(*stream.body),
              ::testing::AnyOf(ReasonIs(v1::TRUNCATED), ReasonIs(v1::CONNECTION_LOST)));
}

TEST_F(HttpStreams, ABodyFramedByClosingIsJudgedByItsStage) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\n\r\nabc");
  });
  PF_ASSERT_OK_AND_ASSIGN(HttpStream whole, Open({.url = server.Url()}, WithLength(3)));
  EXPECT_THAT(ReadAll(*whole.body), IsOkAndHolds("abc"));
  PF_ASSERT_OK_AND_ASSIGN(HttpStream cut, Open({.url = server.Url()}, WithLength(4)));
  EXPECT_THAT(ReadAll(*cut.body), ReasonIs(v1::TRUNCATED));
}

TEST_F(HttpStreams, ADownloadFlowsIntoAnUploadOnTheSameLoop) {
  const std::string bytes = Pattern(7 << 20);
  RawServer source(Serving(bytes));
  Sink sink;
  RawServer destination(sink.Handler());
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source.Url()}));
  const HttpRequest put = Put(destination, stream);
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(put));
  EXPECT_EQ(answer.status, 201);
  EXPECT_FALSE(answer.early);
  EXPECT_EQ(HeaderOf(sink.head(), "Content-Length"), absl::StrCat(7 << 20));
  EXPECT_TRUE(sink.body() == bytes);
}

TEST_F(HttpStreams, BothEndsMayBeDifferentLoops) {
  const std::string bytes = Pattern(3 << 20);
  RawServer source(Serving(bytes));
  Sink sink;
  RawServer destination(sink.Handler());
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source.Url()}));
  stream.body->set_loop(1 - stream.body->loop());
  EXPECT_THAT(Call(Put(destination, stream)), IsOk());
  EXPECT_TRUE(sink.body() == bytes);
}

TEST_F(HttpStreams, AnUnknownLengthGoesUpChunkedBetweenPrefixAndSuffix) {
  const std::string bytes = Pattern(1 << 20);
  RawServer source(Serving(bytes));
  Sink sink;
  RawServer destination(sink.Handler());
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source.Url()}));
  HttpRequest request = Put(destination, stream);
  request.body->stream_length.reset();
  request.body->prefix = "--form\r\n";
  request.body->suffix = "\r\n--form--";
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_EQ(HeaderOf(sink.head(), "Transfer-Encoding"), "chunked");
  EXPECT_TRUE(sink.body() == absl::StrCat("--form\r\n", bytes, "\r\n--form--"));
}

TEST_F(HttpStreams, ATruncatedSourceNeverBecomesAShorterFile) {
  const std::string bytes = Pattern(300000);
  RawServer source([&](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n");
    connection.Send(bytes);  // and no end
  });
  for (const bool known : {true, false}) {
    std::atomic<bool> whole = false;
    RawServer destination([&](RawConnection& connection) {
      const std::string head = connection.ReadHead();
      whole = known ? connection.ReadBody(head).size() == bytes.size()
                    : absl::EndsWith(connection.ReadBytes(1 << 20), "0\r\n\r\n");
    });
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source.Url()}));
    HttpRequest put = Put(destination, stream);
    if (known) put.body->stream_length = 300000;
    EXPECT_THAT(Call(put),
                ::testing::AnyOf(ReasonIs(v1::TRUNCATED), ReasonIs(v1::CONNECTION_LOST)));
    EXPECT_FALSE(whole) << "the last byte is held back until the source is known to be whole";
  }
}

class Refusing final : public PipeStage {
 public:
  absl::Status Pass(absl::string_view) override { return absl::OkStatus(); }
  absl::Status Finish() override { return Failure(v1::HASH_MISMATCH, "Other bytes."); }
};

TEST_F(HttpStreams, AFailedCheckAtTheEndKeepsTheLastByteBack) {
  const std::string bytes = Pattern(1000);
  RawServer source(Serving(bytes));
  std::atomic<size_t> received = 0;
  RawServer destination([&](RawConnection& connection) {
    connection.ReadHead();
    received = connection.Drain();
  });
  OpenOptions options;
  options.stages.push_back(std::make_unique<Refusing>());
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source.Url()}, std::move(options)));
  EXPECT_THAT(Call(Put(destination, stream)), ReasonIs(v1::HASH_MISMATCH));
  EXPECT_LT(received, bytes.size());
}

TEST_F(HttpStreams, AFailedUploadEndsItsDownload) {
  const std::string bytes = Pattern(8 << 20);
  std::atomic<bool> gone = false;
  RawServer source([&](RawConnection& connection) {
    connection.ReadHead();
    gone = !connection.SendAnswer(200, bytes) || connection.ReadHead().empty();
  });
  RawServer destination([](RawConnection& connection) {
    connection.ReadHead();
    connection.Reset();
  });
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source.Url()}));
  EXPECT_THAT(Call(Put(destination, stream)), ReasonIs(v1::CONNECTION_LOST));
  while (!gone) {
  }
}

TEST_F(HttpStreams, LettingGoOfABodyEndsItsDownload) {
  std::atomic<bool> gone = false;
  RawServer source([&](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    connection.Drain();
    gone = true;
  });
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source.Url()}));
  stream.body.reset();
  while (!gone) {
  }
}

}  // namespace
}  // namespace photoferry
