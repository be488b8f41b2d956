// SPDX-License-Identifier: Apache-2.0
//
// Bodies on their way from us: out of a thread, out of another download, between a prefix and a
// suffix; and answers that come before their end.
#include <atomic>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "tests/suites/http/http_client_suite.h"

namespace photoferry {
namespace {

using ::testing::AnyOf;

HttpRequest Put(const std::string& url, const HttpStream& stream) {
  HttpRequest request{.method = "PUT", .url = url};
  request.body = HttpBody{.stream = stream.body, .stream_length = stream.length};
  return request;
}

TEST_P(HttpClientSuite, AThreadMayFeedAnUpload) {
  const std::string origin = ServeEcho();
  const std::string bytes = Pattern(2 << 20);
  Play([&] {
    const auto pipe = std::make_shared<Pipe>(scheduler());
    const auto feeder = scheduler().Spawn("feeder", [&] {
      for (size_t at = 0; at < bytes.size(); at += 10007) {
        EXPECT_THAT(pipe->Write(absl::string_view(bytes).substr(at, 10007)), IsOk());
      }
      EXPECT_THAT(pipe->Close(), IsOk());
    });
    HttpRequest request{.method = "POST", .url = origin};
    request.body =
        HttpBody{.prefix = "<", .stream = pipe, .suffix = ">", .stream_length = int64_t{2 << 20}};
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(request));
    EXPECT_TRUE(answer.body == absl::StrCat("<", bytes, ">"));
  });
}

TEST_P(HttpClientSuite, ADownloadFlowsIntoAnUpload) {
  const std::string bytes = Pattern(7 << 20);
  const std::string source = ServeAlways({.body = bytes});
  const std::string destination = ServeEcho();
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source}));
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(Put(destination, stream)));
    EXPECT_FALSE(answer.early);
    EXPECT_TRUE(answer.body == bytes);
  });
}

TEST_P(HttpClientSuite, AnUnknownLengthGoesUpBetweenPrefixAndSuffix) {
  const std::string bytes = Pattern(1 << 20);
  const std::string source = ServeAlways({.body = bytes});
  const std::string destination = ServeEcho();
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source}));
    HttpRequest request = Put(destination, stream);
    request.body->stream_length.reset();
    request.body->prefix = "--form\r\n";
    request.body->suffix = "\r\n--form--";
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(request));
    EXPECT_TRUE(answer.body == absl::StrCat("--form\r\n", bytes, "\r\n--form--"));
  });
}

// What the server took for a whole body.
class WholeBodies {
 public:
  HttpScene::Handler Handler() {
    return [this](const ServedRequest& request) {
      if (request.body().has_value()) ++count_;
      return ServedAnswer();
    };
  }
  int count() const { return count_; }

 private:
  std::atomic<int> count_ = 0;
};

TEST_P(HttpClientSuite, ASourceThatFailsIsToldAsItIsAndIsNoWholeUpload) {
  WholeBodies taken;
  const std::string origin = Serve(taken.Handler());
  Play([&] {
    for (const bool known : {true, false}) {
      const auto pipe = std::make_shared<Pipe>(scheduler());
      ASSERT_THAT(pipe->Write("abc"), IsOk());
      (void)pipe->Close(Failure(v1::SOURCE_CHANGED, "Other bytes than before."));
      HttpRequest request{.method = "PUT", .url = origin};
      request.body = HttpBody{.stream = pipe};
      if (known) request.body->stream_length = 10;
      EXPECT_THAT(Call(request), ReasonIs(v1::SOURCE_CHANGED));
    }
    EXPECT_EQ(taken.count(), 0);
  });
}

TEST_P(HttpClientSuite, ASourceOfTheWrongLengthIsAnError) {
  WholeBodies taken;
  const std::string origin = Serve(taken.Handler());
  Play([&] {
    for (const int64_t announced : {2, 4}) {
      const auto pipe = std::make_shared<Pipe>(scheduler());
      ASSERT_THAT(pipe->Write("abc"), IsOk());
      ASSERT_THAT(pipe->Close(), IsOk());
      HttpRequest request{.method = "PUT", .url = origin};
      request.body = HttpBody{.stream = pipe, .stream_length = announced};
      EXPECT_THAT(Call(request), ReasonIs(announced == 2 ? v1::LENGTH_MISMATCH : v1::TRUNCATED));
    }
    EXPECT_EQ(taken.count(), 0);
  });
}

