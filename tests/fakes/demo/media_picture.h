// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace photoferry::demo {

// A JPEG of hills under a sky, drawn from `seed`. The same seed at another size is the same
// picture smaller or larger.
std::string DrawJpeg(uint64_t seed, int width, int height, int quality = 85);

// The same hills with the sun at `progress`, 0 to 1, of its way over the sky: a frame of a video.
std::string DrawFrame(uint64_t seed, int width, int height, double progress);

}  // namespace photoferry::demo
