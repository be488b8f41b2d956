// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/local_folder_importer.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/hash.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "common/media/album_name.h"
#include "common/media/file_name.h"
#include "common/media/moment.h"
#include "common/media/xmp.h"
#include "importers/local_folder/io_error.h"
#include "importers/local_folder/manifest.h"
#include "importers/local_folder/receiving.h"

namespace photoferry::local_folder {
namespace {

// By trying: permission bits do not tell what a network share or a read-only mount allows.
absl::Status CheckWritable(const Folder& root, Rng& rng) {
  const std::string probe = absl::StrCat(".photoferry-probe-", rng.Next());
  const absl::Status written = WriteDurably(root, probe, "x");
  PF_RETURN_IF_ERROR(root.Remove(probe));
  return written;
}

int64_t FreeBytes(const Folder& root) {
  struct statvfs disk;
  if (::fstatvfs(root.fd(), &disk) != 0) return 0;
  return static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
}

std::string PartNameOf(absl::string_view key) {
  return absl::StrCat(".", key, ".part");
}

absl::StatusOr<std::string> HashOf(const Folder& folder, const std::string& name,
                                   const std::stop_token& stop) {
  PF_ASSIGN_OR_RETURN(const FileDescriptor file, folder.OpenToRead(name));
  Sha256 hash;
  std::string buffer(1 << 20, '\0');
  while (true) {
    if (stop.stop_requested()) return Failure(v1::STOPPED, "Checking a file was interrupted.");
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return IoFailure(errno, "reading", folder.PathOf(name));
    if (count == 0) return hash.Digest();
    hash.Update({buffer.data(), static_cast<size_t>(count)});
  }
}

RemoteState Absent() {
  return {.presence = RemoteState::Presence::kAbsent};
}

bool IsGone(const absl::Status& status) {
  return ReasonOf(status) == v1::ALBUM_GONE;
}

}  // namespace

absl::StatusOr<Destination> LocalFolderImporter::Connect(ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(Folder root, Folder::Open(path_));
  PF_RETURN_IF_ERROR(CheckWritable(root, context.rng));
  root_ = std::move(root);
  albums_ = std::make_unique<AlbumFolders>(*root_);
  return Destination{.account_key = root_->path(),
                     .display_name = root_->path(),
                     .capabilities = LocalFolderCapabilities(),
                     .free_bytes = FreeBytes(*root_)};
}

absl::StatusOr<std::optional<v1::AlbumRef>> LocalFolderImporter::EnsureAlbum(
    const v1::PhotoAlbum& album, ProviderContext&) {
  PF_ASSIGN_OR_RETURN(v1::AlbumRef ref, albums_->Ensure(album));
  return ref;
}

absl::StatusOr<LocalFolderImporter::Target> LocalFolderImporter::TargetOf(
    const AlbumEntry* album) const {
  if (album == nullptr || !album->ref) {
    PF_ASSIGN_OR_RETURN(Folder folder, albums_->WithoutAlbum());
    return Target{.folder_name = kNoAlbum, .folder = std::move(folder), .in_album = false};
  }
  PF_RETURN_IF_ERROR(ItemPath::FromId(ItemPath{album->ref->id(), "x"}.ToId()).status());
  PF_ASSIGN_OR_RETURN(Folder folder, root_->Child(album->ref->id()));
  return Target{.folder_name = album->ref->id(), .folder = std::move(folder), .in_album = true};
}

absl::StatusOr<SendResult> LocalFolderImporter::Send(SendTask& task, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const Target target, TargetOf(task.album()));
  const std::string part_name = PartNameOf(task.key());
  const std::string state = ItemPath{target.folder_name, part_name}.ToId();
  const bool goes_on = task.session() && task.session()->state() == state;
  PF_ASSIGN_OR_RETURN(PartFile part, PartFile::Open(target.folder, part_name,
                                                    goes_on ? task.session()->offset() : 0));
  Reception reception{.status = part.Reserve(task.source().head().length.value_or(0))};
  if (reception.status.ok()) reception = Receive(task, state, part, context);
  if (reception.status.ok()) {
    absl::StatusOr<Stored> stored = Keep(task, target, part);
    if (stored.ok()) return *std::move(stored);
    reception.status = stored.status();
  }
  // What can go on from a saved place stays; Discard takes it away with its item.
  if (!goes_on && !reception.place_saved) part.Remove().IgnoreError();
  return reception.status;
}

// The sidecar comes first: it is what makes the file this photo's own, so that a repeat after any
// crash finds it and replaces it.
absl::StatusOr<Stored> LocalFolderImporter::Keep(SendTask& task, const Target& target,
                                                 PartFile& part) const {
  const v1::Photo& photo = task.photo();
  const std::string extension = ExtensionFor(photo, task.source().head().mime_type);
  PF_ASSIGN_OR_RETURN(const ChosenName chosen, ChooseName(target.folder, photo, extension));
  PF_RETURN_IF_ERROR(WriteDurably(target.folder, SidecarOf(chosen.name), XmpSidecar(photo)));
  v1::Moment moment;
  if (BestMoment(photo, &moment)) part.SetTime(FromProto(moment.time()));
  PHOTOFERRY_CRASH_POINT("local_folder.before_rename");
  PF_RETURN_IF_ERROR(part.CommitAs(chosen.name));
  PHOTOFERRY_CRASH_POINT("local_folder.after_rename");
  PF_RETURN_IF_ERROR(target.folder.Sync());
  Stored stored{.placed_in_album = target.in_album};
  stored.item.set_id(ItemPath{target.folder_name, chosen.name}.ToId());
  stored.item.set_size_bytes(part.size());
  return stored;
}

