// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace photoferry {

// A system call upon files, by what it does.
enum class FileCall {
  kOpen,
  kMake,  // an open that makes the file, if it is not there
  kMakeFolder,
  kRename,
  kLink,
  kRemove,
  kReserve,
  kWrite,
  kTruncate,
  kSetTime,
  kSync,
};

// One that is about to be made, or was: what of its arguments matters.
struct FileRequest {
  FileCall call;
  int folder = -1;  // `name` stands there
  const char* name = "";
  int new_folder = -1;  // of a rename or a link
  const char* new_name = "";
  int file = -1;  // an open one
};

// ENOSPC is an answer to it.
bool NeedsRoom(FileCall call);
// Afterwards something may have another name, or none.
bool ChangesNames(FileCall call);

// Stands before the system calls upon files that are made by the thread that made this. Of several
// the youngest counts; the older ones see nothing. Other threads are left alone.
class FileCalls {
 public:
  FileCalls();
  virtual ~FileCalls();
  FileCalls(const FileCalls&) = delete;
  FileCalls& operator=(const FileCalls&) = delete;

  // The error with which the call goes wrong, without an effect; 0: it is made.
  virtual int Before(const FileRequest& request) = 0;
  // It was made. `result` is as the call's own: negative if it went wrong all the same.
  virtual void After(const FileRequest&, int64_t /*result*/) {}

 private:
  FileCalls* const older_;
};

// For those who look at the disk from behind.
class FileCallsUnseen final : public FileCalls {
 public:
  int Before(const FileRequest&) override { return 0; }
};

}  // namespace photoferry
