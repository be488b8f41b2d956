// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_spec.h"

#include "common/provider/spec_rows.h"
#include "exporters/meta/facebook/facebook_kinds.h"
#include "exporters/meta/facebook/page_choice.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/graph_options.h"
#include "exporters/meta/login/login_specs.h"

namespace photoferry::meta {
namespace {

constexpr OptionRow kOptions[] = {
    {.key = "pages",
     .type = v1::OptionSpec::TEXT,
     .help = "Which Pages that the person manages are copied too: none, all, or their ids or names "
             "with commas between them.",
     .default_value = "none"},
    {.key = "page_tasks",
     .type = v1::OptionSpec::TEXT,
     .help = "Which tasks of a role let a Page be read, by their classic names with commas between "
             "them. Meta documents only MODERATE. any: try each Page and let Facebook refuse.",
     .default_value = PageChoice::kUsualTasks},
    {.key = "tagged",
     .type = v1::OptionSpec::BOOL,
     .help = "Copy photos of others on which the person is tagged, into an album \"Photos of me\".",
     .default_value = "false"},
    kGraphUrlOption,
    kDialogUrlOption,
    kVersionOption,
    kPageSizeOption,
};

constexpr ScopeRow kScopes[] = {
    {.scope = "public_profile", .purpose = "It tells whose account it is.", .required = true},
    {.scope = "user_photos",
     .purpose = "It is for photos and albums; without it they are left out."},
    {.scope = "user_videos", .purpose = "It is for videos; without it they are left out."},
    {.scope = "pages_show_list",
     .purpose = "It is for the Pages that the person manages; without it they are left out.",
     .option = "pages"},
    {.scope = "pages_read_engagement",
     .purpose = "It is for what a Page has published; without it Pages are left out.",
     .option = "pages"},
};

constexpr RouteRow kRoutes[] = {
    {"photo.id", "`id`; of a story its `media_id`"},
    {"photo.kind",
     "the listing it is in; in an album `metadata.type`; of a story its `media_type`"},
    {"photo.placements",
     "the album it is listed in, and its place there; what a Page shows in none, in the album "
     "called like the Page"},
    {"photo.title", "a video's `title`"},
    {"photo.caption", "`name`; a video's `description`"},
    {"photo.alt_text", "`alt_text_custom`"},
    {"photo.automatic_alt_text", "`alt_text`, where it is not the person's own"},
    {"photo.taken_time",
     "`backdated_time`, as exactly as `backdated_time_granularity` says; else `created_time`"},
    {"photo.uploaded_time", "`created_time`"},
    {"photo.updated_time", "`updated_time`"},
    {"photo.location", "`place.location`"},
    {"photo.place", "`place`"},
    {"photo.people", "`name_tags` and `tags`, people only"},
    {"photo.width", "the largest of `images`; a video's largest `format`"},
    {"photo.height", "the largest of `images`; a video's largest `format`"},
    {"photo.duration", "a video's `length`"},
    {"photo.permalink", "`link`; a video's `permalink_url`"},
    {"photo.extras",
     "`page_story_id`, `event`; a video's `status`, `live_status`, `content_category` and "
     "`privacy`; `page.id` and `page.name` of a Page's, `from` of a photo on which the person is "
     "tagged"},
    {"album.id", "`id`"},
    {"album.title", "`name`; of a Page's album the Page's name, a hyphen and `name`"},
    {"album.description", "`description`"},
    {"album.created_time", "`created_time`"},
    {"album.updated_time", "`updated_time`"},
    {"album.cover_photo_id", "`cover_photo`"},
    {"album.privacy", "`privacy`, in Facebook's word"},
    {"album.position", "the order in which albums are listed"},
    {"album.place", "`place`"},
    {"album.permalink", "`link`"},
    {"album.extras", "`type`, `location`, `backdated_time`, `event`; `page.id` and `page.name`"},
};

constexpr const char* kLimitations[] = {
    "Facebook keeps no originals: photos arrive in the largest size that it kept, without camera "
    "data. Date, place and caption are put back in by Photoferry.",
    "Dates are those of the upload, unless the person gave another date; the time zone is not "
    "known.",
    "Photos of others on which the person is tagged are copied only if the option `tagged` asks "
    "for them, and only those that their owners show to programs; Facebook leaves most out.",
    "Pages are copied only if the option `pages` names them. The person needs a role with the task "
    "MANAGE or MODERATE (PROFILE_PLUS_FULL_CONTROL or PROFILE_PLUS_MODERATE on a new Page). A Page "
    "whose role is missing or ends is left out and named; all else goes on.",
    "An album of a Page is called \"Page - Album\"; its other photos, videos, reels and stories "
    "lie in an album called like the Page.",
    "A person's own reels and stories, profile frames, comments and reactions are not copied: "
    "Facebook shows programs none of them.",
    "Videos that Facebook withholds, live ones and those still in processing are listed in the "
    "report and left out.",
};

constexpr const char* kSecurityNotes[] = {
    ("The access token travels in the Authorization header to the Graph API only; never to the "
     "media servers, never in a URL but for Meta's own "
     "token calls."),
    "With an app secret every call carries appsecret_proof, made with the token of that call.",
    ("While a person logs in, Facebook takes the app's secret, the code and the token in the query "
     "of its own token calls, over HTTPS; none of them is logged or quoted."),
    ("A Page's own access token is fetched afresh by each run and kept in memory alone; it is "
     "never stored."),
    "Signed media URLs and the API's paging URLs are never stored; only ids and cursors are.",
    "The account is only read, never changed.",
};

constexpr const char* kRetention[] = {
    "The access token, and the app's id and secret: sealed in the store until `photoferry logout "
    "facebook`, which also ends the login at Facebook.",
    "Ids, dates, captions, album names and the places in its listings: in the store, until the job "
    "is deleted.",
    "Signed media URLs: in memory, for as long as they live. Photos and videos: on their way only, "
    "never on the worker's disk.",
};

}  // namespace

v1::ProviderSpec FacebookSpec() {
  v1::ProviderSpec spec;
  spec.set_id("facebook");
  spec.set_display_name("Facebook");
  spec.set_role(v1::ProviderSpec::EXPORTER);
  spec.set_summary(
      "Photos, videos and albums of a personal Facebook account, and of the Pages that it "
      "manages.");
  AddOptions(kOptions, spec);
  spec.add_trusted_url_options("graph_url");
  spec.add_trusted_url_options("dialog_url");
  AddFacebookLogins(kScopes, spec);
  FinishLogins(spec);
  AddFacebookKinds(spec);
  AddRoutes(kRoutes, spec);
  for (const char* limitation : kLimitations) spec.add_limitations(limitation);
  for (const char* note : kSecurityNotes) spec.add_security_notes(note);
  for (const char* kept : kRetention) spec.add_retention(kept);
  AddGraphAnswers("Facebook", spec);
  return spec;
}

}  // namespace photoferry::meta
