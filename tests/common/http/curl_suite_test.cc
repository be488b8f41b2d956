// SPDX-License-Identifier: Apache-2.0
//
// What every HTTP client promises, of curl's and of those that stand before it, through sockets.
#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/http/curl_http_client.h"
#include "tests/suites/http/http_client_suite.h"
#include "tests/testing/raw_server.h"

namespace photoferry {
namespace {

ServedRequest RequestOf(const std::string& head, RawConnection& connection, bool& body_read) {
  const std::vector<std::string> lines = absl::StrSplit(head, "\r\n", absl::SkipEmpty());
  const std::vector<std::string> words = absl::StrSplit(lines[0], ' ');
  ServedRequest request{.method = words[0], .target = words[1]};
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::pair<std::string, std::string> header =
        absl::StrSplit(lines[i], absl::MaxSplits(": ", 1));
    request.headers.Add(header.first, header.second);
  }
  request.body = [&head, &connection, &body_read] {
    body_read = true;
    return connection.ReadWholeBody(head);
  };
  return request;
}

void Send(const ServedAnswer& answer, RawConnection& connection) {
  std::string head = absl::StrCat("HTTP/1.1 ", answer.status, " So\r\n");
  for (const auto& [name, value] : answer.headers.all()) {
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  }
  absl::StrAppend(&head,
                  answer.tells_length ? absl::StrCat("Content-Length: ", answer.body.size())
                                      : "Transfer-Encoding: chunked",
                  "\r\n\r\n");
  const bool breaks = answer.ends_after || answer.stands_still_after;
  const auto part = static_cast<size_t>(
      answer.ends_after.value_or(answer.stands_still_after.value_or(answer.body.size())));
  std::string body = answer.body.substr(0, part);
  if (!answer.tells_length) {
    const std::string size = absl::StrCat(absl::Hex(body.size()), "\r\n");
    body = absl::StrCat(body.empty() ? "" : size, body, body.empty() ? "" : "\r\n",
                        breaks ? "" : "0\r\n\r\n");
  }
  connection.Send(head);
  connection.Send(body);
}

void ServeConnection(const HttpScene::Handler& handler, RawConnection& connection) {
  for (std::string head = connection.ReadHead(); !head.empty(); head = connection.ReadHead()) {
    bool body_read = false;
    const ServedRequest request = RequestOf(head, connection, body_read);
    const ServedAnswer answer = handler(request);
    if (!answer.silent) Send(answer, connection);
    if (answer.silent || answer.stands_still_after) return (void)connection.Drain();
    if (answer.ends_after) return;
    if (!body_read && !HeaderOf(head, "Transfer-Encoding").empty()) connection.Drain();
    if (!body_read && HeaderOf(head, "Content-Length") > "0") connection.Drain();
  }
}

class SocketScene final : public HttpScene {
 public:
  HttpClient& client() override { return *client_; }
  Scheduler& scheduler() override { return *scheduler_; }
  std::string Serve(Handler handler) override {
    servers_.push_back(
        std::make_unique<RawServer>([handler = std::move(handler)](RawConnection& connection) {
          ServeConnection(handler, connection);
        }));
    return servers_.back()->Url("");
  }
  std::string DeadOrigin() override {
    return RawServer([](RawConnection&) {}).Url("");
  }

 private:
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  std::deque<std::unique_ptr<RawServer>> servers_;
  const std::unique_ptr<HttpClient> client_ =
      NewCurlHttpClient(*scheduler_, {.loops = 2, .guard = AddressGuard(/*allow_loopback=*/true)});
};

std::unique_ptr<HttpScene> NewSocketScene() {
  return std::make_unique<SocketScene>();
}

INSTANTIATE_TEST_SUITE_P(Curl, HttpClientSuite,
                         testing::Values(HttpClientCase{"curl", NewSocketScene}));

}  // namespace
}  // namespace photoferry
