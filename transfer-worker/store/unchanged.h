// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "photoferry/v1/media.pb.h"

// Whether something is as it was when an earlier job listed it. Pure.

namespace photoferry {

// Apart from what may change while nobody edits anything: id, placements, links, the source's own
// extras and words for the picture, and how its bytes are found. `updated_time` counts: a source
// that sets it says that something was edited, be it in the bytes alone.
bool IsUnchanged(const v1::Photo& now, const v1::Photo& before);

// Apart from id, link, extras and the album's place among others.
bool IsUnchanged(const v1::PhotoAlbum& now, const v1::PhotoAlbum& before);

}  // namespace photoferry
