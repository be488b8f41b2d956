// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_kinds.h"

#include "common/provider/spec_rows.h"

namespace photoferry::meta {
namespace {

constexpr AccountKindRow kKinds[] = {
    {.kind = "Personal account",
     .exported = "The photos, videos and albums that the person uploaded, in the largest size that "
                 "Facebook kept.",
     .withheld = "Originals and their camera data, comments and reactions, what friends posted; "
                 "with the option `tagged` photos on which the person is tagged are copied."},
    {.kind = "Personal account whose owner declined photos or videos",
     .exported = "What was allowed; a notice names the right that is missing.",
     .withheld = "Photos and albums without `user_photos`, videos without `user_videos`.",
     .what_to_do = "Log in again and allow it."},
    {.kind = "Personal account of somebody without a role in the app, while the app has Standard "
             "Access",
     .exported = "",
     .withheld = "All but the name: Facebook does not even offer `user_photos` and `user_videos`.",
     .what_to_do = "Whoever runs the app gives the person a role in it, or asks Meta for Advanced "
                   "Access (`docs/app-review.md`); or take the account's archive: Accounts Centre, "
                   "Your information and permissions, Download your information."},
    {.kind = "Personal account whose owner has not used the app for 90 days",
     .exported = "",
     .withheld = "All but the name, until the next login, though the login itself may still serve.",
     .what_to_do =
         "Log in again; the job goes on where it was, by itself or by `photoferry resume`."},
    {.kind = "Page on which the person has the task `MANAGE` or `MODERATE` (on a new Page "
             "`PROFILE_PLUS_FULL_CONTROL` or `PROFILE_PLUS_MODERATE`)",
     .exported = "With the option `pages`: its albums, uploaded photos, videos and reels, and the "
                 "stories that Facebook still shows.",
     .withheld = "What visitors posted."},
    {.kind = "Page on which the person has none of these tasks, or which was not ticked",
     .exported = "",
     .withheld = "The Page; a notice names it where Facebook lists it, and all else goes on.",
     .what_to_do =
         "Ask who manages the Page for one of the tasks, log in again and tick the Page."},
    {.kind = "Pages of a person who declined `pages_show_list` or `pages_read_engagement`",
     .exported = "",
     .withheld = "All Pages; a notice names the right that is missing.",
     .what_to_do = "Log in again and allow it."},
    {.kind = "Group, event, or somebody else's account",
     .exported = "",
     .withheld = "Everything: Facebook gives programs no access to it.",
     .what_to_do = "Its members take their own accounts along, or their archives."},
};

}  // namespace

void AddFacebookKinds(v1::ProviderSpec& spec) {
  AddAccountKinds(kKinds, spec);
}

}  // namespace photoferry::meta
