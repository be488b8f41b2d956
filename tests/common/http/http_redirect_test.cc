// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/tls_fixture.h"

// Answers that lead elsewhere. Where they may not lead at all is in http_guard_test.cc.

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class HttpRedirect : public TlsFixture {
 protected:
  // Leads "/" on to `location`, and answers anything else with its own head.
  template <typename Connection>
  static std::function<void(Connection&)> Leading(const std::string& location, int status = 302) {
    return [=](Connection& connection) {
      for (std::string head = connection.ReadHead(); !head.empty(); head = connection.ReadHead()) {
        if (absl::StrContains(head, " / HTTP/1.1\r\n")) {
          connection.SendAnswer(status, "moved", absl::StrCat("Location: ", location, "\r\n"));
        } else {
          connection.SendAnswer(200, head);
        }
      }
    };
  }
  static RawServer::Handler Plain(const std::string& location, int status = 302) {
    return Leading<RawConnection>(location, status);
  }
  static TlsServer::Handler Encrypted(const std::string& location, int status = 302) {
    return Leading<TlsConnection>(location, status);
  }

  // Follows one redirect with a token, a query and a header that is no secret.
  static HttpRequest Following(const std::string& url) {
    HttpRequest request = WithToken(url);
    request.headers.Add("Accept", "a/b");
    request.max_redirects = 1;
    return request;
  }
};

TEST_F(HttpRedirect, IsFollowedOnTheSameConnection) {
  RawServer server(Plain("/next?x=1"));
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(Following(server.Url())));
  EXPECT_THAT(answer.body, HasSubstr("GET /next?x=1 "));
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, Open(Following(server.Url())));
  EXPECT_EQ(stream.status, 200);
  EXPECT_THAT(ReadAll(*stream.body), IsOkAndHolds(HasSubstr("GET /next")));
  EXPECT_EQ(server.connections(), 1) << "the redirects' bodies are read, the connection kept";
}

TEST_F(HttpRedirect, IsAnAnswerToWhoDoesNotFollow) {
  RawServer server(Plain("/next"));
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call({.url = server.Url()}));
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.body, "moved");
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse post,
                          Call({.method = "POST", .url = server.Url(), .max_redirects = 5}));
  EXPECT_EQ(post.status, 302) << "only GET and HEAD are led on";
}

TEST_F(HttpRedirect, InACircleEnds) {
  RawServer server(Plain("/", 307));
  EXPECT_THAT(Call({.url = server.Url(), .max_redirects = 100}), ReasonIs(v1::MALFORMED_ANSWER));
}

TEST_F(HttpRedirect, TakesNoCredentialsAlongWhereverItLeads) {
  client_ = WithOpenLoopback();
  TlsServer elsewhere(Good(), Echo);
  const auto clean =
      AllOf(HasSubstr("GET /next"), HasSubstr("Accept: a/b"), Not(HasSubstr("Authorization")),
            Not(HasSubstr("Bearer")), Not(HasSubstr("Referer")), Not(HasSubstr("Cookie")));
  for (const int status : {301, 302, 303, 307, 308}) {
    TlsServer same(Good(), Encrypted("/next", status));
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse at_home, Call(Following(same.Url())));
    EXPECT_THAT(at_home.body, clean) << "the same host, " << status;
    TlsServer leading(Good(), Encrypted(elsewhere.Url("/next"), status));
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse abroad, Call(Following(leading.Url())));
    EXPECT_THAT(abroad.body, clean) << "another host, " << status;
    RawServer plain(Plain(elsewhere.Url("/next"), status));
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse upgraded, Call(Following(plain.Url())));
    EXPECT_THAT(upgraded.body, clean) << "from http to https, " << status;
  }
}

TEST_F(HttpRedirect, NeverLeadsFromHttpsToHttp) {
  RawServer plain(Plain("/"));
  for (const int status : {301, 302, 303, 307, 308}) {
    TlsServer server(Good(), Encrypted(plain.Url("/next"), status));
    client_ = WithOpenLoopback();
    EXPECT_THAT(Call(Following(server.Url())), ReasonIs(v1::ADDRESS_REFUSED));
    HttpRequest data = OutOfData(server.Url());
    data.max_redirects = 5;
    EXPECT_THAT(Call(data), ReasonIs(v1::ADDRESS_REFUSED));
  }
  EXPECT_EQ(plain.connections(), 0);
}

TEST_F(HttpRedirect, CoversTheUpgradeOfAConfiguredHostToHttps) {
  TlsServer encrypted(Good(), Echo);
  RawServer server(Plain(encrypted.Url("/next")));
  EXPECT_THAT(Call(Following(server.Url())), IsOk());
}

TEST_F(HttpRedirect, LendsAConfiguredHostsTrustToNobody) {
  TlsServer neighbour(Good(), Echo);
  RawServer plain_neighbour(Plain("/"));
  TlsServer server(Good(), Encrypted(neighbour.Url("/next")));
  EXPECT_THAT(Call(Following(server.Url())), ReasonIs(v1::ADDRESS_REFUSED)) << "another port";
  RawServer plain(Plain(plain_neighbour.Url("/next")));
  EXPECT_THAT(Call(Following(plain.Url())), ReasonIs(v1::ADDRESS_REFUSED)) << "another port";
  RawServer renamed(Plain(neighbour.Url("/next", "localhost")));
  EXPECT_THAT(Call(Following(renamed.Url())), ReasonIs(v1::ADDRESS_REFUSED)) << "another name";
  EXPECT_EQ(neighbour.connections() + plain_neighbour.connections(), 0);
}

TEST_F(HttpRedirect, ToWhatIsNoWebAddressIsMalformed) {
  for (const char* location : {"ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
                               "https://user:pw@127.0.0.1/", "javascript:x"}) {
    RawServer server(Plain(location));
    EXPECT_THAT(Call(Following(server.Url())), ReasonIs(v1::MALFORMED_ANSWER)) << location;
  }
}

}  // namespace
}  // namespace photoferry
