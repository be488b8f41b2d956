// SPDX-License-Identifier: Apache-2.0
#include "common/http/pipe.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

using Callback = std::shared_ptr<const std::function<void()>>;

// A blocking Write hands over pieces of this size, so that the buffer stays near its capacity.
constexpr size_t kLargestPiece = 64 << 10;

// Bytes in, bytes out; what was read is shifted away only when it outweighs what is left.
class ByteQueue {
 public:
  size_t size() const { return bytes_.size() - read_; }

  void Append(absl::string_view bytes) {
    if (read_ > bytes_.size() / 2) {
      bytes_.erase(0, read_);
      read_ = 0;
    }
    bytes_.append(bytes.data(), bytes.size());
  }

  size_t Take(char* buffer, size_t size) {
    const size_t taken = std::min(size, this->size());
    std::memcpy(buffer, bytes_.data() + read_, taken);
    read_ += taken;
    if (read_ == bytes_.size()) Clear();
    return taken;
  }

  std::string First(size_t size) const { return bytes_.substr(read_, size); }

  void Clear() {
    bytes_.clear();
    read_ = 0;
  }

 private:
  std::string bytes_;
  size_t read_ = 0;
};

class LengthStage final : public PipeStage {
 public:
  explicit LengthStage(int64_t length) : length_(length) {}

  absl::Status Pass(absl::string_view bytes) override {
    passed_ += static_cast<int64_t>(bytes.size());
    if (passed_ <= length_) return absl::OkStatus();
    return Failure(v1::LENGTH_MISMATCH, absl::StrCat("The file is longer than the ", length_,
                                                     " bytes announced; it was not taken over."));
  }

  absl::Status Finish() override {
    if (passed_ == length_) return absl::OkStatus();
    return Failure(v1::TRUNCATED,
                   absl::StrCat("Only ", passed_, " of ", length_,
                                " bytes of the file arrived; it was not taken over."));
  }

 private:
  const int64_t length_;
  int64_t passed_ = 0;
};

void Run(const Callback& callback) {
  if (callback != nullptr) (*callback)();
}

Callback Shared(std::function<void()> callback) {
  if (callback == nullptr) return nullptr;
  return std::make_shared<const std::function<void()>>(std::move(callback));
}

}  // namespace

std::unique_ptr<PipeStage> NewLengthStage(int64_t length) {
  return std::make_unique<LengthStage>(length);
}

struct Pipe::State {
  State(Scheduler& scheduler, std::vector<std::unique_ptr<PipeStage>> the_stages, size_t limit)
      : stages(std::move(the_stages)), capacity(limit), changed(scheduler.NewCondition()) {}

  absl::Status PassStages(absl::string_view bytes) {
    for (const auto& stage : stages) PF_RETURN_IF_ERROR(stage->Pass(bytes));
    return absl::OkStatus();
  }

  absl::Status FinishStages() {
    for (const auto& stage : stages) PF_RETURN_IF_ERROR(stage->Finish());
    return absl::OkStatus();
  }

  // The callback to run once the lock is given up, if the reader asked for one.
  Callback WakeReader() PF_REQUIRES(mutex) {
    if (reader_blocked) changed->NotifyAll();
    return std::exchange(reader_refused, false) ? on_readable : nullptr;
  }

  Callback WakeWriter() PF_REQUIRES(mutex) {
    if (writer_blocked) changed->NotifyAll();
    return std::exchange(writer_refused, false) ? on_writable : nullptr;
  }

  size_t Within(size_t size) PF_REQUIRES(mutex) {
    return static_cast<size_t>(std::min<int64_t>(static_cast<int64_t>(size), window));
  }

  // Waking the writer for every few bytes of room would cost more than it gives.
  bool RoomAgain() PF_REQUIRES(mutex) { return buffer.size() <= capacity / 2; }

