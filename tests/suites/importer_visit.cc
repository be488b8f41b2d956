// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/importer_visit.h"

#include <cstring>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/testing/fake_media_source.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

void PrintTo(const ImporterCase& value, std::ostream* out) {
  *out << value.plugin().spec.id();
}

Parcel ParcelOf(const std::string& id, std::string bytes) {
  Parcel parcel{.key = absl::StrCat("key-", id), .bytes = std::move(bytes)};
  parcel.photo.set_id(id);
  parcel.photo.set_kind(v1::PHOTO);
  parcel.photo.set_caption(absl::StrCat("Caption of ", id));
  parcel.photo.mutable_taken_time()->mutable_time()->set_seconds(1467628496);
  parcel.photo.mutable_uploaded_time()->set_seconds(1467714896);
  return parcel;
}

std::string NoiseOf(size_t size, uint64_t seed) {
  const std::unique_ptr<Rng> rng = NewRng(seed);
  std::string noise(size, '\0');
  for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
    const uint64_t word = rng->Next();
    std::memcpy(noise.data() + at, &word, std::min(sizeof(word), size - at));
  }
  return noise;
}

absl::StatusOr<std::optional<ClosedItem>> ListedContents::Next() {
  if (next_ == items_.size()) return std::nullopt;
  return items_[next_++];
}

ImporterVisit::ImporterVisit(const ImporterCase& subject)
    : plugin_(subject.plugin()),
      account_(subject.new_account()),
      credential_{.access_token = Secret(account_.token), .app_secret = Secret()} {
  hasty_.AdvanceBySleeping();
  importer_ = NewImporter();
}

absl::Status ImporterVisit::Connect() {
  PF_ASSIGN_OR_RETURN(connected_, importer_->Connect(context_));
  return absl::OkStatus();
}

absl::Status ImporterVisit::Restart() {
  importer_ = NewImporter();
  return Connect();
}

std::unique_ptr<Importer> ImporterVisit::NewImporter(
    const std::map<std::string, std::string>& more_options) {
  std::map<std::string, std::string> given = more_options;
  given.insert(account_.options.begin(), account_.options.end());
  const auto options = ProviderOptions::From(plugin_.spec, given);
  EXPECT_THAT(options, IsOk());
  if (!options.ok()) return nullptr;
  absl::StatusOr<std::unique_ptr<Importer>> made = plugin_.make(*options);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? *std::move(made) : nullptr;
}

bool ImporterVisit::HasAlbums() const {
  return capabilities().container_model() != v1::NO_ALBUMS;
}

bool ImporterVisit::CheckTells() const {
  return capabilities().doubt() != v1::NOTHING_TELLS;
}

CallFaults& ImporterVisit::faults() {
  if (account_.hand.call_faults != nullptr) return *account_.hand.call_faults;
  return faulty_;
}

absl::StatusOr<AlbumEntry> ImporterVisit::EnsureAlbum(const std::string& id) {
  v1::PhotoAlbum album;
  album.set_id(id);
  album.set_title(absl::StrCat("Album ", id));
  return EnsureAlbum(album);
}

absl::StatusOr<AlbumEntry> ImporterVisit::EnsureAlbum(const v1::PhotoAlbum& album) {
  AlbumEntry entry{.album = album};
  PF_ASSIGN_OR_RETURN(entry.ref, importer_->EnsureAlbum(album, context_));
  return entry;
}

absl::StatusOr<Stored> ImporterVisit::Deliver(const Parcel& parcel, const AlbumEntry* album) {
  FakeMediaSource source(scheduler(), parcel.bytes, parcel.mime_type);
  return Deliver(parcel, source, album);
}

absl::StatusOr<Stored> ImporterVisit::Deliver(const std::string& id, const std::string& bytes,
                                              const AlbumEntry* album) {
  return Deliver(ParcelOf(id, bytes), album);
}

absl::StatusOr<Stored> ImporterVisit::Deliver(const Parcel& parcel, MediaSource& source,
                                              const AlbumEntry* album) {
  FakeSendTask task(parcel.key, parcel.photo, source);
  if (album != nullptr) task.set_album(*album);
  if (sessions_.contains(parcel.key)) task.set_session(sessions_[parcel.key]);
  absl::StatusOr<SendResult> result = importer_->Send(task, context_);
  if (!task.saved().empty()) sessions_[parcel.key] = task.saved().back();
  PF_ASSIGN_OR_RETURN(SendResult sent, std::move(result));
  if (std::holds_alternative<Stored>(sent)) return std::get<Stored>(std::move(sent));
  const PublishEntry entry{
      .key = parcel.key, .photo = parcel.photo, .handle = std::get<Staged>(sent).handle};
  auto answers = importer_->Publish(absl::MakeSpan(&entry, 1), album, context_);
  if (answers.size() == 1) return answers[0];
  return Failure(v1::INTERNAL_FAULT, "Publish must give one answer for each entry.");
}

absl::StatusOr<v1::AlbumRef> ImporterVisit::Place(const AlbumEntry& album, const Parcel& parcel,
                                                  const v1::RemoteItem& item) {
  const PlaceEntry entry{.key = parcel.key, .photo = parcel.photo, .item = item, .position = 0};
  PF_ASSIGN_OR_RETURN(PlaceResult placed,
                      importer_->Place(album, absl::MakeSpan(&entry, 1), context_));
  if (placed.entries.size() != 1) {
    return Failure(v1::INTERNAL_FAULT, "Place must give one answer for each entry.");
  }
  PF_RETURN_IF_ERROR(placed.entries[0]);
  return placed.ref;
}

absl::Status ImporterVisit::Close(const AlbumEntry& album, std::vector<ClosedItem> contents) {
  ListedContents listed(std::move(contents));
  return importer_->CloseAlbum(album, listed, context_);
}

CheckEntry ImporterVisit::EntryOf(const Parcel& parcel,
                                  const std::optional<v1::RemoteItem>& item) const {
  CheckEntry entry{.key = parcel.key, .photo = parcel.photo};
  entry.item = item;
  const auto session = sessions_.find(parcel.key);
  if (session != sessions_.end()) entry.session = session->second;
  entry.mime_type = parcel.mime_type;
  return entry;
}

absl::StatusOr<RemoteState> ImporterVisit::CheckOn(const Parcel& parcel,
                                                   const std::optional<v1::RemoteItem>& item,
                                                   const AlbumEntry* album) {
  CheckEntry entry = EntryOf(parcel, item);
  if (album != nullptr) entry.album = *album;
  return CheckOn(*importer_, entry);
}

absl::StatusOr<RemoteState> ImporterVisit::CheckOn(Importer& importer, const CheckEntry& entry) {
  auto states = importer.Check(absl::MakeSpan(&entry, 1), context_);
  if (states.size() == 1) return states[0];
  return Failure(v1::INTERNAL_FAULT, "Check must give one answer for each entry.");
}

}  // namespace photoferry
