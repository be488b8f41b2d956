// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_kinds.h"

#include "common/provider/spec_rows.h"

namespace photoferry::meta {
namespace {

constexpr char kWithheldAlways[] =
    "Files of videos with licensed or protected sound (their still pictures are copied), posts "
    "older than the 10,000 newest, stories after 24 hours, highlights, posts that another account "
    "published.";

constexpr AccountKindRow kKinds[] = {
    {.kind = "Professional account (Business or Creator), by Instagram Login",
     .exported = "Posts, reels, stories and carousels; no Facebook Page is needed.",
     .withheld = kWithheldAlways},
    {.kind = "Professional account tied to a Page, by Facebook Login",
     .exported = "The same, if the person has a task on the Page: `MANAGE`, `CREATE_CONTENT`, "
                 "`MODERATE`, `MESSAGING`, `ADVERTISE` or `ANALYZE`.",
     .withheld = kWithheldAlways},
    {.kind = "... on a Page of the new Pages experience",
     .exported = "The same; the tasks are called `PROFILE_PLUS_FULL_CONTROL`, "
                 "`PROFILE_PLUS_CREATE_CONTENT` and so on.",
     .withheld = kWithheldAlways},
    {.kind = "... with a task, but neither `MANAGE` nor `PROFILE_PLUS_FULL_CONTROL`",
     .exported = "The same.",
     .withheld = "The @ signs in captions, too; a notice says so.",
     .what_to_do = "Have somebody log in who manages the Page."},
    {.kind = "... without any such task (a live contributor, say)",
     .exported = "",
     .withheld = "Everything.",
     .what_to_do = "Ask who manages the Page for one of the tasks, or use Instagram Login."},
    {.kind = "... with a role that comes through a business portfolio",
     .exported = "The same, where Facebook lists the Page for the login.",
     .withheld = "The whole account otherwise: such roles may want `ads_read` or "
                 "`business_management`, which are not asked for.",
     .what_to_do = "Have the role given on the Page itself, or use Instagram Login."},
    {.kind = "Professional account without a Page, or one that was not ticked, by Facebook Login",
     .exported = "",
     .withheld = "Everything: through Facebook Login an account is found by its Page.",
     .what_to_do = "Use Instagram Login; or tie the account to a Page, log in again and tick that "
                   "Page."},
    {.kind = "Account that is connected with a Page, but not professional",
     .exported = "",
     .withheld = "Everything.",
     .what_to_do = "Make it a professional one in Instagram's settings (free of charge), or take "
                   "its archive."},
    {.kind = "Personal account",
     .exported = "",
     .withheld = "Everything: Instagram has no interface for programs to personal accounts.",
     .what_to_do = "Take its archive (Accounts Centre, Your information and permissions, Download "
                   "your information), or make it a professional one in Instagram's settings."},
    {.kind = "Account of somebody without a role in the app, while the app has Standard Access",
     .exported = "",
     .withheld = "Everything: Facebook Login does not offer `instagram_basic`, and Instagram Login "
                 "refuses.",
     .what_to_do = "Whoever runs the app makes the person a tester in it, or asks Meta for "
                   "Advanced Access (`docs/app-review.md`); or take the archive."},
    {.kind = "Account whose owner declined `instagram_basic`, `pages_show_list` or "
             "`instagram_business_basic`",
     .exported = "",
     .withheld = "Everything; the message names the right that is missing.",
     .what_to_do = "Log in again and allow it."},
};

}  // namespace

void AddInstagramKinds(v1::ProviderSpec& spec) {
  AddAccountKinds(kKinds, spec);
}

}  // namespace photoferry::meta
