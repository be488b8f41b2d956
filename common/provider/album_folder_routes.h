// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/types/span.h"
#include "common/provider/spec_rows.h"
#include "photoferry/v1/provider.pb.h"

namespace photoferry {

// Where a destination of albums as folders keeps each field: in names of files and folders, in the
// XMP sidecar beside each photo, in each album's manifest (common/media makes all three). A row of
// `own` stands in the place of the shared one of its field.
void AddAlbumFolderRoutes(absl::Span<const RouteRow> own, v1::ProviderSpec& spec);

}  // namespace photoferry
