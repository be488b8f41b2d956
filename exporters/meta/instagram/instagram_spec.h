// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "photoferry/v1/provider.pb.h"

namespace photoferry::meta {

// What this source is and can do, as data. The OAuth endpoints and permissions are those of
// Facebook Login, from Meta's documents "Instagram API with Facebook Login" and "Permissions
// Reference".
v1::ProviderSpec InstagramSpec();

}  // namespace photoferry::meta
