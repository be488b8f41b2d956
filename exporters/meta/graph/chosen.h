// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "photoferry/v1/media.pb.h"

// What of a listing a person selected; it spares calls and pages. The engine judges every photo all
// the same.

namespace photoferry::meta {

// `album` without an id: photos that lie in none.
bool IsChosen(const v1::Selection& selection, const v1::PhotoAlbum& album);
bool Wants(const v1::Selection& selection, v1::MediaKind kind);

}  // namespace photoferry::meta
