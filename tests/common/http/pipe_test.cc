// SPDX-License-Identifier: Apache-2.0
#include "common/http/pipe.h"

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

constexpr size_t kSmall = 64;

class PipeTest : public ::testing::Test {
 protected:
  static std::vector<std::unique_ptr<PipeStage>> Stages(std::unique_ptr<PipeStage> stage) {
    std::vector<std::unique_ptr<PipeStage>> stages;
    stages.push_back(std::move(stage));
    return stages;
  }

  static std::string Bytes(size_t size) {
    std::string bytes(size, '\0');
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + (i >> 9));
    return bytes;
  }

  // A thread that waits until its callback runs, as an event loop would.
  class Bell {
   public:
    explicit Bell(Scheduler& scheduler) : rung_(scheduler.NewCondition()) {}
    void Ring() {
      MutexLock lock(mutex_);
      ++rings_;
      rung_->NotifyAll();
    }
    void Await() {
      MutexLock lock(mutex_);
      while (rings_ == 0) rung_->Wait(mutex_);
      rings_ = 0;
    }

   private:
    Mutex mutex_;
    std::unique_ptr<Condition> rung_;
    int rings_ = 0;
  };

  void WriteBlocking(Pipe& pipe, absl::string_view bytes) {
    for (size_t at = 0; at < bytes.size(); at += 37) {
      ASSERT_THAT(pipe.Write(bytes.substr(at, 37)), IsOk());
    }
    EXPECT_THAT(pipe.Close(), IsOk());
  }

  void WriteByCallback(Pipe& pipe, absl::string_view bytes) {
    Bell bell(*scheduler_);
    pipe.OnWritable([&] { bell.Ring(); });
    for (size_t at = 0; at < bytes.size();) {
      const absl::StatusOr<bool> taken = pipe.TryWrite(bytes.substr(at, 41));
      ASSERT_THAT(taken, IsOk());
      if (*taken) {
        at += 41;
      } else {
        bell.Await();
      }
    }
    pipe.OnWritable(nullptr);
    EXPECT_THAT(pipe.Close(), IsOk());
  }

  std::string ReadBlocking(Pipe& pipe) {
    std::string all;
    char buffer[29];
    for (;;) {
      const absl::StatusOr<size_t> got = pipe.Read(buffer, sizeof(buffer));
      EXPECT_THAT(got, IsOk());
      if (!got.ok() || *got == 0) return all;
      all.append(buffer, *got);
    }
  }

  std::string ReadByCallback(Pipe& pipe) {
    Bell bell(*scheduler_);
    pipe.OnReadable([&] { bell.Ring(); });
    std::string all;
    char buffer[31];
    for (;;) {
      const Pipe::ReadResult read = pipe.TryRead(buffer, sizeof(buffer));
      EXPECT_NE(read.event, Pipe::Event::kError) << read.status;
      if (read.event == Pipe::Event::kEmpty) {
        bell.Await();
      } else if (read.event == Pipe::Event::kBytes) {
        all.append(buffer, read.bytes);
      } else {
        pipe.OnReadable(nullptr);
        return all;
      }
    }
  }

  std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
};

TEST_F(PipeTest, CarriesAllBytesBetweenEveryPairOfEnds) {
  const std::string bytes = Bytes(20000);
  for (const bool writer_blocks : {true, false}) {
    for (const bool reader_blocks : {true, false}) {
      Pipe pipe(*scheduler_, {}, kSmall);
      const auto writer = scheduler_->Spawn("writer", [&] {
        writer_blocks ? WriteBlocking(pipe, bytes) : WriteByCallback(pipe, bytes);
      });
      const std::string got = reader_blocks ? ReadBlocking(pipe) : ReadByCallback(pipe);
      EXPECT_TRUE(got == bytes) << writer_blocks << reader_blocks;
      EXPECT_EQ(pipe.bytes_read(), 20000);
    }
  }
}

