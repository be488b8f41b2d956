// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace photoferry {

// How many of a file's first bytes SniffMimeType wants to see.
constexpr size_t kBytesToSniff = 512;

// What a file is by its first bytes, whatever its name or its server claims; "" if they tell
// nothing. Besides pictures and videos it knows what arrives in their place when something went
// wrong: "text/html", "application/json", "application/xml", "text/plain".
//
// Signatures: the WHATWG MIME Sniffing standard, ISO/IEC 14496-12 brands as registered at
// mp4ra.org, RFC 9559 (Matroska), RIFF.
std::string SniffMimeType(absl::string_view first_bytes);

// A picture or a video that a photo service may take.
bool IsMedia(absl::string_view mime_type);

// The usual file extension with its dot, ".jpg"; "" for a type that has none here. Parameters
// after a ';' and case do not count.
std::string ExtensionOf(absl::string_view mime_type);

}  // namespace photoferry
