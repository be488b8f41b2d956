// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/instagram_account.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/demo_texts.h"
#include "tests/fakes/demo/dice.h"

namespace photoferry::demo {
namespace {

enum Salt : uint64_t { kPosts = 301, kMedia, kTimes };

constexpr int64_t kSlots = 16;  // numbers that a post takes: its own, and its children's
constexpr int64_t kMostChildren = 10;

struct Shape {
  int width, height;
};
constexpr Shape kPictures[] = {{540, 540}, {540, 675}, {540, 304}};

// Every fifth post is a carousel and every fifth a reel, wherever an account ends.
bool IsCarousel(int64_t post) {
  return post % 5 == 1;
}
bool IsReel(int64_t post) {
  return post % 5 == 3;
}
bool IsFeedVideo(int64_t post) {
  return post % 10 == 9;
}

}  // namespace

InstagramAccount::InstagramAccount(uint64_t seed, absl::Time newest, int years,
                                   InstagramAccountOptions options)
    : seed_(seed),
      newest_(newest),
      step_(int64_t{years} * 365 * 86400 / std::max<int64_t>(1, options.posts)),
      options_(std::move(options)) {}

int64_t InstagramAccount::page_count() const {
  return options_.tie == PageTie::kNoPage ? 0 : account_count();
}

std::string InstagramAccount::username(int64_t account) const {
  return account == 0 ? "zoe.angstrom" : absl::StrCat("zoe.angstrom.", account + 1);
}

std::string InstagramAccount::page_name(int64_t page) const {
  return page == 0 ? "Zoë Ångström Photography" : absl::StrCat("Zoë's Page ", page + 1);
}

int64_t InstagramAccount::PostNumber(int64_t post) const {
  return post * kSlots;
}
int64_t InstagramAccount::StoryNumber(int64_t story) const {
  return PostNumber(options_.posts + story);
}
int64_t InstagramAccount::ChildNumber(int64_t post, int64_t child) const {
  return PostNumber(post) + 1 + child;
}

int64_t InstagramAccount::ChildCount(int64_t post) const {
  if (post >= options_.posts || !IsCarousel(post)) return 0;
  Dice dice(seed_ ^ kPosts, post);
  return dice.OneIn(6) ? kMostChildren : dice.Between(2, 5);
}

bool InstagramAccount::Has(int64_t number) const {
  const int64_t post = number / kSlots;
  return number >= 0 && post < options_.posts + options_.stories &&
         number % kSlots <= ChildCount(post);
}

InstagramMedia InstagramAccount::media(int64_t number) const {
  Dice dice(seed_ ^ kMedia, number);
  InstagramMedia media{.post = number / kSlots};
  media.is_child = number % kSlots > 0;
  media.is_story = media.post >= options_.posts;
  if (!media.is_child) media.children = ChildCount(media.post);
  media.product = media.is_story ? "STORY" : IsReel(media.post) ? "REELS" : "FEED";
  media.is_video = media.is_child || media.is_story ? dice.OneIn(4)
                                                    : IsReel(media.post) || IsFeedVideo(media.post);
  media.is_withheld =
      media.is_video && options_.withheld_one_in > 0 && dice.OneIn(options_.withheld_one_in);
  if (!media.is_child) media.caption = PickCaption(dice);
  if (!media.is_video && media.children == 0 && dice.OneIn(3)) {
    media.alt_text = PickWrittenAltText(dice);
  }
  media.shortcode = absl::StrCat("C", absl::Hex(Mix(seed_, number), absl::kZeroPad16));
  const int64_t jitter =
      static_cast<int64_t>(Mix(seed_ ^ kTimes, media.post) % std::max<int64_t>(1, step_));
  media.created = newest_ - absl::Seconds(media.post * step_ + jitter);
  const Shape shape = media.is_video ? Shape{180, 320} : dice.Pick(kPictures);
  media.width = shape.width;
  media.height = shape.height;
  if (media.is_video) media.seconds = static_cast<double>(dice.Between(8, 24)) / 8;
  return media;
}

std::vector<int64_t> InstagramAccount::Files() const {
  std::vector<int64_t> files;
  for (int64_t post = 0; post < options_.posts + options_.stories; ++post) {
    const int64_t children = ChildCount(post);
    if (children == 0) files.push_back(PostNumber(post));
    for (int64_t child = 0; child < children; ++child) files.push_back(ChildNumber(post, child));
  }
  return files;
}

}  // namespace photoferry::demo