TEST_F(PipeTest, RefusesWhenFullAndCallsWhenHalfIsFreeAgain) {
  Pipe pipe(*scheduler_, {}, kSmall);
  int calls = 0;
  pipe.OnWritable([&] { ++calls; });
  EXPECT_THAT(pipe.TryWrite(Bytes(kSmall - 1)), IsOkAndHolds(true));
  EXPECT_THAT(pipe.TryWrite(Bytes(kSmall)), IsOkAndHolds(true)) << "one call's bytes may exceed";
  EXPECT_THAT(pipe.TryWrite("x"), IsOkAndHolds(false));
  char buffer[2 * kSmall];
  EXPECT_EQ(pipe.TryRead(buffer, kSmall).bytes, kSmall);
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(pipe.TryRead(buffer, kSmall).bytes, kSmall - 1);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(pipe.TryRead(buffer, kSmall).event, Pipe::Event::kEmpty);
  EXPECT_EQ(calls, 1);
}

TEST_F(PipeTest, CallsTheReaderOnceForEachEmptyRead) {
  Pipe pipe(*scheduler_);
  int calls = 0;
  pipe.OnReadable([&] { ++calls; });
  char buffer[8];
  EXPECT_EQ(pipe.TryRead(buffer, 8).event, Pipe::Event::kEmpty);
  ASSERT_THAT(pipe.TryWrite("a"), IsOkAndHolds(true));
  ASSERT_THAT(pipe.TryWrite("b"), IsOkAndHolds(true));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(pipe.TryRead(buffer, 8).bytes, 2u);
  EXPECT_EQ(pipe.TryRead(buffer, 8).event, Pipe::Event::kEmpty);
  EXPECT_THAT(pipe.Close(), IsOk());
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(pipe.TryRead(buffer, 8).event, Pipe::Event::kEnd);
}

TEST_F(PipeTest, TruncatedSourceIsAnErrorToTheReader) {
  Pipe pipe(*scheduler_, Stages(NewLengthStage(5)));
  EXPECT_THAT(pipe.Write("abc"), IsOk());
  EXPECT_THAT(pipe.Close(), ReasonIs(v1::TRUNCATED));
  char buffer[8];
  EXPECT_THAT(pipe.Read(buffer, 8), IsOkAndHolds(3u));
  EXPECT_THAT(pipe.Read(buffer, 8), ReasonIs(v1::TRUNCATED));
  EXPECT_THAT(pipe.Read(buffer, 8), ReasonIs(v1::TRUNCATED));
}

TEST_F(PipeTest, TooLongASourceIsAnErrorToBothEnds) {
  Pipe pipe(*scheduler_, Stages(NewLengthStage(5)));
  EXPECT_THAT(pipe.Write("abcdef"), ReasonIs(v1::LENGTH_MISMATCH));
  EXPECT_THAT(pipe.Write("g"), ReasonIs(v1::LENGTH_MISMATCH));
  EXPECT_THAT(pipe.Close(), ReasonIs(v1::LENGTH_MISMATCH));
  char buffer[8];
  EXPECT_THAT(pipe.Read(buffer, 8), ReasonIs(v1::LENGTH_MISMATCH)) << "nothing refused passes";
}

TEST_F(PipeTest, AnErrorOfTheSourceComesAfterItsBytes) {
  Pipe pipe(*scheduler_, Stages(NewLengthStage(5)));
  EXPECT_THAT(pipe.Write("abc"), IsOk());
  EXPECT_THAT(pipe.Close(Failure(v1::CONNECTION_LOST, "cut")), ReasonIs(v1::CONNECTION_LOST));
  EXPECT_THAT(pipe.Close(), ReasonIs(v1::CONNECTION_LOST)) << "the first call counts";
  char buffer[8];
  EXPECT_THAT(pipe.Read(buffer, 8), IsOkAndHolds(3u));
  EXPECT_THAT(pipe.Read(buffer, 8), ReasonIs(v1::CONNECTION_LOST));
}

TEST_F(PipeTest, ACancelEndsABlockedWriter) {
  Pipe pipe(*scheduler_, {}, kSmall);
  ASSERT_THAT(pipe.Write(Bytes(kSmall)), IsOk());
  const auto reader =
      scheduler_->Spawn("reader", [&] { pipe.Cancel(Failure(v1::DESTINATION_FULL, "full")); });
  absl::Status status;
  while (status.ok()) status = pipe.Write(Bytes(kSmall));
  EXPECT_THAT(status, ReasonIs(v1::DESTINATION_FULL));
}

