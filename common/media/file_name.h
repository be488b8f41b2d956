// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "photoferry/v1/media.pb.h"

// What a photo is called where photos are files: the same photo always gets the same name.

namespace photoferry {

// "2016-07-04 12.34.56 10150123456789": when it was taken (else uploaded), as exactly as that is
// known, and the source's id, which makes it unique. An id that would not survive as a file name
// on every disk is followed by a few digits of its hash.
std::string StemOf(const v1::Photo& photo);

// The extension with its dot: of the type, else of the name that the file once had, else ".bin".
std::string ExtensionFor(const v1::Photo& photo, absl::string_view mime_type);

// The extension that a name has, with its dot; "" without one.
std::string ExtensionIn(absl::string_view name);

// STEM.jpg, STEM (2).jpg, ...: for a photo whose name others have.
std::string NumberedName(absl::string_view stem, int number, absl::string_view extension);

std::string SidecarOf(absl::string_view name);  // NAME.xmp

}  // namespace photoferry
