// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/types/span.h"
#include "common/provider/spec_rows.h"
#include "photoferry/v1/provider.pb.h"

// Meta's three logins as data. Sources: the manuals "Manually Build a Login Flow", "Facebook Login
// for Business" and "Business Login for Instagram".

namespace photoferry::meta {

inline constexpr char kFacebookLoginId[] = "facebook";
inline constexpr char kBusinessLoginId[] = "facebook-business";
inline constexpr char kInstagramLoginId[] = "instagram";

// Where people take the app's access back themselves.
inline constexpr char kTakeBackAtInstagram[] =
    "Remove the app on instagram.com: Settings, Website permissions, Apps and websites.";

inline constexpr OptionRow kDialogUrlOption = {.key = "dialog_url",
                                               .type = v1::OptionSpec::URL,
                                               .help = "Where Facebook's login pages are.",
                                               .default_value = "https://www.facebook.com"};

// Facebook Login and Facebook Login for Business, for these rights.
void AddFacebookLogins(absl::Span<const ScopeRow> scopes, v1::ProviderSpec& spec);
// Instagram Business Login: no Page and no Facebook account needed.
void AddInstagramLogin(absl::Span<const ScopeRow> scopes, v1::ProviderSpec& spec);
// What holds for all logins in `spec`: that one is needed, and what the usual one asks for.
void FinishLogins(v1::ProviderSpec& spec);

}  // namespace photoferry::meta
