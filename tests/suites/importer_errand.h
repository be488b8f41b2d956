// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "tests/suites/importer_visit.h"

namespace photoferry {

// One photo into one album, whatever goes wrong on the way: what the engine does, in small. An
// error is followed as NextStepFor says, a doubt is settled by Check before anything is repeated.
class ImporterErrand {
 public:
  ImporterErrand(ImporterVisit& visit, Parcel parcel) : visit_(visit), parcel_(std::move(parcel)) {}

  // From Connect to CloseAlbum. The item as it is confirmed, or why it never will be there.
  absl::StatusOr<v1::RemoteItem> Run();
  // The album that it was put into; nothing: the destination has none.
  const std::optional<AlbumEntry>& album() const { return album_; }
  // Every error on the way.
  const std::vector<absl::Status>& errors() const { return errors_; }

 private:
  static constexpr int kAttempts = 6;

  template <typename Step>
  absl::Status Insist(Step step);
  absl::StatusOr<Stored> Arrive();
  absl::StatusOr<SendResult> SendOnce();
  absl::StatusOr<Stored> PublishOnce();
  absl::StatusOr<std::optional<Stored>> SettleDoubt();
  absl::Status Confirm(const v1::RemoteItem& told);
  // Not OK: the end of this item.
  absl::Status Note(const absl::Status& error, bool intent);
  const AlbumEntry* Album() const { return album_ ? &*album_ : nullptr; }

  ImporterVisit& visit_;
  const Parcel parcel_;
  std::optional<AlbumEntry> album_;
  std::optional<v1::StagedHandle> handle_;
  bool doubt_ = false;
  std::vector<absl::Status> errors_;
};

}  // namespace photoferry
