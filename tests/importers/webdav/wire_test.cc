// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/wire.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "common/base/xml.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::webdav {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// As Apache 2.4 answers.
TEST(DavWire, ApachesListingIsRead) {
  PF_ASSERT_OK_AND_ASSIGN(const auto found, ResourcesFrom(R"(<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:ns0="DAV:">
<D:response xmlns:lp1="DAV:" xmlns:lp2="http://apache.org/dav/props/">
<D:href>/dav/A%20B/</D:href>
<D:propstat><D:prop><lp1:resourcetype><D:collection/></lp1:resourcetype>
<lp1:getetag>"1000-61d"</lp1:getetag></D:prop>
<D:status>HTTP/1.1 200 OK</D:status></D:propstat>
<D:propstat><D:prop><D:getcontentlength/><D:quota-available-bytes/></D:prop>
<D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
</D:response>
<D:response><D:href>/dav/A%20B/x.jpg</D:href>
<D:propstat><D:prop><D:resourcetype/><D:getcontentlength>81234</D:getcontentlength></D:prop>
<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
</D:multistatus>)"));
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].path, "/dav/A B");
  EXPECT_TRUE(found[0].is_folder);
  EXPECT_EQ(found[0].etag, "\"1000-61d\"");
  EXPECT_EQ(found[0].size, std::nullopt);
  EXPECT_EQ(found[0].free_bytes, std::nullopt);
  EXPECT_FALSE(found[1].is_folder);
  EXPECT_EQ(found[1].size, 81234);
}

TEST(DavWire, WhatIsListedWithAnErrorIsNotThere) {
  PF_ASSERT_OK_AND_ASSIGN(
      const auto found,
      ResourcesFrom("<multistatus xmlns=\"DAV:\"><response><href>/a</href>"
                    "<status>HTTP/1.1 404 Not Found</status></response><response/>"
                    "<response><href>/b</href><status>HTTP/1.1 200 OK</status></response>"
                    "<response><href>/c</href><status>HTTP/2</status></response>"
                    "<other/></multistatus>"));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].path, "/b");
}

TEST(DavWire, QuotaAndSizeAreNumbersOrNothing) {
  for (const auto& [text, value] : {std::pair<const char*, std::optional<int64_t>>("12", 12),
                                    {" 0\n", 0},
                                    {"-1", std::nullopt},
                                    {"-2", std::nullopt},
                                    {"-3", std::nullopt},
                                    {"", std::nullopt},
                                    {"99999999999999999999", std::nullopt},
                                    {"twelve", std::nullopt}}) {
    PF_ASSERT_OK_AND_ASSIGN(const auto found,
                            ResourcesFrom(absl::StrCat(
                                "<multistatus xmlns=\"DAV:\"><response><href>/</href><propstat>"
                                "<prop><quota-available-bytes>",
                                text, "</quota-available-bytes><getcontentlength>", text,
                                "</getcontentlength></prop></propstat></response></multistatus>")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].free_bytes, value) << text;
    EXPECT_EQ(found[0].size, value) << text;
  }
}

TEST(DavWire, WhatOnlyNextcloudTellsIsRead) {
  PF_ASSERT_OK_AND_ASSIGN(
      const auto found,
      ResourcesFrom("<d:multistatus xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\">"
                    "<d:response><d:href>/remote.php/dav/files/ada/</d:href><d:propstat><d:prop>"
                    "<oc:fileid>42</oc:fileid><d:current-user-principal>"
                    "<d:href>/remote.php/dav/principals/users/ada%20l/</d:href>"
                    "</d:current-user-principal></d:prop><d:status>HTTP/1.1 200 OK</d:status>"
                    "</d:propstat></d:response></d:multistatus>"));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].file_id, "42");
  EXPECT_EQ(found[0].principal, "/remote.php/dav/principals/users/ada l");
}

TEST(DavWire, APageForPeopleIsNoListing) {
  for (const char* text : {"<html></html>", "", "<multistatus/>", "{}"}) {
    EXPECT_THAT(ResourcesFrom(text), ReasonIs(v1::MALFORMED_ANSWER)) << text;
  }
  EXPECT_THAT(*ResourcesFrom("<multistatus xmlns=\"DAV:\"/>"), IsEmpty());
}

TEST(DavWire, WhatIsAskedIsXml) {
  for (const std::string& body : {PropfindBody(), FavouriteBody()}) {
    PF_ASSERT_OK_AND_ASSIGN(const XmlElement root, ParseXml(body));
    EXPECT_EQ(root.space, "DAV:");
  }
}

TEST(DavWire, AFavouriteIsSetWhenTheServerSaysSo) {
  const auto answer = [](const char* status) {
    return absl::StrCat(
        "<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/a</d:href><d:propstat>"
        "<d:prop/><d:status>HTTP/1.1 ",
        status, "</d:status></d:propstat></d:response></d:multistatus>");
  };
  EXPECT_TRUE(FavouriteWasSet(answer("200 OK")));
  EXPECT_FALSE(FavouriteWasSet(answer("403 Forbidden")));
  EXPECT_FALSE(FavouriteWasSet("no XML"));
}

TEST(DavWire, EveryStatusHasAReason) {
  for (const auto& [status, reason] : {std::pair(301, v1::BAD_CONFIGURATION),
                                       {308, v1::BAD_CONFIGURATION},
                                       {400, v1::ITEM_REJECTED},
                                       {401, v1::LOGIN_NEEDED},
                                       {403, v1::ITEM_REJECTED},
                                       {404, v1::ITEM_REJECTED},
                                       {409, v1::ITEM_REJECTED},
                                       {413, v1::ITEM_TOO_LARGE},
                                       {415, v1::TYPE_UNSUPPORTED},
                                       {418, v1::ITEM_REJECTED},
                                       {423, v1::SERVICE_DOWN},
                                       {429, v1::RATE_LIMITED},
                                       {500, v1::SERVICE_DOWN},
                                       {503, v1::SERVICE_DOWN},
                                       {507, v1::DESTINATION_FULL},
                                       {599, v1::SERVICE_DOWN},
                                       {207, v1::ITEM_REJECTED}}) {
    EXPECT_THAT(StatusOf({.status = status}, absl::FromUnixSeconds(1700000000)), ReasonIs(reason))
        << status;
  }
}

TEST(DavWire, ATimeToWaitIsKept) {
  HttpResponse answer{.status = 503};
  answer.headers.Add("Retry-After", "30");
  EXPECT_EQ(RetryAfterOf(StatusOf(answer, absl::FromUnixSeconds(1700000000))), absl::Seconds(30));
}

}  // namespace
}  // namespace photoferry::webdav
