// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/http/pipe.h"

namespace photoferry {

struct MediaHead {
  std::optional<int64_t> length;  // of the bytes that Range gives, all in all
  std::string mime_type;          // sniffed from the bytes, else what the source claims
};

// The bytes of one item, as the importer is to store them. One thread at a time; the pipe that
// Range returned may be driven by another.
//
// The engine takes the ledger's SHA-256 of every byte once, in order, whatever ranges are asked
// for and in which process: an importer that goes on at an offset need not care.
class MediaSource {
 public:
  virtual ~MediaSource() = default;
  virtual const MediaHead& head() const = 0;

  // Bytes from `offset` on, `length` of them or all that follow. Abandons the pipe of an earlier
  // call. SOURCE_CHANGED if the bytes are no longer those of the first call; TRUNCATED (in the
  // pipe) if they end too soon.
  virtual absl::StatusOr<std::shared_ptr<Pipe>> Range(int64_t offset,
                                                      std::optional<int64_t> length) = 0;
  absl::StatusOr<std::shared_ptr<Pipe>> All() { return Range(0, std::nullopt); }
};

}  // namespace photoferry
