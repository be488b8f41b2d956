// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "photoferry/v1/media.pb.h"

namespace photoferry {

// An XMP sidecar: what is known of a photo and not in its bytes, in the words that photo programs
// read. The same photo always gives the same bytes.
//
//   title            dc:title              caption        dc:description (x-default)
//   taken time       photoshop:DateCreated, exif:DateTimeOriginal, xmp:CreateDate
//   alt text         Iptc4xmpCore:AltTextAccessibility; the source's own where a person wrote none
//   location         exif:GPSLatitude, exif:GPSLongitude, exif:GPSAltitude; else the place's
//   place            Iptc4xmpCore:Location, photoshop:City, photoshop:State, photoshop:Country
//   people           Iptc4xmpExt:PersonInImage             tags           dc:subject
//   favourite        xmp:Rating 5          permalink      dc:source
//   identity         dc:identifier: see XmpIdentifier
//
// Property names: XMP specification parts 1 and 2 (ISO 16684-1), Exif 2.32 for XMP (CIPA DC-010),
// IPTC Photo Metadata Standard 2021.1.
std::string XmpSidecar(const v1::Photo& photo);

// Which photo of which source it is: two sources' photos may have one id, but hardly were they
// uploaded in the same second as well.
std::string XmpIdentifier(const v1::Photo& photo);

// The dc:identifier inside a sidecar that XmpSidecar made, or a photo program rewrote; "" without.
std::string IdentifierInXmp(absl::string_view packet);

}  // namespace photoferry
