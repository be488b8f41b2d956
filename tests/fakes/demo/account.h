// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/fakes/demo/instagram_account.h"
#include "tests/fakes/demo/media_file.h"
#include "tests/fakes/demo/page_options.h"

// An account full of photos, videos and albums, made up from a seed: the same options give the same
// account, byte for byte. Nothing is stored but the albums: every photo is computed from its
// number, so that a million of them cost nothing.

namespace photoferry::demo {

enum class MediaStyle {
  kPictures,  // pictures and videos that differ, decode and can be looked at
  kFiller,    // `file_bytes` each: a small valid picture or video, then filler
};

struct AccountOptions {
  uint64_t seed = 1;
  int64_t photos = 200;
  int64_t videos = 12;
  int64_t albums = 6;
  // Photos of other people on which the account's owner is tagged: in me/photos, but not uploaded.
  int64_t tagged = 5;
  MediaStyle style = MediaStyle::kPictures;
  int64_t file_bytes = 50 << 10;  // kFiller
  // Paths of JPEG files that take the place of the first generated photos; see photographs.h.
  std::vector<std::string> photographs;
  // The newest photo's upload; the others go back from here over `years`.
  absl::Time newest = absl::FromUnixSeconds(1767225600);  // 2026-01-01
  int years = 15;
  // The Instagram account of the same person.
  InstagramAccountOptions instagram;
  // Pages that this person manages, besides the one that holds the Instagram account.
  std::vector<PageOptions> pages;
  // Of a Page only: videos and photos that no other listing has.
  int64_t reels = 0;
  int64_t stories = 0;
};

enum class NodeType {
  kUser,
  kAlbum,
  kPhoto,
  kVideo,
  kPage,
  // Instagram through Facebook Login, and the same through Instagram Login: other types with other
  // fields. The user has two ids, what it posted has one.
  kIgUser,
  kIgMedia,
  kIgLoginUser,
  kIgLoginMedia,
};

// One thing of the account: photo 17, album 3, or of the Page of this number, counted from 1.
struct Node {
  NodeType type = NodeType::kUser;
  int64_t index = 0;
  int64_t page = 0;
  friend bool operator==(const Node&, const Node&) = default;
};

struct Person {
  std::string id;
  std::string name;
};

struct DemoPlace {
  std::string id;
  std::string name;
  bool has_location = true;
  double latitude = 0;
  double longitude = 0;
  std::string street, city, zip, country;
};

struct Backdate {
  absl::Time time;
  std::string granularity;  // year, month, day, hour, min, none
};

struct NameTag {
  Person person;
  int64_t offset = 0;  // in characters of the caption
  int64_t length = 0;
};

struct Rendition {
  int width = 0;
  int height = 0;
};

struct DemoAlbum {
  std::string id, name, description;
  std::string type;     // normal, wall, mobile, profile, cover
  std::string privacy;  // everyone, friends, custom, ...
  absl::Time created, updated;
  std::optional<DemoPlace> place;
  // Photos [first_photo, first_photo + photos) and videos alike.
  int64_t first_photo = 0, photos = 0;
  int64_t first_video = 0, videos = 0;
};

struct DemoPhoto {
  std::string id, caption, alt_text, alt_text_custom;
  Person from;
  absl::Time created, updated;
  std::optional<Backdate> backdate;
  std::optional<DemoPlace> place;
  std::vector<NameTag> name_tags;
  std::optional<int64_t> album;
  int64_t position = 0;  // in its album, from 1
  // Unsorted, as the Graph API lists them, the largest somewhere, one of them twice.
  std::vector<Rendition> renditions;
  Rendition largest;
};

struct DemoVideo {
  std::string id, title, description;
  Person from;
  absl::Time created, updated;
  std::optional<Backdate> backdate;
  std::optional<DemoPlace> place;
  std::optional<int64_t> album;
  Rendition size;
  double seconds = 0;
};

// A person's account, with the Pages that this person manages; what a Page shows is an account too.
// Thread-safe.
class Account {
 public:
  explicit Account(const AccountOptions& options = {});

  const AccountOptions& options() const { return options_; }
  const Person& user() const { return user_; }
  const InstagramAccount& instagram() const { return instagram_; }

  // Every Page: those of the Instagram accounts, then those of `options.pages`.
  int64_t page_count() const;
  // Which of `options.pages` the Page of this index is, from 1; 0: an Instagram account's.
  int64_t PageNumber(int64_t index) const;
  // What the Page of this number shows, from 1.
  const Account& page(int64_t number) const { return *pages_[number - 1]; }
  std::string PageId(int64_t number) const;
  const Account& OwnerOf(Node node) const { return node.page == 0 ? *this : page(node.page); }

  // Uploaded by the owner: numbers 0 to photos-1, newest first. Tagged ones follow them, then the
  // photos of stories.
  int64_t photo_count() const { return options_.photos; }
  int64_t video_count() const { return options_.videos; }
  int64_t album_count() const { return options_.albums; }
  int64_t tagged_count() const { return options_.tagged; }
  // After the videos come the reels, then the videos of stories. Every other story is a video.
  int64_t reel_count() const { return options_.reels; }
  int64_t story_count() const { return options_.stories; }
  Node Reel(int64_t reel) const { return {NodeType::kVideo, options_.videos + reel}; }
  Node Story(int64_t story) const;

  const DemoAlbum& album(int64_t index) const { return albums_[index]; }
  DemoPhoto photo(int64_t index) const;
  DemoVideo video(int64_t index) const;

  // Decimal ids, too large for a double.
  std::string IdOf(Node node) const;
  std::optional<Node> Find(absl::string_view id) const;
  // What an album lists at `position` (from 0): its videos, then its photos.
  Node AlbumItem(int64_t album, int64_t position) const;
  int64_t AlbumSize(int64_t album) const;

  // The bytes behind a rendition of a photo (numbers >= photo_count() are tagged ones) or behind a
  // video. Made on demand and kept for a while.
  std::shared_ptr<const MediaFile> PhotoFile(int64_t index, Rendition rendition) const;
  std::shared_ptr<const MediaFile> VideoFile(int64_t index) const;
  // What Instagram gives for the media of this number: the file, and of a video a still picture.
  std::shared_ptr<const MediaFile> InstagramFile(int64_t number) const;
  std::shared_ptr<const MediaFile> InstagramStillPicture(int64_t number) const;
  // The file that a complete export brings home: the largest rendition, or the video.
  std::shared_ptr<const MediaFile> BestFile(Node node) const;

 private:
  Account(AccountOptions options, Person user);
  void OpenPages();
  void LoadPhotographs();
  void MakeAlbums();
  DemoAlbum MakeAlbum(int64_t index) const;
  std::shared_ptr<const MediaFile> Filler(NodeType type, int64_t index) const;
  std::optional<int64_t> AlbumOfPhoto(int64_t index) const;
  std::optional<int64_t> AlbumOfVideo(int64_t index) const;
  Rendition LargestOf(int64_t index) const;
  absl::Time CreatedTime(int64_t index, int64_t count, uint64_t salt) const;
  bool Has(Node node) const;

  AccountOptions options_;
  InstagramAccount instagram_;
  Person user_;
  std::vector<DemoAlbum> albums_;
  int64_t photos_in_albums_ = 0;
  int64_t videos_in_albums_ = 0;
  struct Photograph {
    std::shared_ptr<const MediaFile> file;
    Rendition size;
  };
  std::vector<Photograph> photographs_;
  std::shared_ptr<MediaCache> cache_;
  std::vector<std::unique_ptr<const Account>> pages_;
};

}  // namespace photoferry::demo
