// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "photoferry/v1/provider.pb.h"

namespace photoferry::meta {

// Who has an account at Instagram, and what of it can be copied: the rows of the spec. What happens
// at run time is told in the same words by the exporter's own messages.
void AddInstagramKinds(v1::ProviderSpec& spec);

}  // namespace photoferry::meta
