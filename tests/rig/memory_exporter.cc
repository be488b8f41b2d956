// SPDX-License-Identifier: Apache-2.0
#include "tests/rig/memory_exporter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace photoferry::rig {
namespace {

class MemoryReader final : public LocalReader {
 public:
  explicit MemoryReader(std::string bytes) : bytes_(std::move(bytes)) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  absl::StatusOr<size_t> ReadAt(int64_t offset, char* buffer, size_t size) const override {
    const auto from = std::min(static_cast<size_t>(offset), bytes_.size());
    const size_t read = std::min(size, bytes_.size() - from);
    std::memcpy(buffer, bytes_.data() + from, read);
    return read;
  }

 private:
  const std::string bytes_;
};

// Cursors are "ALBUM:FIRST"; an album's number, or -1 for all photos.
class MemoryExporter final : public Exporter {
 public:
  explicit MemoryExporter(MemoryAccount account) : account_(std::move(account)) {}

  absl::StatusOr<SourceAccount> Connect(ProviderContext&) override {
    return SourceAccount{.account_key = "memory", .display_name = "Memory", .notices = {}};
  }

  absl::StatusOr<ListedPage> ListPage(const std::string& cursor, const v1::Selection&,
                                      ProviderContext&) override {
    if (cursor.empty()) return Albums();
    const std::vector<std::string> parts = absl::StrSplit(cursor, ':');
    int album = 0;
    size_t first = 0;
    if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &album) ||
        !absl::SimpleAtoi(parts[1], &first)) {
      return Failure(v1::CURSOR_DEAD, "This is no cursor of the memory exporter.");
    }
    return Photos(album, first);
  }

  absl::StatusOr<MediaLocation> Locate(const v1::Photo& photo, Freshness,
                                       ProviderContext&) override {
    return std::make_shared<MemoryReader>(MemoryAccount::BytesOf(photo.id()));
  }

 private:
  ListedPage Albums() const {
    ListedPage page;
    for (size_t i = 0; i < account_.albums.size(); ++i) {
      v1::PhotoAlbum& album = page.albums.emplace_back();
      album.set_id(account_.albums[i].id);
      album.set_title(account_.albums[i].title);
      album.set_position(static_cast<int64_t>(i));
      page.children.push_back(absl::StrCat(i, ":0"));
    }
    page.children.push_back("-1:0");
    return page;
  }

  ListedPage Photos(int album, size_t first) const {
    const std::vector<std::string>& ids =
        album < 0 ? account_.photos : account_.albums[album].photos;
    const size_t end = std::min(ids.size(), first + static_cast<size_t>(account_.page_size));
    ListedPage page;
    for (size_t i = first; i < end; ++i) {
      v1::Photo& photo = page.photos.emplace_back();
      photo.set_id(ids[i]);
      photo.set_kind(v1::PHOTO);
      photo.set_title(ids[i]);
      const auto caption = account_.captions.find(ids[i]);
      if (caption != account_.captions.end()) photo.set_caption(caption->second);
      if (album < 0) continue;
      v1::Placement& placement = *photo.add_placements();
      placement.set_album_id(account_.albums[album].id);
      placement.set_position(static_cast<int64_t>(i));
    }
    if (end < ids.size()) page.next = absl::StrCat(album, ":", end);
    return page;
  }

  const MemoryAccount account_;
};

}  // namespace

std::string MemoryAccount::BytesOf(absl::string_view photo, size_t size) {
  std::string bytes = absl::StrCat("\xFF\xD8\xFF\xE0 ", photo, "\n");
  while (bytes.size() < size) absl::StrAppend(&bytes, photo, " ", bytes.size(), "\n");
  bytes.resize(size);
  return bytes;
}

ExporterPlugin memory_plugin(MemoryAccount account) {
  ExporterPlugin plugin;
  plugin.spec.set_id("memory");
  plugin.spec.set_display_name("Memory");
  plugin.spec.set_role(v1::ProviderSpec::EXPORTER);
  plugin.make = [account = std::move(account)](
                    const ProviderOptions&) -> absl::StatusOr<std::unique_ptr<Exporter>> {
    return std::make_unique<MemoryExporter>(account);
  };
  return plugin;
}

}  // namespace photoferry::rig
