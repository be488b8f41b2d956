// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace photoferry::sim {

struct HeldItem {
  std::string id;     // as RemoteItem tells it
  std::string key;    // two items of one key are one item, doubled
  std::string photo;  // which one it is, as HeldAlbum names it
};

struct HeldAlbum {
  std::string id;                   // as AlbumRef tells it
  std::string key;                  // as that of an item
  std::vector<std::string> photos;  // in it
};

// What a destination truly holds, seen from behind its doors: nobody in the simulated world is
// asked, and nothing changes by looking.
class Holdings {
 public:
  virtual ~Holdings() = default;
  virtual std::vector<HeldItem> Items() const = 0;
  virtual std::vector<HeldAlbum> Albums() const = 0;
  // Of an item's bytes, in hexadecimal. Nothing: there is no such item.
  virtual std::optional<std::string> Sha256Of(const std::string& item) const = 0;
  // Whether an upload could be gone on with, by UploadSession.state, and whether what was staged
  // could still be published, by StagedHandle.state. False, too, where there is no such thing.
  virtual bool HasSession(const std::string& state) const = 0;
  virtual bool HasStaged(const std::string& state) const = 0;
  // What may be read there besides the photos' bytes.
  virtual std::string Words() const = 0;
};

}  // namespace photoferry::sim
