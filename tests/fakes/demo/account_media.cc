// SPDX-License-Identifier: Apache-2.0
// The bytes behind an account's photos and videos.
#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/account.h"
#include "tests/fakes/demo/dice.h"
#include "tests/fakes/demo/media_picture.h"
#include "tests/fakes/demo/media_video.h"

namespace photoferry::demo {
namespace {

constexpr uint64_t kPictureSalt = 0x9100, kFilmSalt = 0xf117, kFillerSalt = 0xf111,
                   kInstagramSalt = 0x1457a, kStillSalt = 0x57111;
// Filler files share a few beginnings, so that none has to be drawn while somebody measures.
constexpr int64_t kHeads = 8;
// Instagram's filler files are no photo's and no video's.
constexpr int64_t kInstagramFiles = int64_t{1} << 40;

}  // namespace

std::shared_ptr<const MediaFile> Account::PhotoFile(int64_t index, Rendition rendition) const {
  const Rendition largest = LargestOf(index);
  const bool is_largest = rendition.width == largest.width && rendition.height == largest.height;
  if (is_largest && index < static_cast<int64_t>(photographs_.size())) {
    return photographs_[index].file;
  }
  if (is_largest && options_.style == MediaStyle::kFiller) return Filler(NodeType::kPhoto, index);
  const std::string name =
      absl::StrCat("photo/", index, "/", rendition.width, "x", rendition.height);
  return cache_->Get(name, [&] {
    const uint64_t seed = Mix(options_.seed ^ kPictureSalt, index);
    return MakeMemoryFile(DrawJpeg(seed, rendition.width, rendition.height), "image/jpeg");
  });
}

std::shared_ptr<const MediaFile> Account::VideoFile(int64_t index) const {
  if (options_.style == MediaStyle::kFiller) return Filler(NodeType::kVideo, index);
  return cache_->Get(absl::StrCat("video/", index), [&] {
    const DemoVideo film = video(index);
    const uint64_t seed = Mix(options_.seed ^ kFilmSalt, index);
    return MakeMemoryFile(
        DrawVideo(seed, film.size.width, film.size.height, film.seconds, film.created),
        "video/mp4");
  });
}

std::shared_ptr<const MediaFile> Account::InstagramFile(int64_t number) const {
  const InstagramMedia media = instagram_.media(number);
  if (options_.style == MediaStyle::kFiller) {
    const NodeType type = media.is_video ? NodeType::kVideo : NodeType::kPhoto;
    return Filler(type, kInstagramFiles + number);
  }
  return cache_->Get(absl::StrCat("instagram/", number), [&] {
    const uint64_t seed = Mix(options_.seed ^ kInstagramSalt, number);
    if (!media.is_video) {
      return MakeMemoryFile(DrawJpeg(seed, media.width, media.height), "image/jpeg");
    }
    return MakeMemoryFile(DrawVideo(seed, media.width, media.height, media.seconds, media.created),
                          "video/mp4");
  });
}

std::shared_ptr<const MediaFile> Account::InstagramStillPicture(int64_t number) const {
  return cache_->Get(absl::StrCat("instagram/still/", number), [&] {
    const uint64_t seed = Mix(options_.seed ^ kStillSalt, number);
    return MakeMemoryFile(DrawJpeg(seed, 90, 160), "image/jpeg");
  });
}

std::shared_ptr<const MediaFile> Account::BestFile(Node node) const {
  if (node.page > 0) return page(node.page).BestFile({node.type, node.index});
  if (node.type == NodeType::kIgMedia) return InstagramFile(node.index);
  if (node.type == NodeType::kVideo) return VideoFile(node.index);
  return PhotoFile(node.index, LargestOf(node.index));
}

// A JPEG's decoder stops at its end marker, an MP4's reader skips a `free` box: both files are
// valid however long they are.
std::shared_ptr<const MediaFile> Account::Filler(NodeType type, int64_t index) const {
  const bool is_video = type == NodeType::kVideo;
  const int64_t which = index % kHeads;
  const std::shared_ptr<const MediaFile> head =
      cache_->Get(absl::StrCat("head/", is_video, "/", which), [&] {
        const uint64_t seed = Mix(options_.seed ^ kFillerSalt, which);
        return is_video ? MakeMemoryFile(DrawVideo(seed, 64, 48, 1, options_.newest), "video/mp4")
                        : MakeMemoryFile(DrawJpeg(seed, 64, 48), "image/jpeg");
      });
  std::string bytes = head->Bytes();
  const int64_t rest = options_.file_bytes - static_cast<int64_t>(bytes.size());
  if (is_video && rest >= 16) bytes += FreeBoxHead(rest);
  const uint64_t key = Mix(options_.seed ^ kFillerSalt, index * 2 + is_video);
  return MakeFillerFile(std::move(bytes), head->mime_type(), options_.file_bytes, key);
}

}  // namespace photoferry::demo
