// SPDX-License-Identifier: Apache-2.0
// Instagram's nodes and the Pages that hold them, as the Graph API writes them.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/graph_reader.h"

namespace photoferry::demo {
namespace {

constexpr int64_t kHorizon = 10000;  // posts that are listed, the newest

Json TextJson(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

std::string TypeOf(const InstagramMedia& media) {
  if (media.children > 0) return "CAROUSEL_ALBUM";
  return media.is_video ? "VIDEO" : "IMAGE";
}

EdgeItems Listed(NodeType type, int64_t count, std::function<int64_t(int64_t)> number) {
  return {.type = std::string(TypeName(type)),
          .count = count,
          .at = [type, number = std::move(number)](int64_t position) {
            return Node{type, number(position)};
          }};
}

}  // namespace

GraphReader::Value GraphReader::InstagramPageValue(int64_t index, const std::string& field) const {
  const InstagramAccountOptions& options = account_.instagram().options();
  const PageTie tie = options.tie;
  if (field == "name") return Json(account_.instagram().page_name(index));
  if (field == "category") return Json("Photographer");
  if (field == "tasks") return Json(options.tasks);
  if (field == "has_transitioned_to_new_page_experience") return Json(options.new_page);
  if (field == "instagram_business_account" && tie == PageTie::kProfessional) {
    return Node{NodeType::kIgUser, index};
  }
  if (field == "connected_instagram_account" &&
      (tie == PageTie::kProfessional || tie == PageTie::kConnected)) {
    return Json{{"id", account_.IdOf({NodeType::kIgUser, index})},
                {"username", account_.instagram().username(index)}};
  }
  return Json();
}

GraphReader::Value GraphReader::IgUserValue(Node node, const std::string& field) const {
  const InstagramAccountOptions& options = account_.instagram().options();
  if (field == "username") return Json(account_.instagram().username(node.index));
  if (field == "name") return Json(account_.user().name);
  if (field == "account_type") return Json(options.type);
  if (field == "user_id") return Json(account_.IdOf({NodeType::kIgUser, node.index}));
  if (field == "followers_count" || field == "follows_count") return Json(42);
  if (field == "media_count") {
    return Json(node.index == 0 ? options.posts + options.collaborations : 0);
  }
  return Json();
}

Json GraphReader::IgFileUrl(int64_t number, const InstagramMedia& media) const {
  if (media.is_withheld) return {};
  const std::string path =
      InstagramPath(account_.IdOf({NodeType::kIgMedia, number}),
                    media.is_video ? InstagramRendition::kVideo : InstagramRendition::kPicture);
  return absl::StrCat(call_.cdn_url, signer_.Sign(path, state_.Now()));
}

// A child has no caption. A carousel's own URL is that of its first child.
Json GraphReader::IgMediaValue(int64_t number, const std::string& field) const {
  const InstagramAccount& instagram = account_.instagram();
  const InstagramMedia media = instagram.media(number);
  if (field == "caption") return TextJson(media.caption);
  if (field == "alt_text") return TextJson(media.alt_text);
  if (field == "media_type") return TypeOf(media);
  if (field == "media_product_type") return media.product;
  if (field == "shortcode") return media.shortcode;
  if (field == "username") return instagram.username(0);
  if (field == "permalink") {
    return absl::StrCat("https://www.instagram.com/", media.product == "REELS" ? "reel/" : "p/",
                        media.shortcode, "/");
  }
  if (field == "timestamp") {
    const absl::Time time =
        media.is_story ? state_.StoryTime(media.post - instagram.options().posts) : media.created;
    return absl::FormatTime("%Y-%m-%dT%H:%M:%S+0000", time, absl::UTCTimeZone());
  }
  if (field == "is_shared_to_feed" && media.product == "REELS") return true;
  if (field == "media_audio_type" && media.is_video && media.children == 0) {
    return media.is_withheld ? "MUSIC" : "ORIGINAL_SOUND";
  }
  if (field == "media_url") {
    if (media.children == 0) return IgFileUrl(number, media);
    const int64_t first = instagram.ChildNumber(media.post, 0);
    return IgFileUrl(first, instagram.media(first));
  }
  if (field == "thumbnail_url" && media.is_video && media.children == 0) {
    const std::string path =
        InstagramPath(account_.IdOf({NodeType::kIgMedia, number}), InstagramRendition::kStill);
    return absl::StrCat(call_.cdn_url, signer_.Sign(path, state_.Now()));
  }
  return {};
}

EdgeItems GraphReader::IgPosts(NodeType type) const {
  const InstagramAccount& instagram = account_.instagram();
  return Listed(type, std::min(kHorizon, instagram.options().posts),
                [&instagram](int64_t position) { return instagram.PostNumber(position); });
}

EdgeItems GraphReader::IgStories(NodeType type) const {
  const InstagramAccount& instagram = account_.instagram();
  return Listed(type, instagram.options().stories,
                [&instagram](int64_t position) { return instagram.StoryNumber(position); });
}

EdgeItems GraphReader::IgChildren(Node carousel) const {
  const InstagramAccount& instagram = account_.instagram();
  const InstagramMedia media = instagram.media(carousel.index);
  return Listed(carousel.type, media.children, [&instagram, media](int64_t position) {
    return instagram.ChildNumber(media.post, position);
  });
}

}  // namespace photoferry::demo
