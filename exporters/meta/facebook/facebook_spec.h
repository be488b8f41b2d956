// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "photoferry/v1/provider.pb.h"

namespace photoferry::meta {

// What this source is and can do, as data. The OAuth endpoints and permissions are those of Meta's
// documents "Manually Build a Login Flow" and "Permissions Reference".
v1::ProviderSpec FacebookSpec();

}  // namespace photoferry::meta
