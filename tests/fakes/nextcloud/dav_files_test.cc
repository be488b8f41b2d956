// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/dav_files.h"

#include "tests/fakes/nextcloud/nextcloud_fixture.h"

namespace photoferry::fakes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using DavFilesTest = NextcloudFixture;

TEST_F(DavFilesTest, AFolderIsMadeOnceAndInsideOfOneThatIsThere) {
  EXPECT_EQ(Status("MKCOL", File("a/")), 201);
  EXPECT_EQ(Status("MKCOL", File("a/")), 405);
  EXPECT_EQ(Status("MKCOL", File("x/y")), 409);
  EXPECT_EQ(Status("MKCOL", File("b"), "<body/>"), 415);
  EXPECT_THAT(service_.Folders(), ElementsAre("a"));
}

TEST_F(DavFilesTest, APutIsCreatedOrReplaces) {
  EXPECT_EQ(Status("PUT", File("p.jpg"), "one"), 201);
  EXPECT_EQ(Status("PUT", File("p.jpg"), "other"), 204);
  EXPECT_EQ(ContentOf("p.jpg"), "other");
  EXPECT_EQ(Status("PUT", File("no/p.jpg"), "one"), 409);
  ASSERT_EQ(Status("MKCOL", File("folder")), 201);
  EXPECT_EQ(Status("PUT", File("folder"), "one"), 409);
}

TEST_F(DavFilesTest, AnAnswerTellsEtagAndAnIdThatStays) {
  const DavResponse first = Ask("PUT", File("p.jpg"), "one");
  const DavResponse second = Ask("PUT", File("p.jpg"), "two");
  const DavResponse moved = Ask("MOVE", File("p.jpg"), "", {{"destination", File("q.jpg")}});
  EXPECT_EQ(first.Header("ETag"), first.Header("OC-ETag"));
  EXPECT_NE(first.Header("OC-ETag"), second.Header("OC-ETag"));
  EXPECT_THAT(first.Header("OC-FileId"), ::testing::MatchesRegex("0000000[0-9]oc[a-z]+"));
  EXPECT_EQ(first.Header("OC-FileId"), second.Header("OC-FileId"));
  EXPECT_EQ(first.Header("OC-FileId"), moved.Header("OC-FileId"));
}

TEST_F(DavFilesTest, AConditionProtectsWhatIsThere) {
  const std::string etag =
      Ask("PUT", File("p.jpg"), "one", {{"if-none-match", "*"}}).Header("ETag");
  EXPECT_EQ(Status("PUT", File("p.jpg"), "two", {{"if-none-match", "*"}}), 412);
  EXPECT_EQ(Status("PUT", File("p.jpg"), "two", {{"if-match", "\"other\""}}), 412);
  EXPECT_EQ(ContentOf("p.jpg"), "one");
  EXPECT_EQ(Status("PUT", File("p.jpg"), "two", {{"if-match", etag}}), 204);
  EXPECT_EQ(Status("DELETE", File("p.jpg"), "", {{"if-match", etag}}), 412);
  EXPECT_EQ(Status("PUT", File("new.jpg"), "two", {{"if-match", "*"}}), 412);
}

TEST_F(DavFilesTest, MissingFoldersAreMadeIfAsked) {
  EXPECT_EQ(Status("PUT", File("a/b/p.jpg"), "x", {{"x-nc-webdav-automkcol", "1"}}), 201);
  EXPECT_THAT(service_.Folders(), ElementsAre("a", "a/b"));
  EXPECT_EQ(Status("PUT", File("a/b/p.jpg/c/d"), "x", {{"x-nc-webdav-automkcol", "1"}}), 409);
}

TEST_F(DavFilesTest, TimesAreTakenAndSaidToBe) {
  const DavResponse answer =
      Ask("PUT", File("p.jpg"), "x", {{"x-oc-mtime", "1234567890"}, {"x-oc-ctime", "1000000000"}});
  EXPECT_EQ(answer.Header("X-OC-MTime"), "accepted");
  EXPECT_EQ(answer.Header("X-OC-CTime"), "accepted");
  const NextcloudFile file = service_.Files().at(0);
  EXPECT_EQ(file.modified, absl::FromUnixSeconds(1234567890));
  EXPECT_EQ(file.created, absl::FromUnixSeconds(1000000000));
  EXPECT_THAT(Properties(File("p.jpg"), "<d:getlastmodified/><nc:creation_time/>"),
              AllOf(HasSubstr("Fri, 13 Feb 2009 23:31:30 GMT"), HasSubstr(">1000000000<")));
  EXPECT_EQ(Ask("PUT", File("p.jpg"), "x", {{"x-oc-mtime", "noon"}}).Header("X-OC-MTime"), "");
}

