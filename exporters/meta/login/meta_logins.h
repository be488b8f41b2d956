// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/provider/login_plugin.h"

// Meta's logins as plugins of a provider with the options dialog_url, graph_url and version, and
// for Instagram's own instagram_dialog_url, instagram_token_url and instagram_url.

namespace photoferry::meta {

LoginPlugin FacebookLoginPlugin(const v1::ProviderSpec& spec);
LoginPlugin BusinessLoginPlugin(const v1::ProviderSpec& spec);
LoginPlugin InstagramLoginPlugin(const v1::ProviderSpec& spec);

}  // namespace photoferry::meta
