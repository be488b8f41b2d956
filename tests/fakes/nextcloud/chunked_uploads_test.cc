// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/chunked_uploads.h"

#include "tests/fakes/nextcloud/nextcloud_fixture.h"

namespace photoferry::fakes {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Chunks are of 10 to 20 bytes here.
class ChunkedUploadsTest : public NextcloudFixture {
 protected:
  using NextcloudFixture::NextcloudFixture;

  int Begin(const std::string& id = "u") {
    return Status("MKCOL", Upload(id), "", {{"destination", File("film.mp4")}});
  }
  int Put(const std::string& number, absl::string_view bytes) {
    return Status("PUT", Upload("u/" + number), bytes,
                  {{"destination", File("film.mp4")}, {"oc-total-length", "25"}});
  }
  DavResponse Assemble(const std::string& total = "25") {
    return Ask("MOVE", Upload("u/.file"), "",
               {{"destination", File("film.mp4")},
                {"oc-total-length", total},
                {"x-oc-mtime", "1234567890"}});
  }
};

TEST_F(ChunkedUploadsTest, ChunksInAnyOrderBecomeTheFile) {
  ASSERT_EQ(Begin(), 201);
  EXPECT_EQ(Put("00002", "bbbbbbbbbb"), 201);
  EXPECT_EQ(Put("00001", "aaaaaaaaaa"), 201);
  EXPECT_EQ(Put("00010", "ccccc"), 201);
  EXPECT_TRUE(service_.Files().empty());
  const DavResponse answer = Assemble();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.Header("X-OC-MTime"), "accepted");
  EXPECT_NE(answer.Header("OC-FileId"), "");
  EXPECT_EQ(ContentOf("film.mp4"), "aaaaaaaaaabbbbbbbbbbccccc");
  EXPECT_EQ(service_.Files().at(0).modified, absl::FromUnixSeconds(1234567890));
  EXPECT_EQ(service_.UnfinishedUploads().size(), 0U);
}

TEST_F(ChunkedUploadsTest, AChunkThatIsSentAgainReplacesItself) {
  ASSERT_EQ(Begin(), 201);
  EXPECT_EQ(Put("1", "xxxxxxxxxx"), 201);
  EXPECT_EQ(Put("00001", "aaaaaaaaaa"), 201);
  EXPECT_EQ(Put("2", "bbbbbbbbbbbbbbb"), 201);
  EXPECT_EQ(Assemble().status, 201);
  EXPECT_EQ(ContentOf("film.mp4"), "aaaaaaaaaabbbbbbbbbbbbbbb");
}

TEST_F(ChunkedUploadsTest, AListingTellsWhichChunksAreThere) {
  ASSERT_EQ(Begin(), 201);
  ASSERT_EQ(Put("1", "aaaaaaaaaa"), 201);
  ASSERT_EQ(Put("3", "ccccc"), 201);
  const std::string listing = Properties(Upload("u/"), "<d:getcontentlength/>", "1");
  EXPECT_THAT(listing, HasSubstr("/uploads/ada/u/1</d:href><d:propstat><d:prop>"
                                 "<d:getcontentlength>10<"));
  EXPECT_THAT(listing, AllOf(HasSubstr("/u/3</d:href>"), Not(HasSubstr("/u/2</d:href>"))));
  EXPECT_THAT(Properties(Upload(""), "<d:resourcetype/>", "1"), HasSubstr("/uploads/ada/u/<"));
}

TEST_F(ChunkedUploadsTest, EveryRequestTellsTheDestination) {
  EXPECT_EQ(Status("MKCOL", Upload("u")), 400);
  ASSERT_EQ(Begin(), 201);
  EXPECT_EQ(Begin(), 405);
  EXPECT_EQ(Status("PUT", Upload("u/1"), "aaaaaaaaaa"), 400);
  EXPECT_EQ(Status("PUT", Upload("u/1"), "aaaaaaaaaa", {{"destination", File("other")}}), 400);
  EXPECT_EQ(Status("MOVE", Upload("u/.file")), 400);
}

TEST_F(ChunkedUploadsTest, AChunksNameIsANumberUpToTenThousand) {
  ASSERT_EQ(Begin(), 201);
  for (const char* const name : {"0", "10001", "first", "-1", "1.5", "99999999999"}) {
    EXPECT_EQ(Put(name, "aaaaaaaaaa"), 400) << name;
  }
  EXPECT_EQ(Put("10000", "aaaaaaaaaa"), 201);
}

TEST_F(ChunkedUploadsTest, OnlyTheLastChunkMayBeSmallAndNoneTooLarge) {
  ASSERT_EQ(Begin(), 201);
  EXPECT_EQ(Put("1", std::string(21, 'a')), 413);
  EXPECT_EQ(Put("1", std::string(9, 'a')), 201);
  EXPECT_EQ(Put("2", std::string(16, 'b')), 201);
  EXPECT_EQ(Assemble().status, 400);
  EXPECT_EQ(Put("1", std::string(20, 'a')), 201);
  EXPECT_EQ(Put("2", std::string(5, 'b')), 201);
  EXPECT_EQ(Assemble().status, 201);
}