  std::vector<std::unique_ptr<PipeStage>> stages;  // the writer's own
  const size_t capacity;
  std::atomic<int> loop{-1};
  std::atomic<int64_t> bytes_read{0};

  Mutex mutex;
  const std::unique_ptr<Condition> changed;
  ByteQueue buffer PF_GUARDED_BY(mutex);
  std::optional<absl::Status> closed PF_GUARDED_BY(mutex);     // how the stream ended
  std::optional<absl::Status> cancelled PF_GUARDED_BY(mutex);  // why the reader went
  int64_t window PF_GUARDED_BY(mutex) = kWhole;                // what the reader may still take
  absl::Status failure PF_GUARDED_BY(mutex);                   // the writer's, not the reader's
  bool reader_blocked PF_GUARDED_BY(mutex) = false;
  bool writer_blocked PF_GUARDED_BY(mutex) = false;
  bool reader_refused PF_GUARDED_BY(mutex) = false;
  bool writer_refused PF_GUARDED_BY(mutex) = false;
  Callback on_readable PF_GUARDED_BY(mutex);
  Callback on_writable PF_GUARDED_BY(mutex);
};

Pipe::Pipe(Scheduler& scheduler, std::vector<std::unique_ptr<PipeStage>> stages, size_t capacity)
    : state_(std::make_unique<State>(scheduler, std::move(stages), capacity)) {}
Pipe::~Pipe() = default;

absl::StatusOr<bool> Pipe::TryWrite(absl::string_view bytes) {
  {
    MutexLock lock(state_->mutex);
    if (state_->cancelled.has_value()) return *state_->cancelled;
    if (state_->closed.has_value()) {
      return state_->closed->ok() ? Failure(v1::INTERNAL_FAULT, "Bytes came after the file's end.")
                                  : *state_->closed;
    }
    if (bytes.empty()) return true;
    if (state_->buffer.size() >= state_->capacity) {
      state_->writer_refused = true;
      return false;
    }
  }
  // Without the lock: hashing takes its time, and nobody else adds bytes meanwhile.
  if (absl::Status verdict = state_->PassStages(bytes); !verdict.ok()) return Close(verdict);
  Callback callback;
  {
    MutexLock lock(state_->mutex);
    if (state_->cancelled.has_value()) return *state_->cancelled;
    state_->buffer.Append(bytes);
    callback = state_->WakeReader();
  }
  Run(callback);
  return true;
}

absl::Status Pipe::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const absl::string_view piece = bytes.substr(0, std::min(kLargestPiece, state_->capacity));
    PF_ASSIGN_OR_RETURN(const bool taken, TryWrite(piece));
    if (taken) {
      bytes.remove_prefix(piece.size());
      continue;
    }
    MutexLock lock(state_->mutex);
    state_->writer_blocked = true;
    while (!state_->RoomAgain() && !state_->cancelled.has_value() && !state_->closed.has_value()) {
      state_->changed->Wait(state_->mutex);
    }
    state_->writer_blocked = false;
  }
  return absl::OkStatus();
}

absl::Status Pipe::Close(absl::Status status) {
  {
    MutexLock lock(state_->mutex);
    if (state_->closed.has_value()) return *state_->closed;
    if (state_->cancelled.has_value()) status = *state_->cancelled;
  }
  if (status.ok()) status = state_->FinishStages();
  Callback callback;
  {
    MutexLock lock(state_->mutex);
    if (state_->closed.has_value()) return *state_->closed;
    state_->closed = status;
    if (!state_->cancelled.has_value()) state_->failure = status;
    callback = state_->WakeReader();
    if (state_->writer_blocked) state_->changed->NotifyAll();
  }
  Run(callback);
  return status;
}

