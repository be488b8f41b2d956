// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_spec.h"

#include "common/provider/spec_rows.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/graph_options.h"
#include "exporters/meta/instagram/instagram_kinds.h"
#include "exporters/meta/login/login_specs.h"

namespace photoferry::meta {
namespace {

constexpr OptionRow kOptions[] = {
    {.key = "login",
     .type = v1::OptionSpec::TEXT,
     .help =
         "Which login the token is from: facebook (the account is found by its Page), instagram "
         "(no Page needed), or auto: as `photoferry login` made it; of a token that was brought, "
         "one that begins with IG is Instagram Login's, every other one Facebook Login's.",
     .default_value = "auto"},
    {.key = "account",
     .type = v1::OptionSpec::TEXT,
     .help = "Username or id of the Instagram account, where the login leads to several."},
    {.key = "albums",
     .type = v1::OptionSpec::TEXT,
     .help = "What becomes an album: carousels (each carousel is one; all else lies in none), type "
             "(three albums: Posts, Reels, Stories), or none.",
     .default_value = "carousels"},
    {.key = "still_pictures",
     .type = v1::OptionSpec::BOOL,
     .help = "Copy the still picture of a video whose file Instagram withholds.",
     .default_value = "true"},
    {.key = "app_secret_proof",
     .type = v1::OptionSpec::BOOL,
     .help = "Sign the calls of Instagram Login with the app's secret (appsecret_proof), as those "
             "of Facebook Login always are. Meta does not say whether that host takes it.",
     .default_value = "true"},
    kGraphUrlOption,
    {.key = "instagram_url",
     .type = v1::OptionSpec::URL,
     .help = "Where the Instagram API with Instagram Login answers.",
     .default_value = "https://graph.instagram.com"},
    kDialogUrlOption,
    {.key = "instagram_dialog_url",
     .type = v1::OptionSpec::URL,
     .help = "Where Instagram's login pages are.",
     .default_value = "https://www.instagram.com"},
    {.key = "instagram_token_url",
     .type = v1::OptionSpec::URL,
     .help = "Where Instagram exchanges the code of a login.",
     .default_value = "https://api.instagram.com"},
    kVersionOption,
    kPageSizeOption,
};

constexpr ScopeRow kInstagramScopes[] = {
    {.scope = "instagram_business_basic",
     .purpose = "It is for the account's posts, reels and stories; without it there is nothing.",
     .required = true},
};

constexpr ScopeRow kFacebookScopes[] = {
    {.scope = "instagram_basic",
     .purpose = "It is for the account's posts, reels and stories; without it there is nothing.",
     .required = true},
    {.scope = "pages_show_list",
     .purpose = "The account is found by its Page; without it there is nothing.",
     .required = true},
    {.scope = "pages_read_engagement",
     .purpose = "It is for the Page's tie to the account; without it there is nothing.",
     .required = true},
};

constexpr RouteRow kRoutes[] = {
    {"photo.id",
     "`id`; a carousel's pictures have their own; a still picture's ends in "
     "`_thumbnail`"},
    {"photo.kind", "`media_type`; reels are videos"},
    {"photo.placements", "by the option `albums`; in a carousel the order of its `children`"},
    {"photo.title", "`video_title`"},
    {"photo.caption", "`caption`; a carousel's stands on its first picture"},
    {"photo.alt_text", "`alt_text`"},
    {"photo.taken_time", "`timestamp`"},
    {"photo.uploaded_time", "`timestamp`"},
    {"photo.permalink", "`permalink`; within a carousel that of the post"},
    {"photo.extras",
     "`media_product_type`, `shortcode`, `is_shared_to_feed`, `media_audio_type`; `carousel` and "
     "`carousel_position`; `still_picture` and `still_picture_of`"},
    {"album.id", "a carousel's `id`; `posts`, `reels` or `stories`"},
    {"album.title", "the first line of a carousel's `caption`, else its date"},
    {"album.description", "a carousel's `caption`"},
    {"album.created_time", "a carousel's `timestamp`"},
    {"album.cover_photo_id", "a carousel's first picture"},
    {"album.position", "the order in which carousels are listed, the newest first"},
    {"album.permalink", "a carousel's `permalink`"},
    {"album.extras", "a carousel's `media_product_type`, `shortcode` and the like"},
};

constexpr const char* kLimitations[] = {
    "Professional accounts (Business or Creator) only: Instagram has no API for personal ones. A "
    "personal account can be made professional in its settings, or be taken along by its archive "
    "(Accounts Centre, Download your information).",
    "Through Facebook Login the account must be tied to a Page on which the person has a role "
    "with any task; through Instagram Login no Page is needed.",
    "Albums are made by one rule, since Instagram has none: each carousel is an album with its "
    "pictures in their order, everything else lies in no album. The option `albums` changes it.",
    "Instagram withholds the file of a video with licensed or protected sound, also of one's own; "
    "it is named in the report with the reason, and its still picture is copied as an item of its "
    "own.",
    "At most the 10,000 newest posts are shown to programs; a notice tells how many are older.",
    "A post made together with others is shown only to the account that published it; its "
    "collaborators are not read.",
    "Stories are there for 24 hours, without live videos and re-shared stories; highlights, "
    "comments, likes and posts of others are not copied.",
    "Pictures come re-encoded, without camera data; dates are those of the post, in no known time "
    "zone.",
};

constexpr const char* kSecurityNotes[] = {
    ("The access token travels in the Authorization header to the API of its login only; never to "
     "the media servers, never in a URL but for Meta's own "
     "token calls."),
    "With an app secret every call carries appsecret_proof.",
    ("While a person logs in, Meta takes the app's secret, the code and the token in the query of "
     "its own token calls, over HTTPS; none of them is logged or quoted."),
    "Signed media URLs and the API's paging URLs are never stored; only ids and cursors are.",
    "The account is only read, never changed.",
};

constexpr const char* kRetention[] = {
    "The access token, and the app's id and secret: sealed in the store until `photoferry logout "
    "instagram`.",
    "Ids, dates, captions, alt texts and the places in its listings: in the store, until the job "
    "is deleted.",
    "Signed media URLs: in memory, for as long as they live. Photos and videos: on their way only, "
    "never on the worker's disk.",
};

}  // namespace

v1::ProviderSpec InstagramSpec() {
  v1::ProviderSpec spec;
  spec.set_id("instagram");
  spec.set_display_name("Instagram");
  spec.set_role(v1::ProviderSpec::EXPORTER);
  spec.set_summary("Posts, reels, stories and carousels of a professional Instagram account.");
  AddOptions(kOptions, spec);
  spec.add_trusted_url_options("graph_url");
  spec.add_trusted_url_options("instagram_url");
  for (const char* url : {"dialog_url", "instagram_dialog_url", "instagram_token_url"}) {
    spec.add_trusted_url_options(url);
  }
  AddInstagramLogin(kInstagramScopes, spec);
  AddFacebookLogins(kFacebookScopes, spec);
  FinishLogins(spec);
  AddInstagramKinds(spec);
  AddRoutes(kRoutes, spec);
  for (const char* limitation : kLimitations) spec.add_limitations(limitation);
  for (const char* note : kSecurityNotes) spec.add_security_notes(note);
  for (const char* kept : kRetention) spec.add_retention(kept);
  AddGraphAnswers("Instagram", spec);
  return spec;
}

}  // namespace photoferry::meta
