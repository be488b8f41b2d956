// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/disk/file_calls.h"

namespace photoferry {

// Real files below one folder, and what of them the platters hold: bytes by the file's own sync, a
// name by that of the folder in which it stands. Names become durable in the order of their
// changes, as journaling file systems have it. One thread at a time.
class UnsyncedFiles {
 public:
  // `attic`: an empty folder on the same disk, outside of `root`, for what was replaced or removed
  // and may come back.
  UnsyncedFiles(std::string root, std::string attic);

  // Around each call that is made, with nothing in between.
  void Before(const FileRequest& request);
  void After(const FileRequest& request, int64_t result);

  // Leaves what the platters hold, and perhaps some of the rest. `below(n)` throws a number below
  // n.
  void LosePower(const std::function<uint64_t(uint64_t)>& below);

 private:
  // In a folder that was not synced since.
  struct NameChange {
    ino_t folder = 0;
    std::function<void()> undo;
  };

  bool IsInside(const std::string& path) const;
  // What takes the change of a name back; null: nothing would change.
  NameChange ChangeBy(const FileRequest& request);
  // The file under `path` gets a second name, which outlives the first; empty: there is none.
  std::string KeepInAttic(const std::string& path);
  void NoteContent(int file);
  void NoteSync(int file);

  const std::string root_;
  const std::string attic_;
  int64_t kept_ = 0;
  NameChange pending_;
  std::vector<NameChange> changes_;
  std::map<ino_t, std::string> synced_;  // of files with bytes that were not synced
};

}  // namespace photoferry
