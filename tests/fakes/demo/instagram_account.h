// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace photoferry::demo {

// How a Page holds the Instagram account.
enum class PageTie {
  kProfessional,  // as a professional account: programs may read it
  kConnected,     // connected for people only
  kNone,          // there is a Page, but no account is tied to it
  kNoPage,        // there is no Page
};

struct InstagramAccountOptions {
  int64_t posts = 0;    // no posts and no stories: there is no Instagram account and no Page
  int64_t stories = 0;  // made in the hour before the server began; they end after 24 hours
  int64_t withheld_one_in = 0;  // of so many videos one comes without its file; 0: none
  int64_t collaborations = 0;   // posts that are counted but, being published by others, not listed
  std::string type = "BUSINESS";
  PageTie tie = PageTie::kProfessional;
  std::vector<std::string> tasks = {"ADVERTISE", "ANALYZE",  "CREATE_CONTENT",
                                    "MESSAGING", "MODERATE", "MANAGE"};
  bool new_page = false;       // of the new Pages experience
  int64_t other_accounts = 0;  // further Pages, each with an empty Instagram account
};

struct InstagramMedia {
  int64_t post = 0;
  int64_t children = 0;  // more than 0: a carousel
  bool is_child = false;
  bool is_story = false;
  bool is_video = false;
  bool is_withheld = false;  // a video whose file is not given out
  std::string product;       // FEED, REELS, STORY
  std::string caption, alt_text, shortcode;
  absl::Time created;  // of a story: see GraphState::StoryTime
  int width = 0, height = 0;
  double seconds = 0;
};

// A professional Instagram account, made up from a seed. Everything in it has a number: a post, the
// children of a carousel right behind it, and after all posts the stories. Thread-safe.
class InstagramAccount {
 public:
  InstagramAccount(uint64_t seed, absl::Time newest, int years, InstagramAccountOptions options);

  const InstagramAccountOptions& options() const { return options_; }
  bool exists() const { return options_.posts > 0 || options_.stories > 0; }
  int64_t account_count() const { return exists() ? 1 + options_.other_accounts : 0; }
  int64_t page_count() const;
  std::string username(int64_t account) const;
  std::string page_name(int64_t page) const;

  int64_t PostNumber(int64_t post) const;    // newest first
  int64_t StoryNumber(int64_t story) const;  // newest first
  int64_t ChildNumber(int64_t post, int64_t child) const;
  bool Has(int64_t number) const;
  InstagramMedia media(int64_t number) const;
  // The numbers of all that has a file of its own: single posts, children, stories.
  std::vector<int64_t> Files() const;

 private:
  int64_t ChildCount(int64_t post) const;

  const uint64_t seed_;
  const absl::Time newest_;
  const int64_t step_;  // seconds between two posts
  const InstagramAccountOptions options_;
};

}  // namespace photoferry::demo
