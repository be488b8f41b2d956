// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/media_file.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/base/hash.h"
#include "tests/fakes/demo/dice.h"

namespace photoferry::demo {
namespace {

constexpr size_t kReadStep = 256 << 10;

class MemoryFile final : public MediaFile {
 public:
  MemoryFile(std::string bytes, std::string mime_type)
      : bytes_(std::move(bytes)), mime_type_(std::move(mime_type)) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  std::string mime_type() const override { return mime_type_; }
  void Read(int64_t offset, char* out, size_t length) const override {
    std::memcpy(out, bytes_.data() + offset, length);
  }

 private:
  const std::string bytes_;
  const std::string mime_type_;
};

// The filler comes in blocks: the same noise in each, stamped with key and block number, so that
// it is made at the speed of memory and yet no two blocks are equal.
constexpr size_t kBlock = 4096;

const std::array<char, kBlock>& Noise() {
  static const std::array<char, kBlock> noise = [] {
    std::array<char, kBlock> bytes;
    for (size_t at = 0; at < kBlock; at += 8) {
      const uint64_t word = Mix(0x6f1d, at);
      std::memcpy(bytes.data() + at, &word, 8);
    }
    return bytes;
  }();
  return noise;
}

class FillerFile final : public MediaFile {
 public:
  FillerFile(std::string head, std::string mime_type, int64_t size, uint64_t key)
      : head_(std::move(head)), mime_type_(std::move(mime_type)), size_(size), key_(key) {}
  int64_t size() const override { return size_; }
  std::string mime_type() const override { return mime_type_; }

  void Read(int64_t offset, char* out, size_t length) const override {
    if (offset < static_cast<int64_t>(head_.size())) {
      const size_t take = std::min(length, head_.size() - static_cast<size_t>(offset));
      std::memcpy(out, head_.data() + offset, take);
      offset += take, out += take, length -= take;
    }
    while (length > 0) {
      const size_t inside = static_cast<size_t>(offset) % kBlock;
      const size_t take = std::min(length, kBlock - inside);
      ReadBlock(offset / kBlock, inside, out, take);
      offset += take, out += take, length -= take;
    }
  }

 private:
  void ReadBlock(int64_t block, size_t inside, char* out, size_t length) const {
    std::memcpy(out, Noise().data() + inside, length);
    const uint64_t stamp = Mix(key_, static_cast<uint64_t>(block));
    char stamp_bytes[sizeof stamp];
    std::memcpy(stamp_bytes, &stamp, sizeof stamp);
    for (size_t at = inside; at < sizeof stamp && at - inside < length; ++at) {
      out[at - inside] = stamp_bytes[at];
    }
  }

  const std::string head_;
  const std::string mime_type_;
  const int64_t size_;
  const uint64_t key_;
};

}  // namespace

std::string MediaFile::Bytes() const {
  std::string bytes(size(), '\0');
  Read(0, bytes.data(), bytes.size());
  return bytes;
}

std::string MediaFile::Sha256() const {
  photoferry::Sha256 hash;
  std::string step;
  for (int64_t at = 0; at < size(); at += step.size()) {
    step.resize(std::min<int64_t>(kReadStep, size() - at));
    Read(at, step.data(), step.size());
    hash.Update(step);
  }
  return hash.Digest();
}

std::shared_ptr<const MediaFile> MakeMemoryFile(std::string bytes, std::string mime_type) {
  return std::make_shared<MemoryFile>(std::move(bytes), std::move(mime_type));
}

std::shared_ptr<const MediaFile> MakeFillerFile(std::string head, std::string mime_type,
                                                int64_t size, uint64_t key) {
  if (static_cast<int64_t>(head.size()) > size) head.resize(size);
  return std::make_shared<FillerFile>(std::move(head), std::move(mime_type), size, key);
}

std::shared_ptr<const MediaFile> MediaCache::Get(const std::string& name, const Maker& make) {
  {
    MutexLock lock(mutex_);
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
      recent_.splice(recent_.begin(), recent_, found->second);
      return found->second->second;
    }
  }
  std::shared_ptr<const MediaFile> file = make();
  MutexLock lock(mutex_);
  if (by_name_.contains(name)) return file;
  recent_.emplace_front(name, file);
  by_name_[name] = recent_.begin();
  held_ += file->size();
  while (held_ > capacity_ && recent_.size() > 1) {
    held_ -= recent_.back().second->size();
    by_name_.erase(recent_.back().first);
    recent_.pop_back();
  }
  return file;
}

}  // namespace photoferry::demo
