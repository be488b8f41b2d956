// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace photoferry {

// Opens `url` in the person's browser: $BROWSER, else xdg-open. False: there is none that could be
// started, or no screen for it.
bool OpenBrowser(const std::string& url);

}  // namespace photoferry
