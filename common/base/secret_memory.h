// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

// Memory for secrets, on pages of its own: left out of core dumps (MADV_DONTDUMP), kept out of the
// swap as far as the machine allows (mlock), and zeroed before it is given back. Thread-safe.

namespace photoferry {

// Never null: without memory the process ends, as with operator new. The bytes are zeros.
char* TakeSecretMemory(size_t size);
// `size` is what was asked for. The bytes are overwritten before this returns.
void GiveBackSecretMemory(char* memory, size_t size);

}  // namespace photoferry
