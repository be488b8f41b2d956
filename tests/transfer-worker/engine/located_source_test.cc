// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/located_source.h"

#include <atomic>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"
#include "common/base/rng.h"
#include "common/http/curl_http_client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/rig/memory_exporter.h"
#include "tests/testing/canary.h"
#include "tests/testing/map_memory.h"
#include "tests/testing/raw_server.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr size_t kSize = 30 << 10;
constexpr int64_t kBytes = kSize;

// A file server as simple as they come, and what it was asked.
struct FileServer {
  FileServer() : server([this](RawConnection& connection) { Serve(connection); }) {}

  void Serve(RawConnection& connection) {
    while (true) {
      const std::string head = connection.ReadHead();
      if (head.empty()) return;
      {
        MutexLock lock(mutex);
        asked.push_back(head);
      }
      if (absl::StrContains(head, "/expired")) {
        connection.SendAnswer(403, "URL signature expired");
      } else if (cut_after > 0) {
        connection.Send(absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", file.size(), "\r\n\r\n",
                                     file.substr(0, cut_after)));
        return;
      } else if (!tells_length) {
        connection.Send(absl::StrCat("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", file));
        return;
      } else {
        Answer(connection, head);
      }
    }
  }

  void Answer(RawConnection& connection, const std::string& head) {
    const std::string more =
        absl::StrCat("Content-Type: application/octet-stream\r\nETag: ", etag, "\r\n");
    std::string range = HeaderOf(head, "Range");
    const std::string condition = HeaderOf(head, "If-Range");
    if (range.empty() || (!condition.empty() && condition != etag) || !ranges) {
      connection.SendAnswer(200, file, more);
      return;
    }
    size_t from = 0;
    if (!absl::SimpleAtoi(range.substr(6, range.find('-') - 6), &from) || from >= file.size()) {
      connection.SendAnswer(416, "", absl::StrCat("Content-Range: bytes */", file.size(), "\r\n"));
      return;
    }
    const size_t end = range.back() == '-' ? file.size() : std::min(file.size(), size_t{4096});
    connection.SendAnswer(206, file.substr(from, end - from),
                          absl::StrCat(more, "Content-Range: bytes ", from, "-", end - 1, "/",
                                       total.empty() ? absl::StrCat(file.size()) : total, "\r\n"));
  }

  std::vector<std::string> Asked() {
    MutexLock lock(mutex);
    return asked;
  }

  std::string file = rig::MemoryAccount::BytesOf("photo", kSize);
  std::string etag = "\"one\"";
  std::string total;  // what a partial answer says instead of the file's size
  bool ranges = true;
  bool tells_length = true;
  size_t cut_after = 0;
  Mutex mutex;
  std::vector<std::string> asked PF_GUARDED_BY(mutex);
  RawServer server;
};

// Gives the locations it was told, the first for kCached, and counts.
class ScriptedExporter final : public Exporter {
 public:
  absl::StatusOr<SourceAccount> Connect(ProviderContext&) override { return SourceAccount{}; }
  absl::StatusOr<ListedPage> ListPage(const std::string&, const v1::Selection&,
                                      ProviderContext&) override {
    return ListedPage{};
  }
  absl::StatusOr<MediaLocation> Locate(const v1::Photo&, Freshness freshness,
                                       ProviderContext&) override {
    asked.push_back(freshness);
    return freshness == Freshness::kCached ? cached : fresh;
  }

  absl::StatusOr<MediaLocation> cached = HttpFetch{};
  absl::StatusOr<MediaLocation> fresh = HttpFetch{};
  std::vector<Freshness> asked;
};

class LocatedSourceTest : public ::testing::Test {
 protected:
  LocatedSourceTest() {
    exporter_.cached = exporter_.fresh = HttpFetch{.url = Secret(server_.server.Url("/file"))};
    photo_.set_id("photo");
  }

  LocatedSource Source(LocatedSource::Earlier earlier = {}) {
    return LocatedSource(exporter_, photo_, context_, std::move(earlier));
  }
  // What an attempt leaves behind that came to `offset`.
  LocatedSource::Earlier EarlierAt(int64_t hashed) {
    LedgerHash hash;
    hash.Pass(0, absl::string_view(server_.file).substr(0, static_cast<size_t>(hashed)));
    LocatedSource::Earlier earlier{
        .mark = {}, .hash = hash.checkpoint(), .mime_type = "image/jpeg"};
    earlier.mark.set_length(kBytes);
    earlier.mark.set_validator("\"one\"");
    return earlier;
  }
  static absl::StatusOr<std::string> ReadAll(const absl::StatusOr<std::shared_ptr<Pipe>>& pipe) {
    PF_RETURN_IF_ERROR(pipe.status());
    std::string bytes;
    char buffer[10000];
    while (true) {
      PF_ASSIGN_OR_RETURN(const size_t read, (*pipe)->Read(buffer, sizeof(buffer)));
      if (read == 0) return bytes;
      bytes.append(buffer, read);
    }
  }

