// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "photoferry/v1/media.pb.h"

// Facebook's JSON as our messages: the only file that knows the names of fields. Nothing here
// fails: what is missing or of another type is left empty. Source: the Graph API reference, v25.0
// (Album, Photo, Video), and recorded answers.

namespace photoferry {}

namespace photoferry::meta {

// What a listing asks for. `source` of a photo is not among them: it is a middling rendition.
inline constexpr char kAlbumFields[] =
    "id,name,description,type,privacy,count,cover_photo{id},created_time,updated_time,"
    "backdated_time,link,location,place{id,name,location},event";
inline constexpr char kPhotoFields[] =
    "id,name,alt_text,alt_text_custom,created_time,updated_time,backdated_time,"
    "backdated_time_granularity,width,height,images,link,album{id,name,type,created_time},"
    "place{id,name,location},name_tags,tags,event,page_story_id";
// And of a photo that is somebody else's.
inline constexpr char kAuthorField[] = ",from{id,name}";
inline constexpr char kVideoFields[] =
    "id,title,description,created_time,updated_time,backdated_time,backdated_time_granularity,"
    "length,source,permalink_url,format,place{id,name,location},privacy,status,live_status,"
    "content_category,event";
// The reference tells no fields of a Page's story; these are what answers are known to have.
inline constexpr char kStoryFields[] = "post_id,status,creation_time,media_type,media_id,url";
inline constexpr char kStoryId[] = "media_id";
// What is read again to find the bytes.
inline constexpr char kPhotoMediaFields[] = "id,images";
inline constexpr char kVideoMediaFields[] = "id,source,status,live_status";

// MediaKey.variant.
inline constexpr char kPhotoVariant[] = "photo";
inline constexpr char kVideoVariant[] = "video";

// `position`: the place in the listing.
v1::PhotoAlbum AlbumFrom(const Json& entry, int64_t position);
v1::Photo PhotoFrom(const Json& entry);
v1::Photo VideoFrom(const Json& entry);

// A Page's story as far as its listing tells: its id is that of the photo or video in it, and empty
// if it names none.
v1::Photo StoryFrom(const Json& entry);

// The album that a photo says it belongs to; its id is empty if it names none.
v1::PhotoAlbum AlbumOfPhoto(const Json& photo);

// Albums hold videos beside photos. kUnknown: it has neither what makes a photo nor what makes a
// video.
enum class EntryKind { kPhoto, kVideo, kUnknown };
EntryKind KindOf(const Json& entry);

// The largest of a photo's `images` (of equal ones the first) or a video's `source`; empty if
// Facebook gives none.
std::string PhotoUrlOf(const Json& photo);
std::string VideoUrlOf(const Json& video);
// Why a video has no source yet, in Facebook's word ("processing"); empty if it is ready.
std::string UnreadyStateOf(const Json& video);

}  // namespace photoferry::meta