TEST_F(PipeTest, ACancelRingsTheWriterEvenWhenItWaitsForNoRoom) {
  Pipe pipe(*scheduler_);
  int calls = 0;
  pipe.OnWritable([&] { ++calls; });
  pipe.Cancel(Failure(v1::STOPPED, "enough"));
  pipe.Cancel(Failure(v1::INTERNAL_FAULT, "the first call counts"));
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(pipe.TryWrite(""), ReasonIs(v1::STOPPED));
  EXPECT_THAT(pipe.Close(), ReasonIs(v1::STOPPED));
}

TEST_F(PipeTest, ACloseEndsABlockedReader) {
  Pipe pipe(*scheduler_);
  const auto writer = scheduler_->Spawn(
      "writer", [&] { pipe.Close(Failure(v1::STOPPED, "paused")).IgnoreError(); });
  char buffer[8];
  EXPECT_THAT(pipe.Read(buffer, 8), ReasonIs(v1::STOPPED));
}

TEST_F(PipeTest, DroppedStagesJudgeNothing) {
  Pipe pipe(*scheduler_, Stages(NewLengthStage(5)));
  pipe.DropStages();
  EXPECT_THAT(pipe.Write("an error page"), IsOk());
  EXPECT_THAT(pipe.Close(), IsOk());
}

TEST_F(PipeTest, AWindowEndsTheReadingAndTheNextGoesOn) {
  Pipe pipe(*scheduler_);
  ASSERT_THAT(pipe.Write("abcdefgh"), IsOk());
  ASSERT_THAT(pipe.Close(), IsOk());
  char buffer[16];
  pipe.SetWindow(3);
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(3u));
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(0u));
  EXPECT_EQ(pipe.TryRead(buffer, sizeof(buffer)).event, Pipe::Event::kEnd);
  pipe.SetWindow(Pipe::kWhole);
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(5u));
  EXPECT_EQ(absl::string_view(buffer, 5), "defgh");
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(0u));
}

TEST_F(PipeTest, AWindowBeyondTheEndMeetsTheEnd) {
  Pipe pipe(*scheduler_);
  ASSERT_THAT(pipe.Write("abc"), IsOk());
  ASSERT_THAT(pipe.Close(), IsOk());
  char buffer[16];
  pipe.SetWindow(100);
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(3u));
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(0u));
  EXPECT_TRUE(pipe.finished());
}

TEST_F(PipeTest, AWindowDoesNotHideThatTheSourceWasTruncated) {
  Pipe pipe(*scheduler_, Stages(NewLengthStage(10)));
  ASSERT_THAT(pipe.Write("abcd"), IsOk());
  EXPECT_THAT(pipe.Close(), ReasonIs(v1::TRUNCATED));
  char buffer[16];
  pipe.SetWindow(4);
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(4u));
  pipe.SetWindow(6);
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), ReasonIs(v1::TRUNCATED));
}

TEST_F(PipeTest, APeekTakesNothing) {
  Pipe pipe(*scheduler_);
  const auto writer = scheduler_->Spawn("writer", [&] {
    EXPECT_THAT(pipe.Write("abc"), IsOk());
    EXPECT_THAT(pipe.Write("def"), IsOk());
    EXPECT_THAT(pipe.Close(), IsOk());
  });
  EXPECT_THAT(pipe.Peek(5), IsOkAndHolds("abcde"));
  EXPECT_EQ(pipe.bytes_read(), 0);
  EXPECT_THAT(pipe.Peek(100), IsOkAndHolds("abcdef"));
  char buffer[16];
  EXPECT_THAT(pipe.Read(buffer, sizeof(buffer)), IsOkAndHolds(6u));
  EXPECT_THAT(pipe.Peek(1), IsOkAndHolds(""));
  writer->Join();
}

TEST_F(PipeTest, APeekMeetsTheErrorOfTheSource) {
  Pipe pipe(*scheduler_);
  ASSERT_THAT(pipe.Write("abc"), IsOk());
  (void)pipe.Close(Failure(v1::CONNECTION_LOST, "The connection was lost."));
  EXPECT_THAT(pipe.Peek(2), IsOkAndHolds("ab"));
  EXPECT_THAT(pipe.Peek(8), ReasonIs(v1::CONNECTION_LOST));
}

}  // namespace
}  // namespace photoferry
