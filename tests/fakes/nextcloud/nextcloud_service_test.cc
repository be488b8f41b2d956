// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/nextcloud_service.h"

#include "common/base/json.h"
#include "tests/fakes/nextcloud/nextcloud_fixture.h"

namespace photoferry::fakes {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Kind = Fault::Kind;

class NextcloudServiceTest : public NextcloudFixture {
 protected:
  NextcloudServiceTest() : NextcloudFixture(WithToken()) {}
  static NextcloudOptions WithToken() {
    NextcloudOptions options = Small();
    options.token = "a token";
    return options;
  }
  static Json JsonOf(const DavResponse& answer) {
    return ParseJson(std::string(answer.body)).value_or(Json());
  }
};

TEST_F(NextcloudServiceTest, WantsThePasswordOrTheToken) {
  EXPECT_EQ(Status("PROPFIND", File("")), 207);
  EXPECT_EQ(Status("PROPFIND", File(""), "", {{"authorization", "Bearer a token"}}), 207);
  EXPECT_EQ(Status("PROPFIND", File(""), "", {{"authorization", "Bearer another"}}), 401);
  const DavResponse refusal = service_.Handle({.method = "PROPFIND", .path = File("")});
  EXPECT_EQ(refusal.status, 401);
  EXPECT_THAT(refusal.Header("WWW-Authenticate"), HasSubstr("Basic"));
  service_.SetPassword("changed");
  EXPECT_EQ(Status("PROPFIND", File("")), 401);
}

TEST_F(NextcloudServiceTest, SaysWhatItIsAndWhoAsks) {
  const Json status = JsonOf(service_.Handle({.method = "GET", .path = "/status.php"}));
  EXPECT_EQ(JsonString(status, "productname"), "Nextcloud");
  EXPECT_TRUE(JsonBool(status, "installed"));

  const std::string path = "/ocs/v2.php/cloud/capabilities";
  EXPECT_EQ(Status("GET", path), 412);
  const Json said = JsonOf(Ask("GET", path, "", {{"ocs-apirequest", "true"}}));
  EXPECT_EQ(said["ocs"]["data"]["capabilities"]["dav"]["chunking"], "1.0");
  const Json user = JsonOf(Ask("GET", "/ocs/v2.php/cloud/user", "", {{"ocs-apirequest", "true"}}));
  EXPECT_EQ(user["ocs"]["data"]["id"], "ada");
}

TEST_F(NextcloudServiceTest, NobodyElsesFilesAreHere) {
  EXPECT_EQ(Status("PROPFIND", "/remote.php/dav/files/bob/"), 404);
  EXPECT_EQ(Status("GET", "/index.html"), 404);
  EXPECT_EQ(Status("DELETE", File("")), 403);
  EXPECT_EQ(Status("LOCK", File("")), 501);
}

TEST_F(NextcloudServiceTest, AFaultStrikesTheCallsItIsMeantFor) {
  service_.faults().Add({.call = "PUT", .nth = 2, .times = 2, .status = 423});
  EXPECT_EQ(Status("PUT", File("a"), "x"), 201);
  EXPECT_EQ(Status("PUT", File("b"), "x"), 423);
  EXPECT_EQ(Status("MKCOL", File("folder")), 201);
  EXPECT_EQ(Status("PUT", File("b"), "x"), 423);
  EXPECT_EQ(Status("PUT", File("b"), "x"), 201);
}

TEST_F(NextcloudServiceTest, ChunksAndTheirAssemblyHaveNamesOfTheirOwn) {
  const Headers to = {{"destination", File("f")}};
  service_.faults().Add({.call = "chunk", .status = 500});
  service_.faults().Add({.call = "assemble", .status = 504});
  ASSERT_EQ(Status("MKCOL", Upload("u"), "", to), 201);
  ASSERT_EQ(Status("PUT", File("whole"), "x"), 201);
  EXPECT_EQ(Status("PUT", Upload("u/1"), "aaaaaaaaaa", to), 500);
  ASSERT_EQ(Status("PUT", Upload("u/1"), "aaaaaaaaaa", to), 201);
  EXPECT_EQ(Status("MOVE", Upload("u/.file"), "", to), 504);
  EXPECT_EQ(Status("MOVE", Upload("u/.file"), "", to), 201);
}

TEST_F(NextcloudServiceTest, AnAnswerIsLostBeforeOrAfterItsEffect) {
  service_.faults().Add({.call = "PUT", .nth = 1, .kind = Kind::kCloseBefore});
  service_.faults().Add({.call = "PUT", .nth = 2, .kind = Kind::kCloseAfter});
  EXPECT_TRUE(Ask("PUT", File("before"), "x").lost);
  EXPECT_TRUE(Ask("PUT", File("after"), "x").lost);
  EXPECT_EQ(ContentOf("before"), "nothing");
  EXPECT_EQ(ContentOf("after"), "x");
}

TEST_F(NextcloudServiceTest, ABodyThatIsCutIsNotKept) {
  service_.faults().Add({.call = "PUT", .kind = Kind::kCloseMidway, .after_bytes = 3});
  EXPECT_TRUE(Ask("PUT", File("p"), "12345").lost);
  EXPECT_TRUE(service_.Files().empty());
  EXPECT_EQ(service_.Log().back().body_bytes, 3);
}

TEST_F(NextcloudServiceTest, OtherLiesAreToldAsScripted) {
  service_.faults().Add({.call = "PUT", .nth = 1, .kind = Kind::kWrongSize});
  service_.faults().Add({.call = "PUT", .nth = 2, .kind = Kind::kStatusAfter, .status = 502});
  service_.faults().Add({.call = "PROPFIND", .nth = 2, .kind = Kind::kShortAnswer});
  service_.faults().Add({.call = "GET", .kind = Kind::kSlow, .delay = absl::Seconds(9)});
  ASSERT_EQ(Status("PUT", File("p"), "12345"), 201);
  EXPECT_EQ(Status("PUT", File("q"), "12345"), 502);
  EXPECT_THAT(Properties(File(""), "<d:getcontentlength/>", "1"),
              AllOf(HasSubstr("<d:getcontentlength>4<"), HasSubstr("/q</d:href>")));
  EXPECT_THAT(Properties(File(""), "<d:getcontentlength/>", "1"), Not(HasSubstr("/q</d:href>")));
  EXPECT_EQ(Ask("GET", File("p")).delay, absl::Seconds(9));
}

TEST_F(NextcloudServiceTest, TheLogTellsWhatCameAndWhatWasAnswered) {
  Ask("PUT", File("p%20q"), "12345");
  Ask("GET", File("none"));
  service_.Lost(Request("PUT", File("cut")), 17);
  const std::vector<ServedRequest> log = service_.Log();
  ASSERT_EQ(log.size(), 3U);
  EXPECT_EQ(log[0].method, "PUT");
  EXPECT_EQ(log[0].path, File("p%20q"));
  EXPECT_EQ(log[0].body_bytes, 5);
  EXPECT_EQ(log[0].status, 201);
  EXPECT_EQ(log[1].status, 404);
  EXPECT_EQ(log[2].body_bytes, 17);
  EXPECT_EQ(log[2].status, 0);
}

TEST_F(NextcloudServiceTest, BytesChangeBehindEverybodysBack) {
  const std::string etag = Ask("PUT", File("p"), "12345").Header("ETag");
  EXPECT_TRUE(service_.Corrupt("p", absl::Cord("1x345")));
  EXPECT_FALSE(service_.Corrupt("none", absl::Cord()));
  EXPECT_EQ(Ask("GET", File("p")).body, "1x345");
  EXPECT_EQ(Ask("GET", File("p")).Header("ETag"), etag);
}

TEST_F(NextcloudServiceTest, TheSameRequestsGetTheSameAnswers) {
  NextcloudService other(WithToken(), clock_);
  for (const DavRequest& request :
       {Request("MKCOL", File("a")), Request("PUT", File("a/p"), "one"),
        Request("PUT", File("a/p"), "two"), Request("PROPFIND", File("a"))}) {
    const DavResponse here = service_.Handle(request);
    const DavResponse there = other.Handle(request);
    EXPECT_EQ(here.status, there.status);
    EXPECT_EQ(here.headers, there.headers);
    EXPECT_EQ(here.body, there.body);
  }
}

}  // namespace
}  // namespace photoferry::fakes