Pipe::ReadResult Pipe::TryRead(char* buffer, size_t size) {
  Callback callback;
  size_t taken = 0;
  {
    MutexLock lock(state_->mutex);
    if (state_->cancelled.has_value()) return {Event::kError, 0, *state_->cancelled};
    if (state_->window == 0) return {Event::kEnd};
    if (state_->buffer.size() == 0) {
      if (!state_->closed.has_value()) {
        state_->reader_refused = true;
        return {Event::kEmpty};
      }
      if (!state_->closed->ok()) return {Event::kError, 0, *state_->closed};
      return {Event::kEnd};
    }
    taken = state_->buffer.Take(buffer, state_->Within(size));
    if (state_->window != kWhole) state_->window -= static_cast<int64_t>(taken);
    state_->bytes_read.fetch_add(static_cast<int64_t>(taken), std::memory_order_relaxed);
    if (state_->RoomAgain()) callback = state_->WakeWriter();
  }
  Run(callback);
  return {Event::kBytes, taken};
}

absl::StatusOr<size_t> Pipe::Read(char* buffer, size_t size) {
  for (;;) {
    const ReadResult result = TryRead(buffer, size);
    if (result.event == Event::kBytes) return result.bytes;
    if (result.event == Event::kEnd) return size_t{0};
    if (result.event == Event::kError) return result.status;
    MutexLock lock(state_->mutex);
    state_->reader_blocked = true;
    while (state_->buffer.size() == 0 && !state_->closed.has_value() &&
           !state_->cancelled.has_value()) {
      state_->changed->Wait(state_->mutex);
    }
    state_->reader_blocked = false;
  }
}

absl::StatusOr<std::string> Pipe::Peek(size_t size) {
  size = std::min(size, state_->capacity);
  MutexLock lock(state_->mutex);
  state_->reader_blocked = true;
  while (state_->buffer.size() < size && !state_->closed.has_value() &&
         !state_->cancelled.has_value()) {
    state_->changed->Wait(state_->mutex);
  }
  state_->reader_blocked = false;
  if (state_->cancelled.has_value()) return *state_->cancelled;
  const bool too_few = state_->buffer.size() < size;
  if (too_few && state_->closed.has_value() && !state_->closed->ok()) return *state_->closed;
  return state_->buffer.First(size);
}

void Pipe::SetWindow(int64_t bytes) {
  MutexLock lock(state_->mutex);
  state_->window = bytes;
}

void Pipe::Cancel(absl::Status why) {
  if (why.ok()) why = Failure(v1::STOPPED, "The file is not wanted any more.");
  Callback writable;
  Callback readable;
  {
    MutexLock lock(state_->mutex);
    if (state_->cancelled.has_value()) return;
    state_->cancelled = std::move(why);
    state_->buffer.Clear();
    // A writer that waits for the network learns it too, not only one that waits for room.
    if (!state_->closed.has_value()) state_->writer_refused = true;
    writable = state_->WakeWriter();
    readable = state_->WakeReader();
  }
  Run(writable);
  Run(readable);
}

void Pipe::DropStages() {
  state_->stages.clear();
}

void Pipe::OnWritable(std::function<void()> callback) {
  Callback shared = Shared(std::move(callback));
  MutexLock lock(state_->mutex);
  state_->on_writable.swap(shared);
}

void Pipe::OnReadable(std::function<void()> callback) {
  Callback shared = Shared(std::move(callback));
  MutexLock lock(state_->mutex);
  state_->on_readable.swap(shared);
}

int64_t Pipe::bytes_read() const {
  return state_->bytes_read.load(std::memory_order_relaxed);
}
bool Pipe::finished() const {
  MutexLock lock(state_->mutex);
  return state_->closed.has_value() && state_->closed->ok();
}
absl::Status Pipe::failure() const {
  MutexLock lock(state_->mutex);
  return state_->failure;
}
int Pipe::loop() const {
  return state_->loop.load(std::memory_order_relaxed);
}
void Pipe::set_loop(int loop) {
  state_->loop.store(loop, std::memory_order_relaxed);
}

}  // namespace photoferry
