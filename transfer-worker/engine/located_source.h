// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "exporters/exporter.h"
#include "importers/media_source.h"
#include "photoferry/v1/checkpoint.pb.h"
#include "transfer-worker/engine/ledger_hash.h"

namespace photoferry {

// The engine's MediaSource: asks the exporter where the bytes are, fetches them, asks once more for
// a fresh location when the first no longer answers, and judges what comes: its type by its first
// bytes, its length, and that it is still the file that an earlier attempt began.
class LocatedSource final : public MediaSource {
 public:
  struct Earlier {  // what an earlier attempt left behind
    v1::SourceMark mark;
    v1::HashCheckpoint hash;
    std::string mime_type;
  };

  LocatedSource(Exporter& exporter, const v1::Photo& photo, ProviderContext& context,
                Earlier earlier);
  ~LocatedSource() override;

  // Learns the head. With `peek` only the first bytes are asked for: enough for a plan.
  absl::Status Open(bool peek);
  // For destinations that must know the length first, after Open: where the source does not tell
  // it, all bytes are read and counted once, and come again when they are asked for.
  absl::Status Measure();

  const MediaHead& head() const override { return head_; }
  absl::StatusOr<std::shared_ptr<Pipe>> Range(int64_t offset,
                                              std::optional<int64_t> length) override;

  const v1::SourceMark& mark() const { return mark_; }
  v1::HashCheckpoint hash_checkpoint() const { return hash_->checkpoint(); }
  // Of the whole file; empty until every byte has passed.
  std::string sha256() const;
  // What went wrong on this side, if anything: an importer that failed because of it is innocent.
  absl::Status failure() const;

 private:
  struct Opened {
    std::shared_ptr<Pipe> pipe;
    int64_t offset;  // where the pipe began
  };

  absl::Status OpenAt(int64_t offset);
  absl::StatusOr<Opened> Fetch(int64_t offset, bool peek);
  absl::StatusOr<Opened> FetchHttp(const HttpFetch& fetch, int64_t offset, bool peek);
  absl::StatusOr<Opened> ReadLocal(std::shared_ptr<const LocalReader> reader, int64_t offset);
  absl::Status CheckIdentity(const HttpStream& stream, int64_t offset);
  absl::Status Sniff(Pipe& pipe);
  absl::Status Skip(Pipe& pipe, int64_t bytes);
  absl::Status SkipAll(Pipe& pipe);
  void Abandon();

  Exporter& exporter_;
  const v1::Photo& photo_;
  ProviderContext& context_;
  MediaHead head_;
  v1::SourceMark mark_;
  std::shared_ptr<LedgerHash> hash_;  // of the bytes that were accepted
  std::shared_ptr<Pipe> pipe_;        // the one that is open
  int64_t pipe_offset_ = 0;           // where it began
  std::unique_ptr<Thread> pump_;      // feeds it, for local bytes
  absl::Status failure_;              // of opening
};

}  // namespace photoferry