  FileServer server_;
  ScriptedExporter exporter_;
  v1::Photo photo_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<Rng> rng_ = NewRng(1);
  const std::unique_ptr<HttpClient> http_ =
      NewCurlHttpClient(*scheduler_, {.loops = 1, .guard = AddressGuard(true)});
  MapMemory memory_;
  Credential credential_;
  ProviderContext context_{*http_, *scheduler_, *rng_, memory_, credential_, {}};
};

TEST_F(LocatedSourceTest, GivesTheWholeFileItsTypeItsLengthAndItsHash) {
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_EQ(source.head().length, kBytes);
  EXPECT_EQ(source.head().mime_type, "image/jpeg");
  EXPECT_THAT(ReadAll(source.All()), IsOkAndHolds(server_.file));
  EXPECT_EQ(source.sha256(), Sha256Of(server_.file));
  EXPECT_EQ(source.mark().validator(), "\"one\"");
  EXPECT_THAT(source.failure(), IsOk());
  EXPECT_THAT(server_.Asked(), SizeIs(1));
}

TEST_F(LocatedSourceTest, ALengthThatNobodyTellsIsFoundByReadingTheFileOnce) {
  server_.tells_length = false;
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_EQ(source.head().length, std::nullopt);
  ASSERT_THAT(source.Measure(), IsOk());
  EXPECT_EQ(source.head().length, kBytes);
  EXPECT_THAT(ReadAll(source.All()), IsOkAndHolds(server_.file));
  EXPECT_EQ(source.sha256(), Sha256Of(server_.file));
  EXPECT_THAT(server_.Asked(), SizeIs(2));
}

TEST_F(LocatedSourceTest, ALengthThatIsToldIsNotMeasured) {
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  ASSERT_THAT(source.Measure(), IsOk());
  EXPECT_THAT(ReadAll(source.All()), IsOkAndHolds(server_.file));
  EXPECT_THAT(server_.Asked(), SizeIs(1));
}

TEST_F(LocatedSourceTest, APeekAsksForTheFirstBytesAndLearnsTheWholeLength) {
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/true), IsOk());
  EXPECT_EQ(source.head().length, kBytes);
  EXPECT_EQ(source.head().mime_type, "image/jpeg");
  ASSERT_THAT(server_.Asked(), SizeIs(1));
  EXPECT_EQ(HeaderOf(server_.Asked()[0], "Range"), "bytes=0-4095");
}

TEST_F(LocatedSourceTest, ATotalThatTheServerDoesNotKnowIsUnknownAndNoError) {
  server_.total = "*";
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/true), IsOk());
  EXPECT_EQ(source.head().length, std::nullopt);
}

TEST_F(LocatedSourceTest, ATotalThatCannotBeIsRefused) {
  for (const char* total : {"-5", "0", "4095", "99999999999999999999", "x", "30720/1"}) {
    server_.total = total;
    LocatedSource source = Source();
    EXPECT_THAT(source.Open(/*peek=*/true), ReasonIs(v1::MALFORMED_ANSWER)) << total;
  }
}

TEST_F(LocatedSourceTest, AnEmptyFileIsTheSameToAPeekAndToATransfer) {
  server_.file.clear();
  EXPECT_THAT(Source().Open(/*peek=*/true), ReasonIs(v1::EMPTY_FILE));
  EXPECT_THAT(Source().Open(/*peek=*/false), ReasonIs(v1::EMPTY_FILE));
}

TEST_F(LocatedSourceTest, AFileThatIsNoPictureIsRefusedByItsFirstBytes) {
  server_.file = "<!DOCTYPE html><html><body>Log in</body></html>";
  LocatedSource source = Source();
  EXPECT_THAT(source.Open(/*peek=*/false), ReasonIs(v1::NOT_MEDIA));
  EXPECT_THAT(source.failure(), ReasonIs(v1::NOT_MEDIA));
}

