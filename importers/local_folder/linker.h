// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "importers/local_folder/folder.h"

namespace photoferry::local_folder {

// Lets a file appear in a second folder without its bytes being there twice: a hard link; a
// relative symbolic link where the disk has no hard ones; a copy where it has neither (FAT, exFAT).
// Thread-safe.
class Linker {
 public:
  // As linkat(2) and symlinkat(2): zero, or -1 and an errno. Others are for tests.
  using HardLink = std::function<int(int from, const char* name, int to, const char* new_name)>;
  using SymbolicLink = std::function<int(const char* target, int to, const char* new_name)>;
  Linker();
  Linker(HardLink hard_link, SymbolicLink symbolic_link);

  // `from` and `to` are folders side by side; `from_name` is the first one's name. What `new_name`
  // stood for is replaced at once. Harmless to repeat. The folder is not synced.
  absl::Status Link(const Folder& from, absl::string_view from_name, absl::string_view name,
                    const Folder& to, absl::string_view new_name) const;

 private:
  absl::Status LinkAs(const Folder& from, absl::string_view from_name, absl::string_view name,
                      const Folder& to, const std::string& new_name) const;

  const HardLink hard_link_;
  const SymbolicLink symbolic_link_;
};

}  // namespace photoferry::local_folder
