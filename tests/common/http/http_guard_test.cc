// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/url.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/host_rows.h"
#include "tests/common/http/tls_fixture.h"
#include "tests/testing/scripted_resolver.h"

// Where a URL out of data leads is judged by the address that is connected to, through the real
// client. A person's own addresses are nobody else's business.

namespace photoferry {
namespace {

class HttpGuard : public TlsFixture {
 protected:
  // `no_url`: what a URL that is none counts as.
  void ExpectFate(const HostRow& row, const absl::StatusOr<HttpResponse>& answer,
                  v1::Reason no_url) {
    SCOPED_TRACE(absl::StrCat(row.host, ": ", row.what));
    if (row.fate == Fate::kRefused) {
      EXPECT_THAT(answer, ReasonIs(v1::ADDRESS_REFUSED));
    } else if (row.fate == Fate::kNoHost) {
      EXPECT_THAT(answer, ReasonIs(v1::UNREACHABLE));
    } else {
      EXPECT_THAT(answer, ReasonIs(no_url));
    }
  }
};

TEST_F(HttpGuard, NoSpellingOfAHostLeadsIntoAPrivateNetwork) {
  const ScriptedResolver nobody({});
  for (const HostRow& row : kHostRows) {
    const std::string url = absl::StrCat("https://", row.host, "/");
    if (row.fate == Fate::kOpen) {
      // Looked at, not asked: no test leaves the machine.
      PF_ASSERT_OK_AND_ASSIGN(const Url parsed, ParseUrl(url));
      EXPECT_THAT(AddressGuard().JudgeNumeric(parsed.host), IsOk()) << row.host;
    } else {
      ExpectFate(row, Call(OutOfData(url)), v1::ADDRESS_REFUSED);
    }
  }
}

TEST_F(HttpGuard, ALinkThatIsNoneFailsItsItemAndNotTheJob) {
  const absl::StatusOr<HttpResponse> answer = Call(OutOfData("javascript:alert(1)"));
  ASSERT_THAT(answer, ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_EQ(NextStepFor(answer.status()).step, Step::kFailItem);
  EXPECT_THAT(Call({.url = "javascript:alert(1)"}), ReasonIs(v1::BAD_REQUEST)) << "a person's own";
}

TEST_F(HttpGuard, NoRedirectLeadsIntoAPrivateNetwork) {
  const ScriptedResolver nobody({});
  std::string location;
  TlsServer server(Good(), [&](TlsConnection& connection) {
    while (!connection.ReadHead().empty()) {
      connection.SendAnswer(302, "", absl::StrCat("Location: ", location, "\r\n"));
    }
  });
  for (const HostRow& row : kHostRows) {
    if (row.fate == Fate::kOpen) continue;
    location = absl::StrCat("https://", row.host, "/");
    ExpectFate(row, Call({.url = server.Url(), .max_redirects = 1}), v1::MALFORMED_ANSWER);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpGuard, NoNameLeadsIntoAPrivateNetwork) {
  std::map<std::string, std::vector<ScriptedResolver::Addresses>> names;
  for (const NameRow& row : kPrivateNames) names[row.name] = {{row.address}};
  const ScriptedResolver resolver(names);
  for (const NameRow& row : kPrivateNames) {
    EXPECT_THAT(Call(OutOfData(absl::StrCat("https://", row.name, "/latest/meta-data"))),
                ReasonIs(v1::ADDRESS_REFUSED))
        << row.name;
    EXPECT_EQ(resolver.asked(row.name), 1);
  }
}

// A name that is public when somebody looks and private when somebody connects: there is one look
// only, and what it gave is what is judged and connected to.
TEST_F(HttpGuard, ANameThatChangesItsAddressIsJudgedAtEachConnection) {
  const ScriptedResolver resolver({{"cdn.test", {{"127.0.0.1"}, {"10.0.0.1"}}}});
  TlsServer server(Good("cdn.test"), Echo);
  const std::string url = server.Url("/photo.jpg", "cdn.test");
  client_ = WithOpenLoopback();
  EXPECT_THAT(Call(OutOfData(url)), IsOk());
  EXPECT_EQ(resolver.asked("cdn.test"), 1) << "nobody asks beside the connection";
  client_ = WithOpenLoopback();
  EXPECT_THAT(Call(OutOfData(url)), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_EQ(resolver.asked("cdn.test"), 2);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpGuard, APublicFirstAddressOpensNoPrivateOneAfterIt) {
  const ScriptedResolver resolver({{"cdn.test", {{"127.0.0.1"}, {"169.254.169.254"}}}});
  client_ = WithOpenLoopback();
  TlsServer server(Good("cdn.test"), [](TlsConnection& connection) {
    connection.ReadHead();
    connection.SendAnswer(302, "", "Connection: close\r\nLocation: https://cdn.test/again\r\n");
  });
  HttpRequest request = OutOfData(server.Url("/", "cdn.test"));
  request.max_redirects = 1;
  EXPECT_THAT(Call(request), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_EQ(resolver.asked("cdn.test"), 2);
}

TEST_F(HttpGuard, OfSeveralAddressesOnlyThePublicOnesAreConnectedTo) {
  const ScriptedResolver resolver({{"mixed.test", {{"10.0.0.1", "fd00::1", "127.0.0.1"}}},
                                   {"private.test", {{"10.0.0.1", "fd00::1", "192.168.0.1"}}}});
  client_ = WithOpenLoopback();
  int port = 0;
  {
    TlsServer server(Good("mixed.test"), Echo);
    port = server.port();
    EXPECT_THAT(Call(OutOfData(server.Url("/", "mixed.test"))), IsOk());
    EXPECT_THAT(Call(OutOfData(server.Url("/", "private.test"))), ReasonIs(v1::ADDRESS_REFUSED));
    EXPECT_EQ(server.connections(), 1);
  }
  EXPECT_THAT(Call(OutOfData(absl::StrCat("https://mixed.test:", port, "/"))),
              ReasonIs(v1::UNREACHABLE))
      << "the one in order does not answer; that may pass";
}

// The resolver is not asked again, so it is the kept connection that is refused.
TEST_F(HttpGuard, AConnectionThatIsUsedAgainIsJudgedAgain) {
  const ScriptedResolver resolver({{"nas.test", {{"127.0.0.1"}}}});
  TlsServer server(Good("nas.test"), Echo);
  const std::string url = server.Url("/", "nas.test");
  EXPECT_THAT(Call({.url = url}), IsOk());
  EXPECT_THAT(Call({.url = url}), IsOk());
  EXPECT_EQ(server.connections(), 1) << "it is kept";
  EXPECT_THAT(Call(OutOfData(url)), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_THAT(Open(OutOfData(url)), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_EQ(resolver.asked("nas.test"), 1);
}

TEST_F(HttpGuard, WhatAPersonConfiguredIsExemptAndTheSameAddressOutOfDataIsNot) {
  const ScriptedResolver resolver({{"nas.test", {{"127.0.0.1"}}}});
  TlsServer server(Good("nas.test"), Echo);
  RawServer plain([](RawConnection& connection) {
    connection.ReadHead();
    connection.SendAnswer(200, "mine");
  });
  for (const std::string& url : {server.Url("/", "nas.test"), plain.Url()}) {
    EXPECT_THAT(Call({.url = url}), IsOk()) << url;
    EXPECT_THAT(Call(OutOfData(url)), ReasonIs(v1::ADDRESS_REFUSED)) << url;
    client_ = Trusting(AddressGuard());
    EXPECT_THAT(Call(OutOfData(url)), ReasonIs(v1::ADDRESS_REFUSED)) << url << ", asked first";
  }
}

TEST_F(HttpGuard, AUrlOutOfDataWithoutEncryptionIsNotEvenLookedUp) {
  const ScriptedResolver resolver({{"cdn.test", {{"127.0.0.1"}}}});
  client_ = WithOpenLoopback();
  EXPECT_THAT(Call(OutOfData("http://cdn.test/")), ReasonIs(v1::ADDRESS_REFUSED));
  EXPECT_EQ(resolver.asked("cdn.test"), 0);
}

}  // namespace
}  // namespace photoferry
