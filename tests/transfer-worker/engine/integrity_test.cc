// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/integrity.h"

#include "common/base/hash.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

ItemRecord Ours(std::optional<int64_t> size, const std::string& bytes = "") {
  ItemRecord record;
  record.size = size;
  if (!bytes.empty()) record.progress.set_sha256(Sha256Of(bytes));
  return record;
}

v1::RemoteItem Theirs(std::optional<int64_t> size, const std::string& bytes = "") {
  v1::RemoteItem item;
  item.set_id("there");
  if (size) item.set_size_bytes(*size);
  if (!bytes.empty()) {
    item.mutable_hash()->set_algorithm(v1::ContentHash::SHA256);
    item.mutable_hash()->set_digest(Sha256Of(bytes));
  }
  return item;
}

TEST(Compare, TakesTheHashAsTheBetterProof) {
  EXPECT_THAT(Compare(Ours(3, "abc"), Theirs(3, "abc")), IsOkAndHolds(v1::HASH_CONFIRMED));
  EXPECT_THAT(Compare(Ours(std::nullopt, "abc"), Theirs(std::nullopt, "abc")),
              IsOkAndHolds(v1::HASH_CONFIRMED));
}

TEST(Compare, TakesTheSizeWhereNoHashIsShared) {
  EXPECT_THAT(Compare(Ours(3, "abc"), Theirs(3)), IsOkAndHolds(v1::SIZE_CONFIRMED));
  EXPECT_THAT(Compare(Ours(3), Theirs(3, "abc")), IsOkAndHolds(v1::SIZE_CONFIRMED));
}

TEST(Compare, FindsAnotherHashOrAnotherSize) {
  EXPECT_THAT(Compare(Ours(3, "abc"), Theirs(3, "abd")), ReasonIs(v1::HASH_MISMATCH));
  EXPECT_THAT(Compare(Ours(3, "abc"), Theirs(2)), ReasonIs(v1::LENGTH_MISMATCH));
  EXPECT_THAT(Compare(Ours(3, "abc"), Theirs(2, "abc")), ReasonIs(v1::LENGTH_MISMATCH));
}

TEST(Compare, DoesNotTakeSilenceForSuccess) {
  EXPECT_THAT(Compare(Ours(3, "abc"), Theirs(std::nullopt)),
              IsOkAndHolds(v1::INTEGRITY_UNSPECIFIED));
  EXPECT_THAT(Compare(Ours(std::nullopt), Theirs(3)), IsOkAndHolds(v1::INTEGRITY_UNSPECIFIED));
  v1::RemoteItem other_hash = Theirs(std::nullopt, "abc");
  other_hash.mutable_hash()->set_algorithm(v1::ContentHash::MD5);
  EXPECT_THAT(Compare(Ours(3, "xyz"), other_hash), IsOkAndHolds(v1::INTEGRITY_UNSPECIFIED));
}

TEST(Compare, KnowsAnEmptyFileFromAnUnknownSize) {
  EXPECT_THAT(Compare(Ours(3), Theirs(0)), ReasonIs(v1::LENGTH_MISMATCH));
}

v1::Photo OfKind(v1::MediaKind kind) {
  v1::Photo photo;
  photo.set_kind(kind);
  return photo;
}

TEST(Preflight, LetsEverythingPassWithoutLimits) {
  EXPECT_EQ(Preflight(OfKind(v1::PHOTO), {.length = 1 << 30, .mime_type = "image/x"}, {}),
            std::nullopt);
}

TEST(Preflight, LimitsPhotosAndVideosEachByTheirOwn) {
  v1::Capabilities capabilities;
  capabilities.set_max_photo_bytes(100);
  capabilities.set_max_video_bytes(1000);
  const MediaHead exact{.length = 100, .mime_type = "image/jpeg"};
  const MediaHead larger{.length = 101, .mime_type = "image/jpeg"};
  EXPECT_EQ(Preflight(OfKind(v1::PHOTO), exact, capabilities), std::nullopt);
  EXPECT_EQ(Preflight(OfKind(v1::PHOTO), larger, capabilities)->reason(), v1::ITEM_TOO_LARGE);
  EXPECT_EQ(Preflight(OfKind(v1::VIDEO), larger, capabilities), std::nullopt);
}

TEST(Preflight, LetsAnUnknownLengthPass) {
  v1::Capabilities capabilities;
  capabilities.set_max_photo_bytes(100);
  EXPECT_EQ(Preflight(OfKind(v1::PHOTO), {.length = std::nullopt, .mime_type = ""}, capabilities),
            std::nullopt);
}

TEST(Preflight, NamesATypeThatIsNotTaken) {
  v1::Capabilities capabilities;
  capabilities.add_mime_types("image/jpeg");
  const MediaHead video{.length = 5, .mime_type = "video/mp4"};
  const auto problem = Preflight(OfKind(v1::VIDEO), video, capabilities);
  ASSERT_TRUE(problem.has_value());
  EXPECT_EQ(problem->reason(), v1::TYPE_UNSUPPORTED);
  EXPECT_NE(problem->message().find("video/mp4"), std::string::npos);
}

}  // namespace
}  // namespace photoferry
