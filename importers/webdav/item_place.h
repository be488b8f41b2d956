// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/habits.h"
#include "importers/webdav/href.h"
#include "photoferry/v1/media.pb.h"

// Which name in a folder is a photo's: the one that it has there, else the first that is free. A
// file is a photo's own if the sidecar beside it says so; any other is left alone, and the photo is
// called "... (2)".

namespace photoferry::webdav {

struct ItemPlace {
  std::string name;
  bool there = false;  // a file of this photo already has it
};

// Folders are paths in `tree`. Thread-safe.
class ItemPlaces {
 public:
  ItemPlaces(DavClient& client, const Tree& tree) : client_(client), tree_(tree) {}

  absl::StatusOr<ItemPlace> Find(absl::string_view folder, const v1::Photo& photo,
                                 absl::string_view extension, ProviderContext& context) const;

  // The same from `NAME (number)` on, which it counts up, and writes the sidecar: from now on the
  // name is this photo's. What another program put there at the same moment stays, where the server
  // creates conditionally.
  absl::StatusOr<ItemPlace> Claim(int& number, absl::string_view folder, const v1::Photo& photo,
                                  absl::string_view extension, const Habits& habits,
                                  ProviderContext& context) const;
  // Takes back a claim that nothing came of.
  absl::Status Unclaim(absl::string_view folder, absl::string_view name,
                       ProviderContext& context) const;

  // Gives the file at `part` its place: claims a name and moves it there. The part is gone then.
  absl::StatusOr<std::string> Settle(const std::string& part, absl::string_view folder,
                                     const v1::Photo& photo, absl::string_view extension,
                                     const Habits& habits, ProviderContext& context) const;

 private:
  enum class Holder { kNobody, kThisPhoto, kStranger };
  absl::StatusOr<Holder> HolderOf(const std::string& sidecar_url, const v1::Photo& photo,
                                  bool media_there, ProviderContext& context) const;
  // False: somebody was faster.
  absl::StatusOr<bool> WriteSidecar(absl::string_view folder, absl::string_view name,
                                    const v1::Photo& photo, bool only_new, const Habits& habits,
                                    ProviderContext& context) const;
  absl::StatusOr<ItemPlace> FindFrom(int& number, absl::string_view folder, const v1::Photo& photo,
                                     absl::string_view extension, ProviderContext& context) const;
  std::string UrlOf(absl::string_view folder, absl::string_view name) const;

  DavClient& client_;
  const Tree& tree_;
};

}  // namespace photoferry::webdav
