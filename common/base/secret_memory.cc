// SPDX-License-Identifier: Apache-2.0
#include "common/base/secret_memory.h"

#include <sodium.h>
#include <sys/mman.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "common/base/mutex.h"

namespace photoferry {
namespace {

constexpr size_t kSmallest = 64;
constexpr size_t kClasses = 7;  // 64 bytes to 4 KiB; what is larger has pages to itself
constexpr size_t kChunk = size_t{64} << 10;

char* MapPages(size_t size) {
  void* pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED || madvise(pages, size, MADV_DONTDUMP) != 0) std::abort();
  // Refused where a process may lock little memory; a secret is then as safe as the swap is.
  (void)mlock(pages, size);
  return static_cast<char*>(pages);
}

// Blocks of one size are cut from a chunk and used again; a process has few secrets at a time, so
// chunks are kept for ever.
class SecretHeap {
 public:
  char* Take(size_t size) {
    const size_t index = ClassOf(size);
    if (index == kClasses) return MapPages(size);
    MutexLock lock(mutex_);
    std::vector<char*>& free = free_[index];
    if (free.empty()) Cut(kSmallest << index, free);
    char* const block = free.back();
    free.pop_back();
    return block;
  }

  void GiveBack(char* memory, size_t size) {
    const size_t index = ClassOf(size);
    if (index == kClasses) {
      sodium_memzero(memory, size);
      munmap(memory, size);
      return;
    }
    sodium_memzero(memory, kSmallest << index);
    MutexLock lock(mutex_);
    free_[index].push_back(memory);
  }

 private:
  static size_t ClassOf(size_t size) {
    size_t index = 0;
    while (index < kClasses && size > kSmallest << index) ++index;
    return index;
  }

  static void Cut(size_t block, std::vector<char*>& free) {
    char* const chunk = MapPages(kChunk);
    for (size_t at = kChunk; at > 0; at -= block) free.push_back(chunk + at - block);
  }

  Mutex mutex_;
  std::array<std::vector<char*>, kClasses> free_ PF_GUARDED_BY(mutex_);
};

// Never destroyed: secrets in other static objects may outlive anything.
SecretHeap& Heap() {
  static SecretHeap* const heap = new SecretHeap;
  return *heap;
}

}  // namespace

char* TakeSecretMemory(size_t size) {
  return Heap().Take(size);
}

void GiveBackSecretMemory(char* memory, size_t size) {
  Heap().GiveBack(memory, size);
}

}  // namespace photoferry