TEST_F(LocatedSourceTest, GoesOnInTheMiddleIfTheFileIsStillTheSame) {
  LocatedSource source = Source(EarlierAt(20000));
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_THAT(server_.Asked(), IsEmpty());
  EXPECT_THAT(ReadAll(source.Range(20000, std::nullopt)), IsOkAndHolds(server_.file.substr(20000)));
  EXPECT_EQ(source.sha256(), Sha256Of(server_.file));
  ASSERT_THAT(server_.Asked(), SizeIs(1));
  EXPECT_EQ(HeaderOf(server_.Asked()[0], "Range"), "bytes=20000-");
  EXPECT_EQ(HeaderOf(server_.Asked()[0], "If-Range"), "\"one\"");
}

TEST_F(LocatedSourceTest, ReadsOnceMoreWhatTheDestinationHasAndTheHashHasNot) {
  LocatedSource source = Source(EarlierAt(5000));
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_THAT(ReadAll(source.Range(20000, std::nullopt)), IsOkAndHolds(server_.file.substr(20000)));
  EXPECT_EQ(source.sha256(), Sha256Of(server_.file));
  EXPECT_EQ(HeaderOf(server_.Asked()[0], "Range"), "bytes=5000-");
}

TEST_F(LocatedSourceTest, DoesNotJoinTwoVersionsOfAFile) {
  const LocatedSource::Earlier earlier = EarlierAt(20000);
  server_.etag = "\"two\"";
  LocatedSource source = Source(earlier);
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_THAT(source.Range(20000, std::nullopt), ReasonIs(v1::SOURCE_CHANGED));
  EXPECT_THAT(source.failure(), ReasonIs(v1::SOURCE_CHANGED));
}

TEST_F(LocatedSourceTest, HashesAnewWhatIsReadFromTheBeginning) {
  const LocatedSource::Earlier earlier = EarlierAt(20000);
  server_.file = rig::MemoryAccount::BytesOf("other", kSize);
  server_.etag = "\"two\"";
  LocatedSource source = Source(earlier);
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_THAT(ReadAll(source.Range(0, std::nullopt)), IsOkAndHolds(server_.file));
  EXPECT_EQ(source.sha256(), Sha256Of(server_.file));
}

TEST_F(LocatedSourceTest, NoticesAFileThatChangedItsLength) {
  const LocatedSource::Earlier earlier = EarlierAt(0);
  server_.file += "more";
  EXPECT_THAT(Source(earlier).Open(/*peek=*/false), ReasonIs(v1::SOURCE_CHANGED));
}

TEST_F(LocatedSourceTest, BeginsAgainWhereTheServerKnowsNoRanges) {
  server_.ranges = false;
  LocatedSource source = Source(EarlierAt(20000));
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_THAT(source.Range(20000, std::nullopt), ReasonIs(v1::SOURCE_CHANGED));
}

TEST_F(LocatedSourceTest, DoesNotGoOnByAWeakValidator) {
  server_.etag = "W/\"one\"";
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_EQ(source.mark().validator(), "");
  EXPECT_THAT(source.Range(10000, std::nullopt), ReasonIs(v1::SOURCE_CHANGED));
}

TEST_F(LocatedSourceTest, AsksOnceForAFreshLocation) {
  exporter_.cached = HttpFetch{.url = Secret(server_.server.Url("/expired"))};
  EXPECT_THAT(Source().Open(/*peek=*/false), IsOk());
  EXPECT_THAT(exporter_.asked, ElementsAre(Freshness::kCached, Freshness::kFresh));
}

TEST_F(LocatedSourceTest, GivesUpWhenTheFreshLocationIsRefusedToo) {
  exporter_.cached = exporter_.fresh =
      HttpFetch{.url = Secret(server_.server.Url("/expired?oh=" + canary::Token("secret")))};
  const absl::Status refused = Source().Open(/*peek=*/false);
  EXPECT_THAT(refused, ReasonIs(v1::MEDIA_URL_EXPIRED));
  EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("secret")));
  EXPECT_THAT(exporter_.asked, SizeIs(2));
}

TEST_F(LocatedSourceTest, PassesOnThatTheSourceHasDeletedIt) {
  exporter_.cached = HttpFetch{.url = Secret(server_.server.Url("/expired"))};
  exporter_.fresh = Failure(v1::SOURCE_GONE, "It was deleted.");
  EXPECT_THAT(Source().Open(/*peek=*/false), ReasonIs(v1::SOURCE_GONE));
}

