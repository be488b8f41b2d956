// SPDX-License-Identifier: Apache-2.0
#include "common/base/secret.h"

#include <sodium.h>

namespace photoferry {

Secret::~Secret() {
  if (!value_.empty()) sodium_memzero(value_.data(), value_.size());
}

}  // namespace photoferry
