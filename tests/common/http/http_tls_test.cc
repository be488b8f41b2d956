// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/tls_fixture.h"
#include "tests/testing/scripted_resolver.h"

// Who cannot prove who he is gets nothing, and what was cut off is never taken for the whole.

namespace photoferry {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpTls : public TlsFixture {
 protected:
  // The call fails with `reason`, and not one byte of a request has left. Returns what the server
  // saw of it.
  std::string ExpectRefused(const TlsServerOptions& options,
                            v1::Reason reason = v1::CERTIFICATE_REJECTED) {
    TlsServer server(options, Echo);
    HttpRequest request = WithToken(server.Url("/path?token=secret"));
    request.method = "PUT";
    request.body = HttpBody{.prefix = "a photo"};
    const absl::StatusOr<HttpResponse> answer = Call(request);
    EXPECT_THAT(answer, ReasonIs(reason));
    EXPECT_THAT(std::string(answer.status().message()), Not(HasSubstr("secret")));
    const std::string error = server.HandshakeError();
    EXPECT_EQ(server.requests(), 0) << "nothing was sent";
    EXPECT_GE(server.connections(), 1);
    return error;
  }

  void ExpectRefusedInEachVersion(const TestIdentity& identity) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      ExpectRefused({.identity = identity, .min_version = version, .max_version = version});
    }
  }

  // What becomes of an answer after whose bytes the server closes, with a farewell or without.
  absl::StatusOr<std::string> ReadOneThatEnds(const std::string& bytes, bool farewell,
                                              int version) {
    TlsServerOptions options = Good();
    options.min_version = options.max_version = version;
    TlsServer server(options, [&](TlsConnection& connection) {
      connection.ReadHead();
      connection.Send(bytes);
      if (farewell) connection.Farewell();
    });
    PF_ASSIGN_OR_RETURN(HttpStream stream, Open({.url = server.Url()}));
    return ReadAll(*stream.body);
  }
};

TEST_F(HttpTls, AGoodCertificateOfAnAuthorityThatIsTrustedPasses) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsServerOptions options = Good();
    options.min_version = options.max_version = version;
    TlsServer server(options, Echo);
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(WithToken(server.Url("/me"))));
    EXPECT_THAT(answer.body, HasSubstr("GET /me HTTP/1.1\r\n"));
    EXPECT_THAT(answer.body, HasSubstr("Authorization: Bearer " + canary::Token() + "\r\n"));
  }
}

TEST_F(HttpTls, AGoodCertificateBelowAnIntermediateAuthorityPasses) {
  const TestIdentity between = IssuedBy(authority_, {.host = "between.test", .authority = true});
  TlsServer server({.identity = IssuedBy(between, {})}, Echo);
  EXPECT_THAT(Call({.url = server.Url()}), IsOk());
}

TEST_F(HttpTls, ASelfSignedCertificateIsRefused) {
  ExpectRefusedInEachVersion(SelfSigned({}));
}

TEST_F(HttpTls, ACertificateOfAnUnknownAuthorityIsRefused) {
  ExpectRefusedInEachVersion(IssuedBy(NewAuthority(), {}));
}

TEST_F(HttpTls, AnAuthorityThatOnlyTheTestTrustsIsUnknownToTheSystem) {
  client_ = NewClient();
  ExpectRefusedInEachVersion(Good().identity);
}

TEST_F(HttpTls, AnExpiredCertificateIsRefused) {
  ExpectRefusedInEachVersion(
      IssuedBy(authority_, {.not_before = SystemClock().Now() - absl::Hours(48),
                            .not_after = SystemClock().Now() - absl::Hours(24)}));
}

TEST_F(HttpTls, ACertificateThatIsNotYetValidIsRefused) {
  ExpectRefusedInEachVersion(
      IssuedBy(authority_, {.not_before = SystemClock().Now() + absl::Hours(24),
                            .not_after = SystemClock().Now() + absl::Hours(48)}));
}

TEST_F(HttpTls, ACertificateOfAnotherHostIsRefused) {
  ExpectRefusedInEachVersion(IssuedBy(authority_, {.host = "127.0.0.2"}));
  ExpectRefusedInEachVersion(IssuedBy(authority_, {.host = "photos.test"}));
}

TEST_F(HttpTls, ANameIsProvedByItsOwnCertificateOnly) {
  const ScriptedResolver resolver({{"photos.test", {{"127.0.0.1"}}}});
  TlsServer good(Good("photos.test"), Echo);
  EXPECT_THAT(Call({.url = good.Url("/", "photos.test")}), IsOk());
  TlsServer other(Good("photos.test.evil.test"), Echo);
  EXPECT_THAT(Call(WithToken(other.Url("/", "photos.test"))), ReasonIs(v1::CERTIFICATE_REJECTED));
  TlsServer numeric(Good("127.0.0.1"), Echo);
  EXPECT_THAT(Call(WithToken(numeric.Url("/", "photos.test"))), ReasonIs(v1::CERTIFICATE_REJECTED));
  EXPECT_EQ(other.requests() + numeric.requests(), 0);
}