TEST_F(LocatedSourceTest, ATruncatedFileIsItsOwnFailureAndHasNoHash) {
  server_.cut_after = 20000;
  LocatedSource source = Source();
  // The end may be seen already while the first bytes are looked at.
  if (absl::Status opened = source.Open(/*peek=*/false); opened.ok()) {
    EXPECT_THAT(ReadAll(source.All()), ReasonIs(v1::TRUNCATED));
  }
  EXPECT_THAT(source.failure(), ReasonIs(v1::TRUNCATED));
  EXPECT_EQ(source.sha256(), "");
}

TEST_F(LocatedSourceTest, AReaderThatLeavesIsNoFailureOfTheSource) {
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  const auto pipe = source.All();
  ASSERT_THAT(pipe, IsOk());
  (*pipe)->Cancel(Failure(v1::DESTINATION_FULL, "Enough."));
  EXPECT_THAT(source.failure(), IsOk());
}

TEST_F(LocatedSourceTest, CanBeReadAgainAfterAReaderThatLeftAtOnce) {
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  const auto pipe = source.All();
  ASSERT_THAT(pipe, IsOk());
  (*pipe)->Cancel(Failure(v1::SERVICE_DOWN, "Not now."));
  EXPECT_THAT(ReadAll(source.All()), IsOkAndHolds(server_.file));
  EXPECT_EQ(source.sha256(), Sha256Of(server_.file));
}

TEST_F(LocatedSourceTest, CanBeReadASecondTimeFromItsBeginning) {
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/false), IsOk());
  EXPECT_THAT(ReadAll(source.All()), IsOkAndHolds(server_.file));
  EXPECT_THAT(ReadAll(source.All()), IsOkAndHolds(server_.file));
  EXPECT_EQ(source.sha256(), Sha256Of(server_.file));
}

// Bytes at hand that may fail in the middle.
class BytesReader final : public LocalReader {
 public:
  explicit BytesReader(std::string bytes, int64_t fails_at = -1)
      : bytes_(std::move(bytes)), fails_at_(fails_at) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  absl::StatusOr<size_t> ReadAt(int64_t offset, char* buffer, size_t size) const override {
    if (fails_at_ >= 0 && offset >= fails_at_) return Failure(v1::TRUNCATED, "The archive ends.");
    const size_t most = std::min<size_t>(size, 7000);
    return bytes_.copy(buffer, most, static_cast<size_t>(offset));
  }

 private:
  const std::string bytes_;
  const int64_t fails_at_;
};

TEST_F(LocatedSourceTest, ReadsBytesAtHandWholeAndFromTheMiddle) {
  exporter_.cached = std::make_shared<BytesReader>(server_.file);
  LocatedSource whole = Source();
  ASSERT_THAT(whole.Open(/*peek=*/false), IsOk());
  EXPECT_EQ(whole.head().length, kBytes);
  EXPECT_THAT(ReadAll(whole.All()), IsOkAndHolds(server_.file));
  EXPECT_EQ(whole.sha256(), Sha256Of(server_.file));
  LocatedSource rest = Source(EarlierAt(20000));
  ASSERT_THAT(rest.Open(/*peek=*/false), IsOk());
  EXPECT_THAT(ReadAll(rest.Range(20000, std::nullopt)), IsOkAndHolds(server_.file.substr(20000)));
  EXPECT_EQ(rest.sha256(), Sha256Of(server_.file));
}

TEST_F(LocatedSourceTest, PeeksAtBytesAtHand) {
  exporter_.cached = std::make_shared<BytesReader>(server_.file);
  LocatedSource source = Source();
  ASSERT_THAT(source.Open(/*peek=*/true), IsOk());
  EXPECT_EQ(source.head().length, kBytes);
  EXPECT_EQ(source.head().mime_type, "image/jpeg");
}

TEST_F(LocatedSourceTest, TellsOfBytesAtHandThatCannotBeRead) {
  exporter_.cached = std::make_shared<BytesReader>(server_.file, 14000);
  LocatedSource source = Source();
  if (absl::Status opened = source.Open(/*peek=*/false); opened.ok()) {
    EXPECT_THAT(ReadAll(source.All()), ReasonIs(v1::TRUNCATED));
  }
  EXPECT_THAT(source.failure(), ReasonIs(v1::TRUNCATED));
  EXPECT_EQ(source.sha256(), "");
}

}  // namespace
}  // namespace photoferry