absl::StatusOr<PlaceResult> LocalFolderImporter::Place(const AlbumEntry& album,
                                                       absl::Span<const PlaceEntry> entries,
                                                       ProviderContext& context) {
  AlbumEntry made = album;
  if (!made.ref) {
    PF_ASSIGN_OR_RETURN(made.ref, EnsureAlbum(album.album, context));
  }
  PF_ASSIGN_OR_RETURN(const Target target, TargetOf(&made));
  PlaceResult result{.ref = *made.ref, .entries = {}};
  for (const PlaceEntry& entry : entries) {
    result.entries.push_back(PlaceOne(target.folder, target.folder_name, entry));
  }
  PF_RETURN_IF_ERROR(target.folder.Sync());
  return result;
}

absl::Status LocalFolderImporter::PlaceOne(const Folder& album, const std::string& album_name,
                                           const PlaceEntry& entry) const {
  PF_ASSIGN_OR_RETURN(const ItemPath path, ItemPath::FromId(entry.item.id()));
  if (path.folder == album_name) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(const Folder from, root_->Child(path.folder));
  PF_ASSIGN_OR_RETURN(const ChosenName chosen,
                      ChooseName(album, entry.photo, ExtensionIn(path.name)));
  PF_RETURN_IF_ERROR(WriteDurably(album, SidecarOf(chosen.name), XmpSidecar(entry.photo)));
  return linker_.Link(from, path.folder, path.name, album, chosen.name);
}

std::vector<absl::StatusOr<RemoteState>> LocalFolderImporter::Check(
    absl::Span<const CheckEntry> entries, ProviderContext& context) {
  std::vector<absl::StatusOr<RemoteState>> states;
  for (const CheckEntry& entry : entries) states.push_back(CheckOne(entry, context.stop));
  return states;
}

// Where Send would have put it; nothing: not there.
absl::StatusOr<std::optional<ItemPath>> LocalFolderImporter::FindOwn(
    const CheckEntry& entry) const {
  const bool in_album = entry.album && entry.album->ref;
  const std::string folder_name = in_album ? entry.album->ref->id() : kNoAlbum;
  const absl::StatusOr<Folder> folder = root_->Child(folder_name);
  if (IsGone(folder.status())) return std::nullopt;
  PF_RETURN_IF_ERROR(folder.status());
  PF_ASSIGN_OR_RETURN(ChosenName chosen,
                      ChooseName(*folder, entry.photo, ExtensionFor(entry.photo, entry.mime_type)));
  if (!chosen.there) return std::nullopt;
  return ItemPath{.folder = folder_name, .name = std::move(chosen.name)};
}

absl::StatusOr<RemoteState> LocalFolderImporter::CheckOne(const CheckEntry& entry,
                                                          const std::stop_token& stop) const {
  std::optional<ItemPath> path;
  if (entry.item) {
    PF_ASSIGN_OR_RETURN(path, ItemPath::FromId(entry.item->id()));
  } else {
    PF_ASSIGN_OR_RETURN(path, FindOwn(entry));
  }
  if (!path) return Absent();
  const absl::StatusOr<Folder> folder = root_->Child(path->folder);
  if (IsGone(folder.status())) return Absent();
  PF_RETURN_IF_ERROR(folder.status());
  PF_ASSIGN_OR_RETURN(const std::optional<struct stat> found, folder->Look(path->name));
  if (!found || !S_ISREG(found->st_mode)) return Absent();
  RemoteState state{.presence = RemoteState::Presence::kPresent};
  state.placed_in_album = entry.album && entry.album->ref && entry.album->ref->id() == path->folder;
  state.item.set_id(path->ToId());
  state.item.set_size_bytes(found->st_size);
  if (entry.sha256.empty()) return state;
  PF_ASSIGN_OR_RETURN(*state.item.mutable_hash()->mutable_digest(),
                      HashOf(*folder, path->name, stop));
  state.item.mutable_hash()->set_algorithm(v1::ContentHash::SHA256);
  return state;
}

absl::Status LocalFolderImporter::CloseAlbum(const AlbumEntry& album, AlbumContents& contents,
                                             ProviderContext&) {
  if (!album.ref) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(const Target target, TargetOf(&album));
  return WriteManifest(target.folder, target.folder_name, album.album, contents);
}

absl::Status LocalFolderImporter::Discard(const v1::UploadSession& session, ProviderContext&) {
  PF_ASSIGN_OR_RETURN(const ItemPath path, ItemPath::FromId(session.state()));
  const absl::StatusOr<Folder> folder = root_->Child(path.folder);
  if (IsGone(folder.status())) return absl::OkStatus();
  PF_RETURN_IF_ERROR(folder.status());
  return folder->Remove(path.name);
}

}  // namespace photoferry::local_folder
