// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "photoferry/v1/provider.pb.h"

// What every provider's spec must tell, so that help texts and documentation are whole.
//
//   EXPECT_THAT(SpecProblems(flickr_importer_plugin().spec), IsEmpty());

namespace photoferry {

// What is wrong with it, a sentence each.
std::vector<std::string> SpecProblems(const v1::ProviderSpec& spec);

}  // namespace photoferry
