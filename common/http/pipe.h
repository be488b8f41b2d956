// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/scheduler.h"

// The bounded channel between where bytes come from and where they go. Each end is driven either
// by an event loop (Try..., with a callback when it is worth trying again) or by a thread (blocking
// calls); the two ends need not be of one kind.
//
//   writer (an HTTP download, a file)  ->  stages (hash, length)  ->  buffer  ->  reader (an
//   upload, a disk)
//
// Stages see every byte before the reader does, and their verdict at the end comes before the
// reader's end-of-file: a truncated source is an error to the reader, never a shorter file.
//
// One writer, one reader; each end from any thread, one call at a time per end.

namespace photoferry {

// Something that looks at the bytes as they pass, or judges them at the end.
class PipeStage {
 public:
  virtual ~PipeStage() = default;
  virtual absl::Status Pass(absl::string_view bytes) = 0;
  // The writer closed without an error.
  virtual absl::Status Finish() { return absl::OkStatus(); }
};

// TRUNCATED when fewer, LENGTH_MISMATCH when more than `length` bytes pass.
std::unique_ptr<PipeStage> NewLengthStage(int64_t length);

class Pipe {
 public:
  static constexpr size_t kDefaultCapacity = 256 << 10;

  explicit Pipe(Scheduler& scheduler, std::vector<std::unique_ptr<PipeStage>> stages = {},
                size_t capacity = kDefaultCapacity);
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  // ---- The writer's end.

  // Takes all of `bytes`, or nothing and returns false: full, and the writable callback will run.
  // The buffer may exceed its capacity by one call's bytes. An error: the reader has gone, or a
  // stage refused.
  absl::StatusOr<bool> TryWrite(absl::string_view bytes);
  absl::Status Write(absl::string_view bytes);  // blocks while full
  // Ends the stream, in order or with an error that the reader will meet after the buffered bytes.
  // The first call counts. Runs the stages' Finish; returns what the reader will see.
  absl::Status Close(absl::Status status = absl::OkStatus());
  // What follows is not what the stages are for: an error page, not the file. Before any byte.
  void DropStages();
  // Runs on the reader's thread, without locks, whenever room appears after a refused TryWrite,
  // and when the reader goes.
  void OnWritable(std::function<void()> callback);

  // ---- The reader's end.

  enum class Event { kBytes, kEmpty, kEnd, kError };
  struct ReadResult {
    Event event;
    size_t bytes = 0;     // with kBytes
    absl::Status status;  // with kError
  };
  ReadResult TryRead(char* buffer, size_t size);           // kEmpty: the readable callback will run
  absl::StatusOr<size_t> Read(char* buffer, size_t size);  // blocks; 0: the end
  // The next `size` bytes, or all there are if the end comes before, without taking them. Blocks.
  // `size` is at most the capacity.
  absl::StatusOr<std::string> Peek(size_t size);
  // The reader meets the end after so many more bytes, whatever follows; the next window opens the
  // stream again. For readers that take a file in fragments. Without a call: all of it.
  static constexpr int64_t kWhole = INT64_MAX;
  void SetWindow(int64_t bytes);
  // The reader wants no more: the writer's next call fails with `why`.
  void Cancel(absl::Status why);
  void OnReadable(std::function<void()> callback);

  // ---- Either end.

  int64_t bytes_read() const;
  // True once the writer has closed in order and the stages agreed; bytes may still be buffered.
  bool finished() const;
  // The writer's own error or a stage's refusal; OK while there is none. Not the reader's Cancel.
  absl::Status failure() const;
  // The event loop that one end lives on, so that the other can join it; -1: none yet.
  int loop() const;
  void set_loop(int loop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace photoferry