class Refusing final : public PipeStage {
 public:
  absl::Status Pass(absl::string_view) override { return absl::OkStatus(); }
  absl::Status Finish() override { return Failure(v1::HASH_MISMATCH, "Other bytes."); }
};

TEST_P(HttpClientSuite, ACheckThatFailsAtTheEndLeavesNoWholeUpload) {
  WholeBodies taken;
  const std::string source = ServeAlways({.body = Pattern(1000)});
  const std::string destination = Serve(taken.Handler());
  Play([&] {
    OpenOptions options;
    options.stages.push_back(std::make_unique<Refusing>());
    PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open({.url = source}, std::move(options)));
    EXPECT_THAT(Call(Put(destination, stream)), ReasonIs(v1::HASH_MISMATCH));
    EXPECT_EQ(taken.count(), 0);
  });
}

TEST_P(HttpClientSuite, AnEarlyAnswerEndsTheSendingWhateverItsStatus) {
  Play([&] {
    for (const int status : {200, 201, 401, 409, 413, 507}) {
      const std::string origin = Serve([status](const ServedRequest&) {
        return ServedAnswer{.status = status, .body = "no need"};
      });
      // Nobody will ever finish feeding it.
      const auto pipe = std::make_shared<Pipe>(scheduler());
      ASSERT_THAT(pipe->Write("the first bytes"), IsOk());
      HttpRequest request{.method = "PUT", .url = origin};
      request.body = HttpBody{.stream = pipe, .stream_length = int64_t{1} << 30};
      PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(request));
      EXPECT_EQ(answer.status, status);
      EXPECT_EQ(answer.body, "no need");
      EXPECT_TRUE(answer.early);
      EXPECT_FALSE(pipe->Write("more").ok()) << "the source is told";
    }
  });
}

TEST_P(HttpClientSuite, WaitingForTheSourceIsNotAStall) {
  const std::string origin = ServeEcho();
  Play([&] {
    const auto pipe = std::make_shared<Pipe>(scheduler());
    const auto feeder = scheduler().Spawn("feeder", [&] {
      for (const char* piece : {"slow", "ly"}) {
        scheduler().SleepFor(absl::Milliseconds(300), {});
        EXPECT_THAT(pipe->Write(piece), IsOk());
      }
      EXPECT_THAT(pipe->Close(), IsOk());
    });
    HttpRequest request{.method = "PUT", .url = origin, .stall_timeout = absl::Milliseconds(100)};
    request.body = HttpBody{.stream = pipe, .stream_length = 6};
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(request));
    EXPECT_EQ(answer.body, "slowly");
  });
}

TEST_P(HttpClientSuite, ManyTransfersAtOnceKeepTheirBytesApart) {
  const std::string source = Serve([](const ServedRequest& request) {
    return ServedAnswer{.body = Pattern(static_cast<size_t>(std::atoi(&request.target[1])))};
  });
  const std::string destination = Serve([](const ServedRequest& request) {
    return ServedAnswer{.body = HexOf(Sha256Of(request.body().value_or("")))};
  });
  Play([&] {
    std::vector<std::unique_ptr<Thread>> threads;
    for (int t = 0; t < 8; ++t) {
      threads.push_back(scheduler().Spawn("mover", [&, t] {
        for (int i = 0; i < 20; ++i) {
          const int size = (t * 20 + i) * 3001 + 1;
          PF_ASSERT_OK_AND_ASSIGN(HttpStream stream,
                                  Open({.url = absl::StrCat(source, "/", size)}));
          PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(Put(destination, stream)));
          EXPECT_EQ(answer.body, HexOf(Sha256Of(Pattern(static_cast<size_t>(size)))));
        }
      }));
    }
  });
}

}  // namespace
}  // namespace photoferry
