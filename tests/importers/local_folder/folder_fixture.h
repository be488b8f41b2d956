// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/hash.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "importers/local_folder/local_folder_importer.h"
#include "tests/testing/fake_media_source.h"
#include "tests/testing/map_memory.h"
#include "tests/testing/scripted_http_client.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace photoferry::local_folder {

constexpr int64_t kTaken = 1467628496;  // 2016-07-04 10:34:56 UTC

inline v1::Photo PhotoWithId(const std::string& id) {
  v1::Photo photo;
  photo.set_id(id);
  photo.set_kind(v1::PHOTO);
  photo.mutable_taken_time()->mutable_time()->set_seconds(kTaken);
  photo.mutable_uploaded_time()->set_seconds(kTaken + 86400);
  return photo;
}

inline v1::PhotoAlbum AlbumWithId(const std::string& id, const std::string& title) {
  v1::PhotoAlbum album;
  album.set_id(id);
  album.set_title(title);
  album.mutable_created_time()->set_seconds(kTaken);
  return album;
}

// An importer on a new empty folder.
class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override { Use(root() + "/out"); }

  void Use(const std::string& path, Linker linker = Linker()) {
    importer_ = std::make_unique<LocalFolderImporter>(path, std::move(linker));
    connected_ = importer_->Connect(context_);
    out_ = path;
  }

  const std::string& root() const { return dir_.path(); }
  std::string Path(const std::string& name) const { return out_ + "/" + name; }

  AlbumEntry Album(const std::string& id, const std::string& title) {
    AlbumEntry entry{.album = AlbumWithId(id, title)};
    const auto ref = importer_->EnsureAlbum(entry.album, context_);
    EXPECT_THAT(ref, IsOk());
    if (ref.ok()) entry.ref = *ref;
    return entry;
  }

  absl::StatusOr<Stored> Send(const v1::Photo& photo, const std::string& bytes,
                              const AlbumEntry* album = nullptr) {
    FakeMediaSource source(*scheduler_, bytes);
    FakeSendTask task("key-" + HexOf(photo.id()), photo, source);
    if (album != nullptr) task.set_album(*album);
    return Send(task);
  }

  absl::StatusOr<Stored> Send(SendTask& task) {
    PF_ASSIGN_OR_RETURN(const SendResult result, importer_->Send(task, context_));
    return std::get<Stored>(result);
  }

  absl::StatusOr<RemoteState> Check(CheckEntry entry) {
    return importer_->Check(absl::MakeSpan(&entry, 1), context_)[0];
  }

  absl::Status Place(const AlbumEntry& album, const v1::Photo& photo, const v1::RemoteItem& item) {
    const PlaceEntry entry{.key = "k", .photo = photo, .item = item, .position = 0};
    const auto result = importer_->Place(album, absl::MakeSpan(&entry, 1), context_);
    return result.ok() ? result->entries[0] : result.status();
  }

  // Names below `folder`, hidden ones too.
  static std::set<std::string> Names(const std::string& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<Rng> rng_ = NewRng(7);
  ScriptedHttpClient http_;
  MapMemory memory_;
  Credential credential_;
  std::stop_source stop_;
  ProviderContext context_{.http = http_,
                           .scheduler = *scheduler_,
                           .rng = *rng_,
                           .memory = memory_,
                           .credential = credential_,
                           .stop = stop_.get_token()};
  TempDir dir_;
  std::string out_;
  std::unique_ptr<LocalFolderImporter> importer_;
  absl::StatusOr<Destination> connected_ = absl::UnknownError("");
};

}  // namespace photoferry::local_folder
