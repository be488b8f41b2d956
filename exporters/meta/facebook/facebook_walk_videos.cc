// SPDX-License-Identifier: Apache-2.0
// Videos: those with a listing of their own, those that albums hide among their photos, and those
// in stories.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/facebook/facebook_walk.h"
#include "exporters/meta/facebook/facebook_wire.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/many_nodes.h"

namespace photoferry::meta {
namespace {

std::string Whose(const PageName& page) {
  return page.id.empty() ? "" : absl::StrCat(" of the Page \"", page.name, "\"");
}

// What the listing tells of a story beyond what its photo or video tells.
v1::Photo StoryWith(const v1::Photo& listed, v1::Photo media) {
  if (!media.has_uploaded_time() && listed.has_uploaded_time()) {
    *media.mutable_uploaded_time() = listed.uploaded_time();
    *media.mutable_taken_time() = listed.taken_time();
  }
  if (media.permalink().empty()) media.set_permalink(listed.permalink());
  return media;
}

}  // namespace

absl::StatusOr<ListedPage> FacebookWalk::ListVideos(const Request& request,
                                                    const VideoListing& listing) {
  const absl::StatusOr<GraphPage> read = ReadPage(client_,
                                                  {.edge = EdgeOf(request.page, listing.edge),
                                                   .params = listing.params,
                                                   .fields = video_fields_},
                                                  request.cursor.place, request.context);
  if (!read.ok()) {
    return LeftOut(absl::StrCat(listing.name, Whose(request.page)), read.status(),
                   " Connect the account again and allow access to videos to have them copied.");
  }
  ListedPage page = BarePage(request, *read);
  for (const auto& [entry, position] : NamedEntries(*read, kFacebook, page.notices)) {
    v1::Photo video = Video(request, entry);
    PlaceUnsorted(request, position, video, page);
    page.photos.push_back(std::move(video));
  }
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::ListStories(const Request& request) {
  const absl::StatusOr<GraphPage> read = ReadPage(
      client_, {.edge = EdgeOf(request.page, "stories"), .params = {}, .fields = story_fields_},
      request.cursor.place, request.context);
  if (!read.ok()) return LeftOut(absl::StrCat("Stories", Whose(request.page)), read.status());
  ListedPage page = BarePage(request, *read);
  const std::vector<PlacedEntry> entries = NamedEntries(*read, kFacebook, page.notices, kStoryId);
  std::vector<v1::Photo> stories;
  stories.reserve(entries.size());
  for (const PlacedEntry& placed : entries) stories.push_back(StoryFrom(placed.entry));
  PF_RETURN_IF_ERROR(ReadStories(request, stories));
  for (size_t i = 0; i < stories.size(); ++i) {
    PlaceUnsorted(request, entries[i].position, stories[i], page);
    page.photos.push_back(std::move(stories[i]));
  }
  return page;
}

// In place of what the listing tells of each, its photo or video.
absl::Status FacebookWalk::ReadStories(const Request& request, std::vector<v1::Photo>& stories) {
  std::vector<std::string> photo_ids, video_ids;
  for (const v1::Photo& story : stories) {
    (story.kind() == v1::VIDEO ? video_ids : photo_ids).push_back(story.id());
  }
  PF_ASSIGN_OR_RETURN(
      const auto photos,
      ReadManyNodes(client_, photo_ids, {photo_fields_, /*other_type=*/"Video"}, request.context));
  PF_ASSIGN_OR_RETURN(
      const auto videos,
      ReadManyNodes(client_, video_ids, {video_fields_, /*other_type=*/"Photo"}, request.context));
  for (v1::Photo& story : stories) {
    const auto photo = photos.find(story.id());
    const auto video = videos.find(story.id());
    if (photo != photos.end()) {
      story = StoryWith(story, Photo(request, photo->second));
    } else if (video != videos.end()) {
      story = StoryWith(story, Video(request, video->second));
    } else {
      MarkAsOf(request.page, story);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, Json>> FacebookWalk::HiddenVideos(
    const Request& request, const std::vector<Json>& entries) {
  std::vector<std::string> ids;
  for (const Json& entry : entries) {
    if (KindOf(entry) == EntryKind::kUnknown && IsGraphId(IdOf(entry))) ids.push_back(IdOf(entry));
  }
  std::map<std::string, Json> videos;
  if (ids.empty() || !request.access.videos) return videos;
  const GraphListing listing = {.edge = EdgeOf(request.page, "videos"),
                                .params = {{"type", "uploaded"}},
                                .fields = video_fields_};
  PF_ASSIGN_OR_RETURN(videos,
                      videos_ahead_.Find(listing, rules_.page_size, ids, client_, request.context));
  std::erase_if(ids, [&videos](const std::string& id) { return videos.contains(id); });
  PF_ASSIGN_OR_RETURN(
      auto others,
      ReadManyNodes(client_, ids, {video_fields_, /*other_type=*/"Photo"}, request.context));
  std::erase_if(others, [](const auto& node) { return KindOf(node.second) != EntryKind::kVideo; });
  videos.merge(others);
  return videos;
}

v1::Photo FacebookWalk::Video(const Request& request, const Json& entry) {
  v1::Photo video = VideoFrom(entry);
  MarkAsOf(request.page, video);
  locations_.Put(video.id(), VideoUrlOf(entry));
  return video;
}

}  // namespace photoferry::meta
