// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/media_picture.h"

#include <jpeglib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "tests/fakes/demo/dice.h"

namespace photoferry::demo {
namespace {

struct Color {
  double red, green, blue;
};

Color Between(const Color& a, const Color& b, double part) {
  return {a.red + (b.red - a.red) * part, a.green + (b.green - a.green) * part,
          a.blue + (b.blue - a.blue) * part};
}

Color RandomColor(Dice& dice, double low, double high) {
  const double range = high - low;
  return {low + dice.Fraction() * range, low + dice.Fraction() * range,
          low + dice.Fraction() * range};
}

// All lengths in parts of the picture's width or height.
struct Hills {
  double height, steepness, phase, waves;
  Color color;
};

struct Scene {
  Color zenith, horizon, sun;
  double sun_x, sun_y, sun_radius;
  Hills hills[3];
};

Scene MakeScene(uint64_t seed) {
  Dice dice(seed, 0);
  Scene scene;
  scene.zenith = RandomColor(dice, 20, 160);
  scene.horizon = RandomColor(dice, 140, 255);
  scene.sun = RandomColor(dice, 190, 255);
  scene.sun_x = 0.1 + 0.8 * dice.Fraction();
  scene.sun_y = 0.1 + 0.3 * dice.Fraction();
  scene.sun_radius = 0.04 + 0.07 * dice.Fraction();
  double height = 0.45 + 0.1 * dice.Fraction();
  for (Hills& hills : scene.hills) {
    hills = {height, 0.03 + 0.08 * dice.Fraction(), 6.3 * dice.Fraction(), 2 + 9 * dice.Fraction(),
             RandomColor(dice, 15, 150)};
    height += 0.12 + 0.08 * dice.Fraction();
  }
  return scene;
}

double CrestOf(const Hills& hills, double x) {
  return hills.height + hills.steepness * std::sin(hills.phase + hills.waves * x) +
         hills.steepness / 3 * std::sin(hills.phase * 2 + hills.waves * 3.7 * x);
}

Color ColorAt(const Scene& scene, const double* crests, double x, double y, double aspect) {
  for (int layer = 2; layer >= 0; --layer) {
    if (y <= crests[layer]) continue;
    return Between(scene.hills[layer].color, {0, 0, 0}, std::min(0.7, (y - crests[layer]) * 1.5));
  }
  const double dx = (x - scene.sun_x) * aspect;
  const double dy = y - scene.sun_y;
  if (dx * dx + dy * dy < scene.sun_radius * scene.sun_radius) return scene.sun;
  return Between(scene.zenith, scene.horizon, y / 0.6);
}

// Grain, as film has it: it gives the files a believable size.
double Grain(uint64_t seed, int x, int y) {
  const uint64_t bits = Mix(seed, static_cast<uint64_t>(y) << 20 | static_cast<uint64_t>(x));
  return static_cast<double>(bits & 7) - 3.5;
}

std::vector<unsigned char> Paint(const Scene& scene, uint64_t seed, int width, int height) {
  std::vector<unsigned char> pixels(static_cast<size_t>(width) * height * 3);
  std::vector<double> crests(static_cast<size_t>(width) * 3);
  for (int x = 0; x < width; ++x) {
    for (int layer = 0; layer < 3; ++layer) {
      crests[x * 3 + layer] = CrestOf(scene.hills[layer], static_cast<double>(x) / width);
    }
  }
  const double aspect = static_cast<double>(width) / height;
  unsigned char* out = pixels.data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Color color = ColorAt(scene, &crests[x * 3], static_cast<double>(x) / width,
                                  static_cast<double>(y) / height, aspect);
      const double grain = Grain(seed, x, y);
      for (const double part : {color.red, color.green, color.blue}) {
        *out++ = static_cast<unsigned char>(std::clamp(part + grain, 0.0, 255.0));
      }
    }
  }
  return pixels;
}

std::string Compress(const std::vector<unsigned char>& pixels, int width, int height, int quality) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): libjpeg's type
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = const_cast<unsigned char*>(pixels.data()) +
                   static_cast<size_t>(jpeg.next_scanline) * width * 3;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::string result(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return result;
}

}  // namespace

std::string DrawJpeg(uint64_t seed, int width, int height, int quality) {
  return Compress(Paint(MakeScene(seed), seed, width, height), width, height, quality);
}

std::string DrawFrame(uint64_t seed, int width, int height, double progress) {
  Scene scene = MakeScene(seed);
  scene.sun_x = progress;
  scene.sun_y = 0.45 - 0.35 * std::sin(progress * 3.14159);
  return Compress(Paint(scene, seed, width, height), width, height, 70);
}

}  // namespace photoferry::demo
