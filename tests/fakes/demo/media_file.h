// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace photoferry::demo {

// A file that can be read from any offset without being held as a whole. Immutable, thread-safe.
class MediaFile {
 public:
  virtual ~MediaFile() = default;
  virtual int64_t size() const = 0;
  virtual std::string mime_type() const = 0;
  // Fills `out` with the bytes from `offset`; both lie inside the file.
  virtual void Read(int64_t offset, char* out, size_t length) const = 0;

  std::string Bytes() const;   // all of them: for small files
  std::string Sha256() const;  // 32 raw bytes, read once through
};

// Bytes in memory.
std::shared_ptr<const MediaFile> MakeMemoryFile(std::string bytes, std::string mime_type);

// `head`, then filler up to `size` bytes that depends on `key` and on the offset.
std::shared_ptr<const MediaFile> MakeFillerFile(std::string head, std::string mime_type,
                                                int64_t size, uint64_t key);

// The most recently used files, up to so many bytes. Thread-safe; two threads that ask for the
// same file at once may both make it.
class MediaCache {
 public:
  explicit MediaCache(int64_t capacity_bytes) : capacity_(capacity_bytes) {}
  using Maker = std::function<std::shared_ptr<const MediaFile>()>;
  std::shared_ptr<const MediaFile> Get(const std::string& name, const Maker& make);

 private:
  using Entry = std::pair<std::string, std::shared_ptr<const MediaFile>>;
  Mutex mutex_;
  const int64_t capacity_;
  int64_t held_ PF_GUARDED_BY(mutex_) = 0;
  std::list<Entry> recent_ PF_GUARDED_BY(mutex_);  // the most recent in front
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> by_name_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::demo
