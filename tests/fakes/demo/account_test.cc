// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/account.h"

#include <jpeglib.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/photographs.h"

namespace photoferry::demo {
namespace {

struct JumpingErrors {
  jpeg_error_mgr manager;
  jmp_buf back;
};

// Reads every line; the size, or nothing if libjpeg complains.
std::optional<Rendition> Decode(const std::string& bytes) {
  jpeg_decompress_struct jpeg{};
  JumpingErrors errors{};
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = [](j_common_ptr failed) {
    longjmp(reinterpret_cast<JumpingErrors*>(failed->err)->back, 1);
  };
  if (setjmp(errors.back) != 0) {
    jpeg_destroy_decompress(&jpeg);
    return std::nullopt;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  const JSAMPARRAY row =
      (*jpeg.mem->alloc_sarray)(reinterpret_cast<j_common_ptr>(&jpeg), JPOOL_IMAGE,
                                jpeg.output_width * jpeg.output_components, 1);
  while (jpeg.output_scanline < jpeg.output_height) jpeg_read_scanlines(&jpeg, row, 1);
  const Rendition size = {static_cast<int>(jpeg.output_width),
                          static_cast<int>(jpeg.output_height)};
  const bool clean = errors.manager.num_warnings == 0;
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return clean ? std::optional(size) : std::nullopt;
}

TEST(Account, TheSameSeedIsTheSameAccountByteForByte) {
  const Account one({.seed = 7, .photos = 20, .videos = 2});
  const Account two({.seed = 7, .photos = 20, .videos = 2});
  const Account other({.seed = 8, .photos = 20, .videos = 2});
  for (int64_t i = 0; i < 20; ++i) {
    const Node node = {NodeType::kPhoto, i};
    EXPECT_EQ(one.photo(i).caption, two.photo(i).caption);
    EXPECT_EQ(one.BestFile(node)->Sha256(), two.BestFile(node)->Sha256());
    EXPECT_NE(one.BestFile(node)->Sha256(), other.BestFile(node)->Sha256());
    EXPECT_NE(one.IdOf(node), other.IdOf(node));
  }
  EXPECT_EQ(one.VideoFile(1)->Sha256(), two.VideoFile(1)->Sha256());
}

TEST(Account, PhotosAreJpegsOfTheirAnnouncedSizes) {
  const Account account({.photos = 12});
  std::set<std::string> hashes;
  for (int64_t i = 0; i < 12; ++i) {
    for (const Rendition& size : account.photo(i).renditions) {
      const std::string bytes = account.PhotoFile(i, size)->Bytes();
      const std::optional<Rendition> decoded = Decode(bytes);
      ASSERT_TRUE(decoded) << "photo " << i;
      EXPECT_EQ(decoded->width, size.width);
      EXPECT_EQ(decoded->height, size.height);
      hashes.insert(HexOf(Sha256Of(bytes)));
    }
  }
  EXPECT_EQ(hashes.size(), 12u * 4) << "one rendition of five is listed twice";
}

TEST(Account, LargestRenditionIsAmongTheListed) {
  const Account account({.photos = 300});
  int first = 0;
  for (int64_t i = 0; i < 300; ++i) {
    const DemoPhoto photo = account.photo(i);
    bool listed = false;
    for (const Rendition& size : photo.renditions) {
      EXPECT_LE(size.width * size.height, photo.largest.width * photo.largest.height);
      listed |= size.width == photo.largest.width && size.height == photo.largest.height;
    }
    EXPECT_TRUE(listed);
    first += photo.renditions.front().width == photo.largest.width;
  }
  EXPECT_GT(first, 0);
  EXPECT_LT(first, 300) << "the order must not be one to rely on";
}

TEST(Account, IdsLeadBackToTheirNodes) {
  const Account account({.photos = 50, .videos = 5, .albums = 9});
  for (const Node node : {Node{NodeType::kUser, 0}, Node{NodeType::kPhoto, 54},
                          Node{NodeType::kVideo, 4}, Node{NodeType::kAlbum, 8}}) {
    EXPECT_EQ(account.Find(account.IdOf(node)), node);
  }
  EXPECT_EQ(account.Find(account.IdOf({NodeType::kPhoto, 55})), std::nullopt);
  EXPECT_EQ(account.Find("12345"), std::nullopt);
  EXPECT_EQ(account.Find("99999999999999999999999"), std::nullopt);
}

TEST(Account, AlbumsHoldWhatItsItemsSay) {
  const Account account({.photos = 400, .videos = 30, .albums = 12});
  std::set<std::string> names;
  int64_t in_albums = 0, empty = 0;
  for (int64_t album = 0; album < 12; ++album) {
    names.insert(account.album(album).name);
    empty += account.AlbumSize(album) == 0;
    for (int64_t at = 0; at < account.AlbumSize(album); ++at) {
      const Node item = account.AlbumItem(album, at);
      ++in_albums;
      EXPECT_EQ(item.type == NodeType::kVideo ? account.video(item.index).album
                                              : account.photo(item.index).album,
                album);
    }
  }
  EXPECT_EQ(in_albums, 360 + 15);
  EXPECT_GE(empty, 1);
  EXPECT_LT(names.size(), 12u) << "two albums have one name";
  EXPECT_FALSE(account.photo(399).album) << "some uploads are in no album";
  EXPECT_FALSE(account.video(29).album);
}

TEST(Account, AMillionItemsCostNothing) {
  const Account account({.photos = 1000000, .videos = 100000, .albums = 1000});
  const DemoPhoto photo = account.photo(765432);
  EXPECT_EQ(account.Find(photo.id), (Node{NodeType::kPhoto, 765432}));
  EXPECT_TRUE(photo.album);
}

TEST(Account, FillerIsValidAtItsHeadAndReadableAnywhere) {
  const Account account(
      {.photos = 3, .videos = 1, .style = MediaStyle::kFiller, .file_bytes = int64_t{1} << 30});
  const auto photo = account.BestFile({NodeType::kPhoto, 1});
  EXPECT_EQ(photo->size(), int64_t{1} << 30);
  std::string head(128 << 10, '\0'), again(5000, '\0');
  photo->Read(0, head.data(), head.size());
  EXPECT_TRUE(Decode(head));
  photo->Read(60001, again.data(), again.size());
  EXPECT_TRUE(again == head.substr(60001, 5000)) << "the same bytes, wherever a reader begins";
  std::string other(5000, '\0');
  account.BestFile({NodeType::kPhoto, 2})->Read(60001, other.data(), other.size());
  EXPECT_TRUE(again != other);
}

TEST(Account, PhotographsTakeTheFirstPlaces) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/photograph.jpg");
  const std::string bytes = Account({.seed = 99}).PhotoFile(0, {300, 200})->Bytes();
  std::ofstream(path, std::ios::binary) << bytes;
  const Account account({.photographs = {path}});
  EXPECT_EQ(account.photo(0).largest.width, 300);
  EXPECT_EQ(account.BestFile({NodeType::kPhoto, 0})->Bytes(), bytes);
  EXPECT_NE(account.BestFile({NodeType::kPhoto, 1})->Bytes(), bytes);
}

TEST(Account, VideosDecodeWithFfmpeg) {
  if (std::system("command -v ffprobe >/dev/null 2>&1") != 0) {
    std::cout << "ffprobe is not installed: only the structure of the videos is looked at.\n";
  }
  const Account account({.videos = 2});
  const std::string bytes = account.VideoFile(0)->Bytes();
  EXPECT_EQ(bytes.substr(4, 8), "ftypisom");
  EXPECT_NE(bytes.find("moov"), std::string::npos);
  if (std::system("command -v ffprobe >/dev/null 2>&1") != 0) return;
  const std::string path = absl::StrCat(::testing::TempDir(), "/demo.mp4");
  std::ofstream(path, std::ios::binary) << bytes;
  const std::string command = absl::StrCat(
      "ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 ", path,
      " 2>&1");
  FILE* const pipe = popen(command.c_str(), "r");
  char line[200] = "";
  EXPECT_NE(fgets(line, sizeof line, pipe), nullptr);
  EXPECT_EQ(pclose(pipe), 0);
  EXPECT_EQ(std::atoi(line), static_cast<int>(account.video(0).seconds * 8)) << line;
}

}  // namespace
}  // namespace photoferry::demo
