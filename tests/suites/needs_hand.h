// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gtest/gtest.h"

// Leaves a test that needs a hook of the hand at the other side which is not there: hand().HOOK. It
// fails, unless WhyNot("HOOK") tells why there can be none.
#define PF_NEEDS_HAND(hook)                                                       \
  do {                                                                            \
    if (hand().hook) break;                                                       \
    if (const std::string why = WhyNot(#hook); !why.empty()) GTEST_SKIP() << why; \
    FAIL() << "The account has no hook \"" #hook                                  \
              "\", and the case does not say "                                    \
              "in `cannot` why there can be none.";                               \
  } while (false)
