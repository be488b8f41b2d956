// SPDX-License-Identifier: Apache-2.0
//
// Every fault that the fault server knows, and what a client makes of it: the reason, and the step
// that follows from the reason.
#include <map>
#include <set>
#include <string>

#include "common/base/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/tls_fixture.h"
#include "tests/testing/fault_server.h"
#include "tests/testing/server_faults.h"

namespace photoferry {
namespace {

using ::testing::AnyOf;

constexpr v1::Reason kFine = v1::REASON_UNSPECIFIED;

struct Row {
  const char* fault;
  v1::Reason call;    // a GET whose answer is taken whole
  v1::Reason stream;  // a GET whose body is read through the pipe
  Step step = Step::kRetry;
  int64_t at = 0;
};

// An answer is head and file; with the least head that is around 90 bytes.
const Row kDownloads[] = {
    {"none", kFine, kFine},
    {"silent", v1::TIMED_OUT, v1::TIMED_OUT},
    {"slow-head", v1::TIMED_OUT, v1::TIMED_OUT},
    {"slow-body", v1::TIMED_OUT, v1::TIMED_OUT},
    {"stuck-body", v1::TIMED_OUT, v1::TIMED_OUT},
    {"reset", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"reset", v1::CONNECTION_LOST, v1::CONNECTION_LOST, Step::kRetry, 1},
    {"reset", v1::CONNECTION_LOST, v1::CONNECTION_LOST, Step::kRetry, 50},
    {"reset", v1::CONNECTION_LOST, v1::CONNECTION_LOST, Step::kRetry, 50000},
    {"close", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"close", v1::CONNECTION_LOST, v1::CONNECTION_LOST, Step::kRetry, 1},
    {"close", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER, Step::kRetry, 50},
    {"close", v1::CONNECTION_LOST, v1::TRUNCATED, Step::kRetry, 50000},
    {"length-short", kFine, kFine},  // the rest is nobody's; the length of the listing tells
    {"length-long", v1::CONNECTION_LOST, v1::TRUNCATED},
    {"length-negative", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"length-absurd", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"length-no-number", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"length-twice", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"length-repeated", kFine, kFine},
    {"length-lost", kFine, kFine},  // nothing tells: the stage that knows the length does
    {"headers-endless", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"header-huge", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"headers-twice", kFine, kFine},
    {"header-nonsense", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"no-http", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"chunks-endless", v1::MALFORMED_ANSWER, v1::LENGTH_MISMATCH},
    {"chunks-cut", v1::CONNECTION_LOST, v1::TRUNCATED},
    {"chunk-absurd", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"chunk-nonsense", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"range-wrong", kFine, kFine},  // whoever asks for ranges judges them
    {"range-ignored", kFine, kFine},
    {"range-nonsense", kFine, kFine},
    {"gzip-unasked", kFine, kFine},  // never unpacked: the bytes are sniffed
    {"error-page", kFine, kFine},
    {"redirect-loop", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"redirect-far", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"redirect-private", v1::ADDRESS_REFUSED, v1::ADDRESS_REFUSED, Step::kFailItem},
    {"redirect-nowhere", v1::MALFORMED_ANSWER, v1::MALFORMED_ANSWER},
    {"tls-none", kFine, kFine},
    {"tls-expired", v1::CERTIFICATE_REJECTED, v1::CERTIFICATE_REJECTED, Step::kFailItem},
    {"tls-not-yet", v1::CERTIFICATE_REJECTED, v1::CERTIFICATE_REJECTED, Step::kFailItem},
    {"tls-self-signed", v1::CERTIFICATE_REJECTED, v1::CERTIFICATE_REJECTED, Step::kFailItem},
    {"tls-unknown", v1::CERTIFICATE_REJECTED, v1::CERTIFICATE_REJECTED, Step::kFailItem},
    {"tls-wrong-host", v1::CERTIFICATE_REJECTED, v1::CERTIFICATE_REJECTED, Step::kFailItem},
    {"tls-client-only", v1::CERTIFICATE_REJECTED, v1::CERTIFICATE_REJECTED, Step::kFailItem},
    {"tls-old", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"tls-anonymous", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"tls-cut", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"tls-silent", v1::TIMED_OUT, v1::TIMED_OUT},
    {"tls-plain", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
};

// A PUT of a streamed body.
const Row kUploads[] = {
    {"none", kFine, kFine},
    {"silent", v1::TIMED_OUT, v1::TIMED_OUT},
    {"slow-reader", v1::TIMED_OUT, v1::TIMED_OUT},
    {"stuck-reader", v1::TIMED_OUT, v1::TIMED_OUT},
    {"reset-upload", v1::CONNECTION_LOST, v1::CONNECTION_LOST},
    {"reset-upload", v1::CONNECTION_LOST, v1::CONNECTION_LOST, Step::kRetry, 1},
    {"reset-upload", v1::CONNECTION_LOST, v1::CONNECTION_LOST, Step::kRetry, 1 << 20},
    {"close-upload", v1::CONNECTION_LOST, v1::CONNECTION_LOST, Step::kRetry, 1 << 20},
    {"early-refusal", kFine, kFine},
};

class HttpFaults : public TlsFixture {
 protected:
  static HttpRequest Impatient(const std::string& url) {
    return {.url = url,
            .max_redirects = 5,
            .timeout = absl::Seconds(2),
            .stall_timeout = absl::Milliseconds(300),
            .max_response_bytes = 1 << 20};
  }

  void TrustOnly(const FaultServer& server) {
    WriteFile(ca_file(), server.authority());
    client_ = WithOpenLoopback();
  }

  static void ExpectOutcome(const absl::Status& status, v1::Reason reason, Step step) {
    if (reason == kFine) {
      EXPECT_THAT(status, IsOk());
      return;
    }
    EXPECT_THAT(status, ReasonIs(reason));
    EXPECT_EQ(NextStepFor(status).step, step);
    EXPECT_FALSE(status.message().empty());
  }

  // What becomes of the body, judged by a stage that knows how long it may be.
  absl::Status ReadThrough(const HttpRequest& request, int64_t at_most) {
    PF_ASSIGN_OR_RETURN(HttpStream stream, Open(request));
    std::string buffer(64 << 10, '\0');
    for (int64_t read = 0;;) {
      PF_ASSIGN_OR_RETURN(const size_t got, stream.body->Read(buffer.data(), buffer.size()));
      if (got == 0) return absl::OkStatus();
      read += static_cast<int64_t>(got);
      if (read > at_most) return Failure(v1::LENGTH_MISMATCH, "More bytes than the file has.");
    }
  }
};

TEST_F(HttpFaults, EachFaultOfAnAnswerHasItsReason) {
  for (const Row& row : kDownloads) {
    SCOPED_TRACE(absl::StrCat(row.fault, " at ", row.at));
    const FaultServer server(row.fault, {.at = row.at, .pace = absl::Milliseconds(5)});
    TrustOnly(server);
    HttpRequest request = Impatient(server.Url());
    request.url_origin = row.call == v1::ADDRESS_REFUSED ? UrlOrigin::kData : request.url_origin;
    ExpectOutcome(Call(request).status(), row.call, row.step);
    TrustOnly(server);  // and on a connection of its own
    ExpectOutcome(ReadThrough(request, static_cast<int64_t>(server.file().size())), row.stream,
                  row.step);
  }
}

TEST_F(HttpFaults, EachFaultOfAnUploadHasItsReason) {
  for (const Row& row : kUploads) {
    SCOPED_TRACE(absl::StrCat(row.fault, " at ", row.at));
    const FaultServer server(row.fault, {.at = row.at, .pace = absl::Milliseconds(5)});
    HttpRequest request = Impatient(server.Url());
    request.method = "PUT";
    const auto pipe = std::make_shared<Pipe>(*scheduler_);
    request.body = HttpBody{.stream = pipe, .stream_length = 16 << 20};
    const auto feeder = scheduler_->Spawn("feeder", [&pipe] {
      const std::string bytes = Pattern(1 << 20);
      for (int piece = 0; piece < 16; ++piece) {
        if (!pipe->Write(bytes).ok()) return;
      }
      pipe->Close().IgnoreError();
    });
    const absl::StatusOr<HttpResponse> answer = Call(request);
    ExpectOutcome(answer.status(), row.call, row.step);
    if (answer.ok()) {
      EXPECT_EQ(answer->status, row.fault == std::string("none") ? 200 : 507);
    }
  }
}

// A cut at whatever byte: never the whole file, never a success.
TEST_F(HttpFaults, ACutAtAnyByteIsNeverTheWhole) {
  for (const char* fault : {"reset", "close"}) {
    constexpr size_t kSize = 100;
    const auto whole = static_cast<int64_t>(WholeAnswer("", std::string(kSize, 'x')).size());
    for (int64_t at = whole - 1; at >= 0; at -= 7) {
      const FaultServer server(fault, {.at = at, .size = kSize});
      EXPECT_FALSE(Call(Impatient(server.Url())).ok()) << fault << " at " << at;
      EXPECT_FALSE(ReadThrough(Impatient(server.Url()), 100).ok()) << fault << " at " << at;
    }
  }
}

TEST_F(HttpFaults, EveryFaultThatTheServerKnowsIsTried) {
  std::set<std::string> tried;
  for (const Row& row : kDownloads) tried.insert(row.fault);
  for (const Row& row : kUploads) tried.insert(row.fault);
  for (const ServerFault& fault : ServerFaults()) {
    EXPECT_EQ(tried.count(fault.name), 1u) << fault.name;
  }
}

}  // namespace
}  // namespace photoferry
