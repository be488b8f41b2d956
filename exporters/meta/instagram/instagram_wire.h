// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/json.h"
#include "photoferry/v1/media.pb.h"

// Instagram's JSON as our messages: the only file that knows the names of media fields. Nothing
// here fails: what is missing or of another type is left empty. Source: the Instagram Platform
// reference, v25.0 (IG User, IG Media), and recorded answers.

namespace photoferry::meta {

// What a listing asks for at either door. A field that one of them refuses is dropped there.
// Children are not asked for a permalink: the reference does not promise it, and to have it refused
// would cost the posts theirs.
inline constexpr char kPostFields[] =
    "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,shortcode,"
    "timestamp,alt_text,is_shared_to_feed,"
    "children{id,media_type,media_url,thumbnail_url,timestamp,alt_text}";
// And of Facebook Login alone.
inline constexpr char kFacebookLoginFields[] = ",media_audio_type,video_title";
// A carousel's children, where a post does not bring them along.
inline constexpr char kChildFields[] = "id,media_type,media_url,thumbnail_url,timestamp,alt_text";
// What is read again to find the bytes.
inline constexpr char kMediaFields[] = "id,media_type,media_url,thumbnail_url";

// MediaKey.variant: the file itself, or the still picture of a video.
inline constexpr char kMediaVariant[] = "media";
inline constexpr char kThumbnailVariant[] = "thumbnail";

bool IsCarousel(const Json& post);
// The children that a post brought along are all of them.
bool HasAllChildren(const Json& post);

// A single picture or video.
v1::Photo MediaFrom(const Json& entry);
// Child `index` of a carousel: what it does not tell itself is its post's. The post's caption
// stands on its first child.
v1::Photo ChildFrom(const Json& child, const Json& post, int64_t index);

// True for a video whose file Instagram withholds while it shows a still picture of it.
bool IsWithheldVideo(const Json& entry);
// That picture as an item of its own, and `video` told where it is.
v1::Photo StillPictureOf(v1::Photo& video);

// The file behind an entry, by the variant of its key; empty if Instagram gives none.
std::string MediaUrlOf(const Json& entry, const std::string& variant);

}  // namespace photoferry::meta