TEST_F(DavFilesTest, AHashIsToldOfTheBytesThatCame) {
  EXPECT_EQ(Ask("PUT", File("p"), "abc", {{"x-hash", "sha256"}}).Header("X-Hash-SHA256"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Ask("PUT", File("p"), "abc", {{"x-hash", "md5"}}).Header("X-Hash-MD5"),
            "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(Ask("PUT", File("p"), "abc", {{"x-hash", "sha1"}}).Header("X-Hash-SHA1"),
            "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST_F(DavFilesTest, AChecksumIsKeptAndNotCompared) {
  EXPECT_EQ(Status("PUT", File("p"), "abc", {{"oc-checksum", "SHA1:wrong"}}), 201);
  EXPECT_THAT(Properties(File("p"), "<oc:checksums/>"),
              HasSubstr("<oc:checksum>SHA1:wrong</oc:checksum>"));
}

TEST_F(DavFilesTest, NamesThatItDoesNotKeepAreRefused) {
  EXPECT_EQ(Status("PUT", File(std::string(250, 'n')), "x"), 201);
  EXPECT_EQ(Status("PUT", File(std::string(251, 'n')), "x"), 400);
  EXPECT_EQ(Status("PUT", File("a%5Cb"), "x"), 400);
  EXPECT_EQ(Status("PUT", File("a%0Ab"), "x"), 400);
  EXPECT_EQ(Status("PUT", File(".htaccess"), "x"), 400);
  EXPECT_EQ(Status("PUT", File("photo.part"), "x"), 400);
  EXPECT_EQ(Status("MKCOL", File("photo.part")), 400);
  EXPECT_EQ(Status("PUT", File("a.part/p"), "x", {{"x-nc-webdav-automkcol", "1"}}), 400);
}

TEST_F(DavFilesTest, AFragmentOfAFileIsNeverTakenForTheFile) {
  ASSERT_EQ(Status("PUT", File("p"), "0123456789"), 201);
  EXPECT_EQ(Status("PUT", File("p"), "XX", {{"content-range", "bytes 0-1/10"}}), 400);
  EXPECT_EQ(ContentOf("p"), "0123456789");
}

TEST_F(DavFilesTest, ALengthThatLiesIsABadRequest) {
  EXPECT_EQ(Status("PUT", File("p"), "abc", {{"content-length", "4"}}), 400);
  EXPECT_TRUE(service_.Files().empty());
}

TEST_F(DavFilesTest, ReadsWholeFilesAndRanges) {
  ASSERT_EQ(Status("PUT", File("p.jpg"), "0123456789"), 201);
  EXPECT_EQ(Ask("GET", File("p.jpg")).body, "0123456789");
  EXPECT_EQ(Ask("GET", File("p.jpg")).Header("Content-Type"), "image/jpeg");
  const DavResponse part = Ask("GET", File("p.jpg"), "", {{"range", "bytes=3-5"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "345");
  EXPECT_EQ(part.Header("Content-Range"), "bytes 3-5/10");
  EXPECT_EQ(Ask("GET", File("p.jpg"), "", {{"range", "bytes=8-"}}).body, "89");
  EXPECT_EQ(Ask("GET", File("p.jpg"), "", {{"range", "bytes=-1"}}).body, "9");
  EXPECT_EQ(Status("GET", File("p.jpg"), "", {{"range", "bytes=10-"}}), 416);
  EXPECT_EQ(Status("GET", File("none.jpg")), 404);
}

TEST_F(DavFilesTest, CopiesAndMovesKeepBytesAndProperties) {
  ASSERT_EQ(Status("MKCOL", File("a")), 201);
  ASSERT_EQ(Status("PUT", File("a/p"), "one"), 201);
  EXPECT_EQ(Status("COPY", File("a"), "", {{"destination", File("b")}}), 201);
  EXPECT_EQ(Status("COPY", File("a"), "", {{"destination", File("b")}, {"overwrite", "F"}}), 412);
  EXPECT_EQ(Status("MOVE", File("a"), "", {{"destination", File("b")}}), 204);
  EXPECT_THAT(service_.Folders(), ElementsAre("b"));
  EXPECT_EQ(ContentOf("b/p"), "one");
  EXPECT_EQ(Status("MOVE", File("b"), "", {{"destination", File("no/where")}}), 409);
  EXPECT_EQ(Status("MOVE", File("b"), "", {{"destination", File("b/inside")}}), 403);
  EXPECT_EQ(Status("COPY", File("b"), "", {{"destination", "/elsewhere"}}), 403);
}

TEST_F(DavFilesTest, AListingTellsTheFolderAndWhatIsInIt) {
  ASSERT_EQ(Status("MKCOL", File("a b")), 201);
  ASSERT_EQ(Status("PUT", File("a%20b/p.jpg"), "12345"), 201);
  const std::string flat = Properties(File("a%20b"), "<d:getcontentlength/>");
  EXPECT_THAT(flat, HasSubstr("<d:href>/remote.php/dav/files/ada/a%20b/</d:href>"));
  EXPECT_THAT(flat, AllOf(HasSubstr("404"), Not(HasSubstr("p.jpg"))));
  EXPECT_THAT(Properties(File("a%20b"), "<d:getcontentlength/>", "1"),
              HasSubstr("/a%20b/p.jpg</d:href><d:propstat><d:prop><d:getcontentlength>5<"));
  EXPECT_EQ(Status("PROPFIND", File(""), "no XML"), 400);
  EXPECT_EQ(Status("PROPFIND", File("none")), 404);
}

class DavPropertiesTest : public NextcloudFixture {
 protected:
  DavResponse Patch(absl::string_view changes) {
    return Ask("PROPPATCH", File("p"),
               absl::StrCat("<d:propertyupdate xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns' "
                            "xmlns:m='http://mine.example/'>",
                            changes, "</d:propertyupdate>"));
  }
};

TEST_F(DavPropertiesTest, ADeadPropertyIsKeptAsItCame) {
  ASSERT_EQ(Status("PUT", File("p"), "x"), 201);
  EXPECT_EQ(Patch("<d:set><d:prop><m:note>a &lt; b<m:in/></m:note></d:prop></d:set>").status, 207);
  const std::string wanted = "<m:note xmlns:m='http://mine.example/'/>";
  EXPECT_THAT(Properties(File("p"), wanted),
              HasSubstr("<x:note xmlns:x=\"http://mine.example/\">a &lt; b<x:in"));
  Patch("<d:remove><d:prop><m:note/></d:prop></d:remove>");
  EXPECT_THAT(Properties(File("p"), wanted), HasSubstr("404"));
}

TEST_F(DavPropertiesTest, AFavouriteIsMarkedAndUnmarked) {
  ASSERT_EQ(Status("PUT", File("p"), "x"), 201);
  Patch("<d:set><d:prop><oc:favorite>1</oc:favorite></d:prop></d:set>");
  EXPECT_TRUE(service_.Files().at(0).favourite);
  EXPECT_THAT(Properties(File("p"), "<oc:favorite/>"), HasSubstr(">1<"));
  Patch("<d:set><d:prop><oc:favorite>0</oc:favorite></d:prop></d:set>");
  EXPECT_FALSE(service_.Files().at(0).favourite);
}

TEST_F(DavPropertiesTest, OneThatIsProtectedKeepsAllFromChanging) {
  ASSERT_EQ(Status("PUT", File("p"), "x"), 201);
  const DavResponse answer = Patch(
      "<d:set><d:prop><oc:favorite>1</oc:favorite><d:getetag>mine</d:getetag></d:prop></d:set>");
  EXPECT_THAT(std::string(answer.body),
              AllOf(HasSubstr("HTTP/1.1 403"), HasSubstr("HTTP/1.1 424")));
  EXPECT_FALSE(service_.Files().at(0).favourite);
}

class NextcloudQuotaTest : public NextcloudFixture {
 protected:
  NextcloudQuotaTest() : NextcloudFixture(WithCapacity()) {}
  static NextcloudOptions WithCapacity() {
    NextcloudOptions options = Small();
    options.capacity_bytes = 100;
    return options;
  }
  std::string Available() { return Properties(File(""), "<d:quota-available-bytes/>"); }
};

TEST_F(NextcloudQuotaTest, WhatDoesNotFitIsRefusedAndNotKept) {
  EXPECT_EQ(Status("PUT", File("fits"), std::string(60, 'x')), 201);
  EXPECT_EQ(Status("PUT", File("does-not"), std::string(41, 'x')), 507);
  EXPECT_EQ(Status("COPY", File("fits"), "", {{"destination", File("twice")}}), 507);
  EXPECT_EQ(service_.Files().size(), 1U);
  EXPECT_THAT(Available(), HasSubstr(">40<"));
}

TEST_F(NextcloudQuotaTest, IsKnownFromTheHeadAlone) {
  DavRequest head = Request("PUT", File("p"), "", {{"content-length", "101"}});
  const auto reception = service_.Receive(head);
  ASSERT_TRUE(reception.answer.has_value());
  EXPECT_EQ(reception.answer->status, 507);
}

TEST_F(NextcloudQuotaTest, GrowsWhenSomebodyPaysOrDeletes) {
  ASSERT_EQ(Status("PUT", File("a"), std::string(100, 'x')), 201);
  ASSERT_EQ(Status("PUT", File("b"), "x"), 507);
  ASSERT_EQ(Status("DELETE", File("a")), 204);
  EXPECT_EQ(Status("PUT", File("b"), "x"), 201);
  service_.SetCapacity(1000);
  EXPECT_EQ(Status("PUT", File("c"), std::string(900, 'x')), 201);
}

TEST_F(NextcloudQuotaTest, WithoutOneTheNumberSaysWhy) {
  for (const int64_t said : {-1, -2, -3}) {
    NextcloudOptions options = Small();
    options.available_without_quota = said;
    NextcloudService service(options, clock_);
    EXPECT_THAT(std::string(service.Handle(Request("PROPFIND", File(""))).body),
                HasSubstr(absl::StrCat("<d:quota-available-bytes>", said, "<")));
  }
}

}  // namespace
}  // namespace photoferry::fakes
