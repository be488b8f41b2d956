// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/scheduler.h"
#include "common/base/status.h"
#include "importers/importer.h"

namespace photoferry {

// A source whose bytes stand in memory and whose pipe a thread of its own fills. A test can break
// it at an offset, once for each time it says so.
class FakeMediaSource final : public MediaSource {
 public:
  FakeMediaSource(Scheduler& scheduler, std::string bytes, std::string mime_type = "image/jpeg")
      : scheduler_(scheduler), bytes_(std::move(bytes)) {
    head_.length = static_cast<int64_t>(bytes_.size());
    head_.mime_type = std::move(mime_type);
  }
  ~FakeMediaSource() override { Abandon(); }

  // The next pipe that comes to `offset` ends there with `why`.
  void BreakAt(int64_t offset, absl::Status why) { breaks_.emplace(offset, std::move(why)); }
  // Runs on the filling thread whenever it comes to `offset`.
  void At(int64_t offset, std::function<void()> what) { hooks_[offset] = std::move(what); }
  // Another length than that of the bytes is a lie, which comes out where the bytes end: TRUNCATED
  // if there are fewer, LENGTH_MISMATCH if there are more.
  void set_length(std::optional<int64_t> length) { head_.length = length; }
  // Where each Range began.
  const std::vector<int64_t>& asked() const { return asked_; }

  const MediaHead& head() const override { return head_; }

  absl::StatusOr<std::shared_ptr<Pipe>> Range(int64_t offset,
                                              std::optional<int64_t> length) override {
    Abandon();
    asked_.push_back(offset);
    const auto size = static_cast<int64_t>(bytes_.size());
    if (offset > size) return Failure(v1::TRUNCATED, "The fake source ends before that.");
    const int64_t end = length ? std::min(size, offset + *length) : size;
    const bool to_the_end = !length || (head_.length && offset + *length >= *head_.length);
    pipe_ = std::make_shared<Pipe>(scheduler_);
    pump_ = scheduler_.Spawn("fake-source", [this, pipe = pipe_, offset, end, to_the_end] {
      Pump(*pipe, offset, end, to_the_end);
    });
    return pipe_;
  }

 private:
  static constexpr int64_t kPiece = 16 << 10;

  void Abandon() {
    if (pipe_ != nullptr) pipe_->Cancel(Failure(v1::STOPPED, "The fake source was left."));
    pump_.reset();
  }

  void Pump(Pipe& pipe, int64_t offset, int64_t end, bool to_the_end) {
    while (offset < end) {
      if (const auto broken = breaks_.find(offset); broken != breaks_.end()) {
        const absl::Status why = broken->second;
        breaks_.erase(broken);
        return (void)pipe.Close(why);
      }
      if (const auto hook = hooks_.find(offset); hook != hooks_.end()) hook->second();
      int64_t stop = std::min(end, offset + kPiece);
      for (const auto& [at, why] : breaks_) {
        if (at > offset) stop = std::min(stop, at);
      }
      for (const auto& [at, hook] : hooks_) {
        if (at > offset) stop = std::min(stop, at);
      }
      const absl::string_view piece(bytes_.data() + offset, static_cast<size_t>(stop - offset));
      if (!pipe.Write(piece).ok()) return;
      offset = stop;
    }
    pipe.Close(to_the_end ? VerdictOnLength() : absl::OkStatus()).IgnoreError();
  }

  absl::Status VerdictOnLength() const {
    const auto size = static_cast<int64_t>(bytes_.size());
    if (size == head_.length.value_or(size)) return absl::OkStatus();
    return size < *head_.length
               ? Failure(v1::TRUNCATED, "The fake source ends before its told length.")
               : Failure(v1::LENGTH_MISMATCH, "The fake source goes on after its told length.");
  }

  Scheduler& scheduler_;
  const std::string bytes_;
  MediaHead head_;
  std::multimap<int64_t, absl::Status> breaks_;
  std::map<int64_t, std::function<void()>> hooks_;
  std::vector<int64_t> asked_;
  std::shared_ptr<Pipe> pipe_;
  std::unique_ptr<Thread> pump_;
};

// A task that remembers the sessions saved in it.
class FakeSendTask final : public SendTask {
 public:
  FakeSendTask(std::string key, v1::Photo photo, MediaSource& source)
      : key_(std::move(key)), photo_(std::move(photo)), source_(source) {}

  void set_album(AlbumEntry album) { album_ = std::move(album); }
  void set_session(v1::UploadSession session) { session_ = std::move(session); }
  const std::vector<v1::UploadSession>& saved() const { return saved_; }

  const std::string& key() const override { return key_; }
  const v1::Photo& photo() const override { return photo_; }
  const AlbumEntry* album() const override { return album_ ? &*album_ : nullptr; }
  MediaSource& source() override { return source_; }
  const std::optional<v1::UploadSession>& session() const override { return session_; }
  absl::Status SaveSession(const v1::UploadSession& session) override {
    saved_.push_back(session);
    return absl::OkStatus();
  }

 private:
  const std::string key_;
  const v1::Photo photo_;
  MediaSource& source_;
  std::optional<AlbumEntry> album_;
  std::optional<v1::UploadSession> session_;
  std::vector<v1::UploadSession> saved_;
};

}  // namespace photoferry
