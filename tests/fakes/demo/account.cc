// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/account.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/demo_texts.h"
#include "tests/fakes/demo/dice.h"
#include "tests/fakes/demo/photographs.h"

namespace photoferry::demo {
namespace {

// One salt for each thing that is thrown for.
enum Salt : uint64_t { kIds = 101, kAlbums, kPhotos, kVideos, kTimes, kPictures, kWeights, kPages };

constexpr int64_t kIdSpan = 1000000000000000000;  // the first digit says what it is
constexpr int64_t kIdStep = 37;
constexpr int64_t kCacheBytes = 128 << 20;
constexpr Rendition kFillerSize = {64, 48};

constexpr Rendition kPhotoSizes[] = {{960, 720},  {720, 960},  {1280, 960}, {800, 800},
                                     {1080, 810}, {640, 1136}, {1024, 683}, {600, 400}};
constexpr const char* kGranularities[] = {"year", "month", "day", "hour", "min", "none"};

Rendition Scaled(Rendition size, double factor) {
  return {std::max(1, static_cast<int>(size.width * factor)),
          std::max(1, static_cast<int>(size.height * factor))};
}

// The Graph API's lists are in no order that one may rely on.
std::vector<Rendition> Renditions(Rendition largest, Dice& dice) {
  const Rendition half = Scaled(largest, 0.5), quarter = Scaled(largest, 0.25);
  const Rendition thumb = Scaled(largest, std::min(0.2, 130.0 / largest.height));
  if (dice.OneIn(3)) return {largest, half, quarter, quarter, thumb};
  if (dice.OneIn(2)) return {half, largest, quarter, thumb, quarter};
  return {thumb, quarter, half, half, largest};
}

std::string AlbumType(int64_t index) {
  switch (index) {
    case 0:
      return "mobile";
    case 1:
      return "wall";
    case 2:
      return "profile";
    case 6:
      return "cover";
    default:
      return "normal";
  }
}

std::string NameOfAlbum(int64_t index, const std::string& type) {
  if (type == "mobile") return "Mobile Uploads";
  if (type == "wall") return "Timeline Photos";
  if (type == "profile") return "Profile pictures";
  if (type == "cover") return "Cover photos";
  return AlbumName(index < 6 ? index - 3 : index - 4);
}

bool IsEmptyAlbum(int64_t index) {
  return index % 8 == 5;
}

std::optional<int64_t> AlbumHolding(const std::vector<DemoAlbum>& albums, int64_t index,
                                    int64_t DemoAlbum::*first, int64_t DemoAlbum::*count) {
  auto after =
      std::upper_bound(albums.begin(), albums.end(), index,
                       [&](int64_t at, const DemoAlbum& album) { return at < album.*first; });
  while (after != albums.begin()) {
    const DemoAlbum& album = *--after;
    if (album.*count == 0) continue;
    if (index < album.*first + album.*count) return after - albums.begin();
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Backdate> MaybeBackdate(Dice& dice, absl::Time created) {
  if (!dice.OneIn(9)) return std::nullopt;
  const absl::Time time = created - absl::Hours(24 * dice.Between(30, 12000));
  return Backdate{absl::FromUnixSeconds(absl::ToUnixSeconds(time)), dice.Pick(kGranularities)};
}

}  // namespace

Account::Account(const AccountOptions& options)
    : Account(options,
              {absl::StrCat(10158400000000001 + static_cast<int64_t>(options.seed % 1000000)),
               "Zoë Ångström"}) {
  OpenPages();
}

Account::Account(AccountOptions options, Person user)
    : options_(std::move(options)),
      instagram_(options_.seed, options_.newest, options_.years, options_.instagram),
      user_(std::move(user)),
      cache_(std::make_shared<MediaCache>(kCacheBytes)) {
  LoadPhotographs();
  MakeAlbums();
}

void Account::OpenPages() {
  for (size_t i = 0; i < options_.pages.size(); ++i) {
    const PageOptions& page = options_.pages[i];
    const std::string made_up =
        absl::StrCat("Harbour Photographers", i == 0 ? "" : " ", i == 0 ? "" : absl::StrCat(i + 1));
    const Person owner = {PageId(static_cast<int64_t>(i) + 1),
                          page.name.empty() ? made_up : page.name};
    const AccountOptions shown = {.seed = Mix(options_.seed ^ kPages, i),
                                  .photos = page.photos,
                                  .videos = page.videos,
                                  .albums = page.albums,
                                  .tagged = 0,
                                  .style = options_.style,
                                  .file_bytes = options_.file_bytes,
                                  .newest = options_.newest,
                                  .years = options_.years,
                                  .reels = page.reels,
                                  .stories = page.stories};
    pages_.push_back(std::unique_ptr<const Account>(new Account(shown, owner)));
  }
}

int64_t Account::page_count() const {
  return instagram_.page_count() + static_cast<int64_t>(options_.pages.size());
}

int64_t Account::PageNumber(int64_t index) const {
  return std::max<int64_t>(0, index + 1 - instagram_.page_count());
}

std::string Account::PageId(int64_t number) const {
  return IdOf({NodeType::kPage, instagram_.page_count() + number - 1});
}

Node Account::Story(int64_t story) const {
  if (story % 2 == 1) return {NodeType::kVideo, options_.videos + options_.reels + story};
  return {NodeType::kPhoto, options_.photos + options_.tagged + story};
}

void Account::LoadPhotographs() {
  for (const std::string& path : options_.photographs) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (const std::optional<Rendition> size = JpegSize(bytes)) {
      photographs_.push_back({MakeMemoryFile(std::move(bytes), "image/jpeg"), *size});
    }
  }
}

void Account::MakeAlbums() {
  photos_in_albums_ = options_.photos * 9 / 10;
  videos_in_albums_ = options_.videos / 2;
  std::vector<double> ends;
  double total = 0;
  for (int64_t i = 0; i < options_.albums; ++i) {
    if (!IsEmptyAlbum(i)) total += 20 + Mix(options_.seed ^ kWeights, i) % 100;
    ends.push_back(total);
  }
  int64_t photo = 0, video = 0;
  for (int64_t i = 0; i < options_.albums; ++i) {
    const double part = ends[i] / total;
    DemoAlbum album;
    album.first_photo = photo;
    album.first_video = video;
    photo = std::max(photo, static_cast<int64_t>(part * photos_in_albums_));
    video = std::max(video, static_cast<int64_t>(part * videos_in_albums_));
    album.photos = photo - album.first_photo;
    album.videos = video - album.first_video;
    albums_.push_back(std::move(album));
  }
  for (int64_t i = 0; i < options_.albums; ++i) albums_[i] = MakeAlbum(i);
}

DemoAlbum Account::MakeAlbum(int64_t index) const {
  Dice dice(options_.seed ^ kAlbums, index);
  DemoAlbum album = albums_[index];
  album.id = IdOf({NodeType::kAlbum, index});
  album.type = AlbumType(index);
  album.name = NameOfAlbum(index, album.type);
  album.description = PickAlbumDescription(dice);
  album.privacy = PickPrivacy(dice);
  if (dice.OneIn(3)) album.place = PickPlace(dice);
  const int64_t oldest = std::max<int64_t>(0, album.first_photo + album.photos - 1);
  album.created = CreatedTime(oldest, options_.photos, kPhotos) - absl::Hours(1);
  album.updated = CreatedTime(album.first_photo, options_.photos, kPhotos);
  return album;
}

absl::Time Account::CreatedTime(int64_t index, int64_t count, uint64_t salt) const {
  const int64_t span = int64_t{options_.years} * 365 * 86400;
  const int64_t step = std::max<int64_t>(1, span / std::max<int64_t>(1, count));
  const int64_t jitter = static_cast<int64_t>(Mix(options_.seed ^ kTimes ^ salt, index) % step);
  return options_.newest - absl::Seconds(index * step + jitter);
}

std::string Account::IdOf(Node node) const {
  if (node.page > 0) return page(node.page).IdOf({node.type, node.index});
  if (node.type == NodeType::kUser) return user_.id;
  if (node.type == NodeType::kIgLoginMedia) node.type = NodeType::kIgMedia;
  const int64_t offset = static_cast<int64_t>(Mix(options_.seed, kIds) % 1000000) * 1000000000;
  return absl::StrCat(static_cast<int64_t>(node.type) * kIdSpan + offset + node.index * kIdStep);
}

std::optional<Node> Account::Find(absl::string_view id) const {
  if (id == user_.id) return Node{};
  int64_t number = 0;
  if (!absl::SimpleAtoi(id, &number) || number < kIdSpan) return std::nullopt;
  const NodeType type = static_cast<NodeType>(number / kIdSpan);
  const int64_t offset = static_cast<int64_t>(Mix(options_.seed, kIds) % 1000000) * 1000000000;
  const int64_t rest = number % kIdSpan - offset;
  const Node node = {type, rest / kIdStep};
  if (rest >= 0 && rest % kIdStep == 0 && Has(node)) return node;
  for (size_t i = 0; i < pages_.size(); ++i) {
    std::optional<Node> found = pages_[i]->Find(id);
    if (!found) continue;
    found->page = static_cast<int64_t>(i) + 1;
    return found;
  }
  return std::nullopt;
}

bool Account::Has(Node node) const {
  switch (node.type) {
    case NodeType::kAlbum:
      return node.index < options_.albums;
    case NodeType::kPhoto:
      return node.index < options_.photos + options_.tagged + options_.stories;
    case NodeType::kVideo:
      return node.index < options_.videos + options_.reels + options_.stories;
    case NodeType::kPage:
      return node.index < page_count();
    case NodeType::kIgUser:
      return node.index < instagram_.account_count();
    case NodeType::kIgLoginUser:
      return node.index == 0 && instagram_.exists();
    case NodeType::kIgMedia:
      return instagram_.Has(node.index);
    case NodeType::kUser:
    case NodeType::kIgLoginMedia:
      break;
  }
  return false;
}

std::optional<int64_t> Account::AlbumOfPhoto(int64_t index) const {
  return AlbumHolding(albums_, index, &DemoAlbum::first_photo, &DemoAlbum::photos);
}

std::optional<int64_t> Account::AlbumOfVideo(int64_t index) const {
  return AlbumHolding(albums_, index, &DemoAlbum::first_video, &DemoAlbum::videos);
}

int64_t Account::AlbumSize(int64_t album) const {
  return albums_[album].photos + albums_[album].videos;
}

Node Account::AlbumItem(int64_t album, int64_t position) const {
  const DemoAlbum& a = albums_[album];
  if (position < a.videos) return {NodeType::kVideo, a.first_video + position};
  return {NodeType::kPhoto, a.first_photo + position - a.videos};
}

Rendition Account::LargestOf(int64_t index) const {
  if (index < static_cast<int64_t>(photographs_.size())) return photographs_[index].size;
  if (options_.style == MediaStyle::kFiller) return kFillerSize;
  Dice dice(options_.seed ^ kPictures, index);
  return dice.Pick(kPhotoSizes);
}

DemoPhoto Account::photo(int64_t index) const {
  const bool tagged = index >= options_.photos && index < options_.photos + options_.tagged;
  Dice dice(options_.seed ^ kPhotos, index);
  DemoPhoto photo;
  photo.id = IdOf({NodeType::kPhoto, index});
  photo.from = tagged ? PickFriend(dice) : user_;
  photo.caption = PickCaption(dice);
  photo.alt_text = PickAutomaticAltText(dice);
  if (dice.OneIn(5)) photo.alt_text_custom = photo.alt_text = PickWrittenAltText(dice);
  photo.created = CreatedTime(index, options_.photos, kPhotos);
  photo.updated = photo.created + absl::Seconds(dice.Below(86400));
  photo.backdate = MaybeBackdate(dice, photo.created);
  if (dice.OneIn(4)) photo.place = PickPlace(dice);
  if (dice.OneIn(8)) {
    const Person friend_ = PickFriend(dice);
    if (!photo.caption.empty()) photo.caption += " — ";
    photo.name_tags.push_back({friend_, Characters(photo.caption), Characters(friend_.name)});
    photo.caption += friend_.name;
  }
  if (index < options_.photos) photo.album = AlbumOfPhoto(index);
  if (photo.album) {
    const DemoAlbum& album = albums_[*photo.album];
    photo.position = album.videos + index - album.first_photo + 1;
  }
  photo.largest = LargestOf(index);
  photo.renditions = Renditions(photo.largest, dice);
  return photo;
}

DemoVideo Account::video(int64_t index) const {
  Dice dice(options_.seed ^ kVideos, index);
  DemoVideo video;
  video.id = IdOf({NodeType::kVideo, index});
  video.from = user_;
  if (dice.OneIn(2)) video.title = PickCaption(dice);
  video.description = PickCaption(dice);
  video.created = CreatedTime(index, options_.videos, kVideos);
  video.updated = video.created + absl::Seconds(dice.Below(86400));
  video.backdate = MaybeBackdate(dice, video.created);
  if (dice.OneIn(4)) video.place = PickPlace(dice);
  video.album = AlbumOfVideo(index);
  const bool filler = options_.style == MediaStyle::kFiller;
  video.size = filler ? kFillerSize : Rendition{320, dice.OneIn(2) ? 240 : 180};
  video.seconds = filler ? 1 : static_cast<double>(dice.Between(8, 24)) / 8;
  return video;
}

}  // namespace photoferry::demo
