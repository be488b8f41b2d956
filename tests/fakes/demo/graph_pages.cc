// SPDX-License-Identifier: Apache-2.0
// Pages and what they show, as the Graph API writes them.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tests/fakes/demo/graph_reader.h"

namespace photoferry::demo {
namespace {

// Whether a person may see what a Page shows through its API.
bool LetsRead(const PageOptions& page, const std::vector<std::string>& reading_tasks) {
  return std::any_of(page.tasks.begin(), page.tasks.end(), [&](absl::string_view task) {
    task = absl::StripPrefix(task, "PROFILE_PLUS_");
    return std::find(reading_tasks.begin(), reading_tasks.end(), task) != reading_tasks.end();
  });
}

}  // namespace

GraphReader::Value GraphReader::PageValue(int64_t index, const std::string& field) const {
  const int64_t number = account_.PageNumber(index);
  if (number == 0) return InstagramPageValue(index, field);
  const PageOptions& page = account_.options().pages[number - 1];
  if (field == "name") return Json(account_.page(number).user().name);
  if (field == "category") return Json("Photographer");
  if (field == "tasks") return Json(page.tasks);
  if (field == "has_transitioned_to_new_page_experience") return Json(page.new_page);
  if (field == "access_token")
    return Json(state_.logins().MintForPage(call_.token, number, state_.Now()).text);
  if (field == "link") {
    return Json(absl::StrCat("https://www.facebook.com/", account_.PageId(number)));
  }
  return Json();
}

EdgeItems GraphReader::Pages() const {
  return NodesFrom(NodeType::kPage, 0, account_.page_count());
}

// What a Page shows only its own token may see, and only of a person with a task that allows it.
std::optional<GraphError> GraphReader::OpenPageEdge(int64_t index, const std::string& edge,
                                                    const EdgeParameters& parameters,
                                                    EdgeItems& items) const {
  const int64_t number = account_.PageNumber(index);
  if (number == 0) return std::nullopt;
  if (call_.page != number) return PageTokenWanted();
  if (!call_.consent.Allows("pages_read_engagement") ||
      !LetsRead(account_.options().pages[number - 1], options_.page_reading_tasks)) {
    return PageReadingNotAllowed();
  }
  const Account& page = account_.page(number);
  const auto type = parameters.find("type");
  const bool uploaded =
      type != parameters.end() && absl::EqualsIgnoreCase(type->second, "uploaded");
  if (edge == "albums") {
    items = NodesFrom(NodeType::kAlbum, 0, page.album_count(), number);
    return Guard(options_.me_albums, NonexistingField("albums", "Page"), "pages_show_list", items);
  }
  // Without a type these are the profile pictures.
  if (edge == "photos" && uploaded) {
    items = NodesFrom(NodeType::kPhoto, 0, page.photo_count(), number);
  }
  if (edge == "videos" && (uploaded || type == parameters.end())) {
    items = NodesFrom(NodeType::kVideo, 0, page.video_count(), number);
  }
  if (edge == "video_reels") {
    items = NodesFrom(NodeType::kVideo, page.video_count(), page.reel_count(), number);
  }
  if (edge == "stories") items = PageStories(number);
  return std::nullopt;
}

EdgeItems GraphReader::PageStories(int64_t number) const {
  const Account& page = account_.page(number);
  const std::string page_id = account_.PageId(number);
  return {.type = "Stories",
          .count = page.story_count(),
          .at = [&page, page_id](int64_t position) -> std::variant<Node, Json> {
            const Node node = page.Story(position);
            const bool is_video = node.type == NodeType::kVideo;
            const absl::Time created =
                is_video ? page.video(node.index).created : page.photo(node.index).created;
            const std::string media = page.IdOf(node);
            return Json{{"post_id", absl::StrCat(page_id, "_", media)},
                        {"status", "PUBLISHED"},
                        {"creation_time", absl::StrCat(absl::ToUnixSeconds(created))},
                        {"media_type", is_video ? "video" : "photo"},
                        {"media_id", media},
                        {"url", absl::StrCat("https://facebook.com/stories/", media)}};
          }};
}

}  // namespace photoferry::demo
