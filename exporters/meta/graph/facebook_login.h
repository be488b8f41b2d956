// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>

#include "photoferry/v1/provider.pb.h"

namespace photoferry::meta {

// What a spec says of a provider that people log in to by Facebook Login: that it needs a login,
// for these `scopes`, and where it is asked for, exchanged and ended. Source: the Facebook Login
// manual's page on its server-side flow.
void AddFacebookLogin(std::initializer_list<const char*> scopes, v1::ProviderSpec& spec);

}  // namespace photoferry::meta
