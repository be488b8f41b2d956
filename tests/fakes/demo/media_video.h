// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace photoferry::demo {

// An MP4 file (ISO/IEC 14496-12 and -14) with one video track of JPEG pictures, each shown for
// 1/`frames_per_second` of a second.
std::string MuxMp4(const std::vector<std::string>& jpegs, int width, int height,
                   int frames_per_second, absl::Time created);

// The head of a `free` box of `size` bytes: after it an MP4 may hold anything.
std::string FreeBoxHead(int64_t size);

// A film of the sun over the hills of `seed`.
std::string DrawVideo(uint64_t seed, int width, int height, double seconds, absl::Time created);

}  // namespace photoferry::demo
