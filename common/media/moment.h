// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "photoferry/v1/media.pb.h"

namespace photoferry {

// A moment in the words of XMP and ISO 8601, on the photographer's own clock, no more exactly than
// it is known: "1987", "1987-05", "1987-05-02", "2016-07-04T12:34+02:00", "2016-07-04T12:34:56Z".
// 'Z' stands for "this instant, and nobody knows what the clock on the wall said" (RFC 9557, 2);
// a clock that is known to have stood at UTC gives "+00:00". Days and coarser carry no zone. XMP
// has no bare hour: it comes with ":00".
std::string XmpDate(const v1::Moment& moment);

// The same for the beginning of a file name, where ':' cannot stand: "2016-07-04 12.34.56". No
// zone.
std::string FileNameDate(const v1::Moment& moment);

// When it was taken, else when it was uploaded (a moment in no known zone); false: neither is
// known.
bool BestMoment(const v1::Photo& photo, v1::Moment* moment);

}  // namespace photoferry
