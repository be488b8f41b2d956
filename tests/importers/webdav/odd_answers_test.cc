// SPDX-License-Identifier: Apache-2.0
//
// What servers answer otherwise than RFC 4918 has it, and what it is taken for.
#include <set>
#include <string>
#include <tuple>

#include "importers/webdav/folders.h"
#include "importers/webdav/habits.h"
#include "importers/webdav/href.h"
#include "importers/webdav/upload_trouble.h"
#include "tests/importers/webdav/dav_fixture.h"

namespace photoferry::webdav {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

using OddAnswers = ScriptedDav;

// ---- Folders

TEST_F(OddAnswers, AFolderThatIsThereIsThereHoweverTheServerSaysSo) {
  for (const int status : {201, 200}) {
    Answer("/in/a/", status);
    EXPECT_THAT(MakeFolder(client_, absl::StrCat(kUrl, "a/"), context_), IsOk()) << status;
  }
  Answer("/in/a/", 405);
  http_.Answer("/in/a/", Listing({"/in/a/"}));
  EXPECT_THAT(MakeFolder(client_, absl::StrCat(kUrl, "a/"), context_), IsOk());
}

// Apache, where two uploads make the folder that both need.
TEST_F(OddAnswers, A403MayMeanThatSomebodyElseMadeTheFolderAMomentAgo) {
  Answer("/in/a/", 403);
  http_.Answer("/in/a/", Listing({"/in/a/"}));
  EXPECT_THAT(MakeFolder(client_, absl::StrCat(kUrl, "a/"), context_), IsOk());
  Answer("/in/a/", 403);
  Answer("/in/a/", 404);
  EXPECT_THAT(MakeFolder(client_, absl::StrCat(kUrl, "a/"), context_), ReasonIs(v1::ITEM_REJECTED));
}

TEST_F(OddAnswers, A405MayAlsoMeanAFileOrNoWebdav) {
  Answer("/in/a/", 405);
  http_.Answer("/in/a/", Listing({"/in/a"}));
  EXPECT_THAT(MakeFolder(client_, absl::StrCat(kUrl, "a/"), context_), ReasonIs(v1::ITEM_REJECTED));
  Answer("/in/a/", 405);
  Answer("/in/a/", 404);
  EXPECT_THAT(MakeFolder(client_, absl::StrCat(kUrl, "a/"), context_),
              ReasonIs(v1::BAD_CONFIGURATION));
}

TEST_F(OddAnswers, ParentsAreMadeFirstWhateverTheirAbsenceIsCalled) {
  for (const int status : {409, 404, 500}) {
    const size_t before = Asked().size();
    Answer("/in/a/b/", status);
    Answer("/in/a/", 404);
    Answer("/in/a/", 201);
    Answer("/in/a/b/", 201);
    EXPECT_THAT(MakeFolder(client_, absl::StrCat(kUrl, "a/b/"), context_), IsOk()) << status;
    EXPECT_THAT(Asked(), SizeIs(before + 4));
  }
  EXPECT_EQ(Asked()[1], "PROPFIND /in/a/");
  EXPECT_EQ(Asked()[2], "MKCOL /in/a/");
}

TEST_F(OddAnswers, AServerThatHasNoRootEndsTheClimb) {
  for (const int status : {409, 404, 409}) Answer("/", status);
  EXPECT_THAT(MakeFolder(client_, "https://dav.example/a/", context_), ReasonIs(v1::ITEM_REJECTED));
}

// ---- Habits

TEST_F(OddAnswers, WhatAServerDoesIsSeenByTrying) {
  for (const auto& [second_put, move, conditional, moves] :
       {std::tuple(412, 201, true, true), {204, 204, false, true}, {201, 502, false, false}}) {
    Answer("/in/.photoferry-probe-", 201);
    Answer("/in/.photoferry-probe-", second_put);
    Answer("/in/.photoferry-probe-", move);
    http_.Answer("/in/.photoferry-probe-", HttpResponse{.status = 204}, moves ? 1 : 2);
    PF_ASSERT_OK_AND_ASSIGN(const Habits habits, Learn(client_, Tree(*ParseUrl(kUrl)), context_));
    EXPECT_EQ(habits.creates_conditionally, conditional);
    EXPECT_EQ(habits.moves, moves);
    EXPECT_EQ(http_.left(), 0);
  }
}

TEST_F(OddAnswers, AFolderThatMayNotBeWrittenIsToldAtOnce) {
  Answer("/in/.photoferry-probe-", 403);
  EXPECT_THAT(Learn(client_, Tree(*ParseUrl(kUrl)), context_), ReasonIs(v1::PERMISSION_MISSING));
  Answer("/in/.photoferry-probe-", 507);
  EXPECT_THAT(Learn(client_, Tree(*ParseUrl(kUrl)), context_), ReasonIs(v1::DESTINATION_FULL));
}

// ---- Refused uploads

struct Refusal {
  int status;         // of the upload
  int folder_status;  // of the question for the folder; 0: it is not asked
  int trial_status;   // of the small file; 0: it is not tried
  v1::Reason reason;
};

class RefusedUploads : public ScriptedDav, public ::testing::WithParamInterface<Refusal> {};

TEST_P(RefusedUploads, AreTakenForWhatTheyAre) {
  const Refusal& refusal = GetParam();
  if (refusal.trial_status != 0) {
    Answer("/in/a/.photoferry-trial-", refusal.trial_status);
    Answer("/in/a/.photoferry-trial-", 204);
  }
  if (refusal.folder_status == 207) {
    http_.Answer("/in/a/", Listing({"/in/a/"}));
  } else if (refusal.folder_status != 0) {
    Answer("/in/a/", refusal.folder_status);
  }
  EXPECT_THAT(UploadFailure({.status = refusal.status}, client_, absl::StrCat(kUrl, "a/"), 3 << 20,
                            context_),
              ReasonIs(refusal.reason));
  EXPECT_EQ(http_.left(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    OfManyServers, RefusedUploads,
    ::testing::Values(Refusal{507, 0, 0, v1::DESTINATION_FULL},      // Apache, Nextcloud
                      Refusal{405, 207, 405, v1::DESTINATION_FULL},  // rclone
                      Refusal{500, 207, 500, v1::DESTINATION_FULL},  // lighttpd
                      Refusal{500, 207, 507, v1::DESTINATION_FULL},
                      Refusal{500, 207, 201, v1::SERVICE_DOWN},  // this item only
                      Refusal{405, 207, 201, v1::ITEM_REJECTED},
                      Refusal{409, 404, 0, v1::ALBUM_GONE},  // RFC 4918
                      Refusal{404, 404, 0, v1::ALBUM_GONE},  // rclone
                      Refusal{500, 404, 0, v1::ALBUM_GONE},  // nginx, phodav
                      Refusal{500, 503, 0, v1::SERVICE_DOWN},
                      Refusal{413, 0, 0, v1::ITEM_TOO_LARGE}, Refusal{423, 0, 0, v1::SERVICE_DOWN},
                      Refusal{400, 0, 0, v1::ITEM_REJECTED}, Refusal{403, 0, 0, v1::ITEM_REJECTED},
                      Refusal{503, 0, 0, v1::SERVICE_DOWN}),
    [](const auto& test) {
      return absl::StrCat(test.param.status, "_", test.param.folder_status, "_",
                          test.param.trial_status);
    });

TEST_F(OddAnswers, AQuotaThatIsToldNeedsNoTrial) {
  HttpResponse folder = Listing({"/in/a/"});
  folder.body.replace(folder.body.find("<d:resourcetype>"), 0,
                      "<d:quota-available-bytes>1000</d:quota-available-bytes>");
  http_.Answer("/in/a/", folder);
  EXPECT_THAT(UploadFailure({.status = 500}, client_, absl::StrCat(kUrl, "a/"), 3 << 20, context_),
              ReasonIs(v1::DESTINATION_FULL));
}

// ---- Listings

TEST_F(OddAnswers, AFolderIsNotInItselfHoweverItIsNamed) {
  const std::string folder = absl::StrCat(kUrl, "A B/");
  for (const HttpResponse& listing :
       {Listing({"/in/A%20B/", "/in/A%20B/x.jpg", "/in/A%20B/C/"}),
        Listing({"https://dav.example/in/A%20B", "https://dav.example/in/A%20B/x.jpg",
                 "https://dav.example/in/A%20B/C"}),
        Listing({"/in/A%20B/x.jpg", "/in/%41 B/C/", "/in/A B/"}),
        // A server behind another one that shows it elsewhere.
        Listing({"/srv/dav/A%20B/", "/srv/dav/A%20B/x.jpg", "/srv/dav/A%20B/C/"})}) {
    http_.Answer("/in/A B/", listing);
    PF_ASSERT_OK_AND_ASSIGN(const auto found, client_.List(folder, 1 << 20, context_));
    ASSERT_TRUE(found.has_value());
    std::set<std::string> names;
    for (const Resource& resource : *found) names.insert(LastPart(resource.path));
    EXPECT_THAT(names, ElementsAre("C", "x.jpg"));
  }
  http_.Answer("/in/A B/", Listing({"/in/A%20B/"}));
  PF_ASSERT_OK_AND_ASSIGN(const auto empty, client_.List(folder, 1 << 20, context_));
  EXPECT_THAT(*empty, ::testing::IsEmpty());
}

TEST_F(OddAnswers, WhatIsNoWebdavIsAMatterOfTheAddress) {
  for (const int status : {200, 405, 501, 302, 308}) {
    Answer("/in/", status);
    EXPECT_THAT(client_.Look(kUrl, context_), ReasonIs(v1::BAD_CONFIGURATION)) << status;
  }
  Answer("/in/", 403);
  EXPECT_THAT(client_.Look(kUrl, context_), ReasonIs(v1::ITEM_REJECTED));
}

TEST_F(OddAnswers, APageForPeopleIsNobodysMarker) {
  http_.Answer("/in/a/.photoferry-album.json", "<!DOCTYPE html><html>Log in, please</html>");
  EXPECT_THAT(client_.ReadSmall(absl::StrCat(kUrl, "a/.photoferry-album.json"), 1000, context_),
              ReasonIs(v1::MALFORMED_ANSWER));
}

// ---- Logins

TEST_F(OddAnswers, A401InTheMiddleOfAnUploadLosesNoFile) {
  Settings settings = BasicLogin();
  settings.login = LoginKind::kAuto;
  DavClient client(settings);
  HttpResponse asks{.status = 401, .early = true};
  asks.headers.Add("WWW-Authenticate", "Digest realm=\"r\", nonce=\"1\", qop=\"auth\"");
  HttpResponse again = asks;
  again.headers = {
      {"WWW-Authenticate", "Digest realm=\"r\", nonce=\"2\", qop=\"auth\", stale=true"}};
  http_.Answer("/in/a.jpg", asks);
  http_.Answer("/in/a.jpg", again);
  Answer("/in/a.jpg", 201);
  int bodies = 0;
  const auto body = [&]() -> absl::StatusOr<HttpBody> {
    ++bodies;
    return HttpBody{.prefix = "bytes"};
  };
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer,
                          client.Put(absl::StrCat(kUrl, "a.jpg"), body, {}, context_));
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(bodies, 3);
}

TEST_F(OddAnswers, AServerThatNeverHasEnoughOfAskingIsLeft) {
  Settings settings = BasicLogin();
  settings.login = LoginKind::kDigest;
  DavClient client(settings);
  HttpResponse asks{.status = 401};
  asks.headers.Add("WWW-Authenticate", "Digest realm=\"r\", nonce=\"1\", qop=\"auth\", stale=true");
  http_.Answer("/in/", asks, -1);
  EXPECT_THAT(client.Look(kUrl, context_), ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(Asked(), SizeIs(3));
}

}  // namespace
}  // namespace photoferry::webdav