TEST_F(ChunkedUploadsTest, TheLengthsMustAddUp) {
  ASSERT_EQ(Begin(), 201);
  ASSERT_EQ(Put("1", "aaaaaaaaaa"), 201);
  const DavResponse answer = Assemble();
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(std::string(answer.body), HasSubstr("do not sum up to 25 but to 10"));
  EXPECT_EQ(service_.UnfinishedUploads().size(), 1U);
}

TEST_F(ChunkedUploadsTest, WhatIsAssembledReplacesAFileUnlessToldNotTo) {
  ASSERT_EQ(Status("PUT", File("film.mp4"), "old"), 201);
  ASSERT_EQ(Begin(), 201);
  ASSERT_EQ(Put("1", "aaaaaaaaaa"), 201);
  EXPECT_EQ(Status("MOVE", Upload("u/.file"), "",
                   {{"destination", File("film.mp4")}, {"overwrite", "F"}}),
            412);
  EXPECT_EQ(Assemble("10").status, 204);
  EXPECT_EQ(ContentOf("film.mp4"), "aaaaaaaaaa");
}

TEST_F(ChunkedUploadsTest, ItIsAssembledOnce) {
  ASSERT_EQ(Begin(), 201);
  ASSERT_EQ(Put("1", "aaaaaaaaaa"), 201);
  ASSERT_EQ(Assemble("10").status, 201);
  EXPECT_EQ(Assemble("10").status, 404);
  EXPECT_EQ(Put("2", "b"), 404);
}

TEST_F(ChunkedUploadsTest, TheFolderOfTheFileMustBeThere) {
  const Headers to = {{"destination", File("no/film.mp4")}};
  ASSERT_EQ(Status("MKCOL", Upload("u"), "", to), 201);
  ASSERT_EQ(Status("PUT", Upload("u/1"), "aaaaaaaaaa", to), 201);
  EXPECT_EQ(Status("MOVE", Upload("u/.file"), "", to), 409);
  ASSERT_EQ(Status("MKCOL", File("no")), 201);
  EXPECT_EQ(Status("MOVE", Upload("u/.file"), "", to), 201);
}

TEST_F(ChunkedUploadsTest, ADayWithoutARequestEndsIt) {
  ASSERT_EQ(Begin(), 201);
  clock_.Advance(absl::Hours(23));
  ASSERT_EQ(Put("1", "aaaaaaaaaa"), 201);
  clock_.Advance(absl::Hours(24));
  ASSERT_EQ(Put("2", "bbbbbbbbbb"), 201);
  clock_.Advance(absl::Hours(24) + absl::Seconds(1));
  EXPECT_EQ(Put("3", "c"), 404);
  EXPECT_EQ(Assemble().status, 404);
  EXPECT_EQ(Begin(), 201);
}

TEST_F(ChunkedUploadsTest, ADeleteForgetsAllOfIt) {
  ASSERT_EQ(Begin(), 201);
  ASSERT_EQ(Put("1", "aaaaaaaaaa"), 201);
  EXPECT_EQ(Status("DELETE", Upload("u")), 204);
  EXPECT_EQ(Status("DELETE", Upload("u")), 404);
  EXPECT_EQ(service_.UnfinishedUploads().size(), 0U);
}

TEST_F(ChunkedUploadsTest, ChunksAreNotReadBack) {
  ASSERT_EQ(Begin(), 201);
  ASSERT_EQ(Put("1", "aaaaaaaaaa"), 201);
  EXPECT_EQ(Status("GET", Upload("u/1")), 405);
}

class FullUploadsTest : public ChunkedUploadsTest {
 protected:
  FullUploadsTest() : ChunkedUploadsTest(Tight()) {}
  static NextcloudOptions Tight() {
    NextcloudOptions options = Small();
    options.capacity_bytes = 24;
    return options;
  }
};

TEST_F(FullUploadsTest, TheTotalIsRefusedWithTheFirstChunk) {
  ASSERT_EQ(Begin(), 201);
  EXPECT_EQ(Put("1", "aaaaaaaaaa"), 507);
}

TEST_F(FullUploadsTest, WithoutATotalItIsRefusedAtTheEnd) {
  const Headers to = {{"destination", File("film.mp4")}};
  ASSERT_EQ(Begin(), 201);
  ASSERT_EQ(Status("PUT", Upload("u/1"), std::string(20, 'a'), to), 201);
  ASSERT_EQ(Status("PUT", Upload("u/2"), std::string(5, 'b'), to), 201);
  EXPECT_EQ(Status("MOVE", Upload("u/.file"), "", to), 507);
  EXPECT_TRUE(service_.Files().empty());
}

}  // namespace
}  // namespace photoferry::fakes