TEST_F(HttpTls, ACertificateForClientsIsRefused) {
  ExpectRefusedInEachVersion(IssuedBy(authority_, {.for_servers = false}));
}

TEST_F(HttpTls, ACertificateOfOneWhoMayIssueNoneIsRefused) {
  const TestIdentity leaf = IssuedBy(authority_, {.host = "leaf.test"});
  ExpectRefusedInEachVersion(IssuedBy(leaf, {}));
}

TEST_F(HttpTls, AKeyThatIsTooShortIsRefused) {
  ExpectRefusedInEachVersion(IssuedBy(authority_, {.rsa_bits = 1024}));
}

TEST_F(HttpTls, TlsOlderThan12IsRefused) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    TlsServerOptions options = Good();
    options.min_version = options.max_version = version;
    EXPECT_EQ(ExpectRefused(options, v1::CONNECTION_LOST), "unsupported protocol");
  }
}

TEST_F(HttpTls, AServerThatShowsNoCertificateIsRefused) {
  TlsServerOptions anonymous = Good();
  anonymous.max_version = TLS1_2_VERSION;
  anonymous.ciphers = "aNULL:@SECLEVEL=0";
  EXPECT_THAT(ExpectRefused(anonymous, v1::CONNECTION_LOST), HasSubstr("no shared cipher"));
}

TEST_F(HttpTls, CiphersThatDoNotEncryptAreRefused) {
  TlsServerOptions open = Good();
  open.max_version = TLS1_2_VERSION;
  open.ciphers = "eNULL:@SECLEVEL=0";
  EXPECT_THAT(ExpectRefused(open, v1::CONNECTION_LOST), HasSubstr("no shared cipher"));
}

TEST_F(HttpTls, AServerThatSpeaksNoTlsLearnsNothing) {
  std::string seen;
  {
    RawServer server([&](RawConnection& connection) {
      seen = connection.ReadBytes(64);
      connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfake");
    });
    const std::string url = absl::StrCat("https://127.0.0.1:", server.port(), "/path?token=secret");
    EXPECT_THAT(Call(WithToken(url)), ReasonIs(v1::CONNECTION_LOST));
  }
  EXPECT_THAT(seen, StartsWith("\x16\x03")) << "a ClientHello";
  EXPECT_THAT(seen, Not(AnyOf(HasSubstr("Bearer"), HasSubstr("path"), HasSubstr("secret"))));
}

// Anyone between the two can forge the end of a TCP stream, but not that of a TLS one.
TEST_F(HttpTls, AnAnswerCutWithoutAFarewellIsNeverASuccess) {
  const std::string until_close = "HTTP/1.1 200 OK\r\n\r\nhalf a photo";
  const std::string with_length = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf a photo";
  const std::string identity = "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhalf a photo";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const std::string& bytes : {until_close, identity, with_length, chunked}) {
      EXPECT_THAT(ReadOneThatEnds(bytes, /*farewell=*/false, version),
                  AnyOf(ReasonIs(v1::CONNECTION_LOST), ReasonIs(v1::TRUNCATED)));
    }
    for (const std::string& bytes : {with_length, chunked}) {
      EXPECT_THAT(ReadOneThatEnds(bytes, /*farewell=*/true, version),
                  AnyOf(ReasonIs(v1::CONNECTION_LOST), ReasonIs(v1::TRUNCATED)));
    }
    EXPECT_THAT(ReadOneThatEnds(until_close, /*farewell=*/true, version),
                IsOkAndHolds("half a photo"))
        << "this server says that it is the whole";
  }
}

TEST_F(HttpTls, ACutRedirectOrShortAnswerIsNoSuccessEither) {
  TlsServer server(Good(), [](TlsConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\nmoved");
  });
  EXPECT_THAT(Call({.url = server.Url()}), ReasonIs(v1::CONNECTION_LOST));
  EXPECT_THAT(Call({.url = server.Url(), .max_redirects = 1}), ReasonIs(v1::CONNECTION_LOST));
}

TEST_F(HttpTls, AnAnswerThatTellsItsEndNeedsNoFarewell) {
  for (const char* bytes :
       {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 204 None\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"}) {
    TlsServer server(Good(), [&](TlsConnection& connection) {
      connection.ReadHead();
      connection.Send(bytes);
    });
    EXPECT_THAT(Call({.url = server.Url()}), IsOk()) << bytes;
  }
}

}  // namespace
}  // namespace photoferry
