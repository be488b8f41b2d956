// SPDX-License-Identifier: Apache-2.0
#include "importers/importer.h"

#include "common/base/status.h"

namespace photoferry {
namespace {

absl::Status NotOffered(const char* call) {
  return Failure(
      v1::INTERNAL_FAULT,
      std::string("This destination was asked for a step that it does not have: ") + call);
}

}  // namespace

std::vector<absl::StatusOr<Stored>> Importer::Publish(absl::Span<const PublishEntry> entries,
                                                      const AlbumEntry*, ProviderContext&) {
  return std::vector<absl::StatusOr<Stored>>(entries.size(), NotOffered("Publish"));
}

absl::StatusOr<PlaceResult> Importer::Place(const AlbumEntry&, absl::Span<const PlaceEntry>,
                                            ProviderContext&) {
  return NotOffered("Place");
}

absl::Status Importer::CloseAlbum(const AlbumEntry&, AlbumContents&, ProviderContext&) {
  return absl::OkStatus();
}

absl::Status Importer::Discard(const v1::UploadSession&, ProviderContext&) {
  return absl::OkStatus();
}

}  // namespace photoferry
