// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/receiving.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/crash_point.h"
#include "common/base/status.h"

namespace photoferry::local_folder {
namespace {

constexpr int64_t kSaveEvery = 64 << 20;
constexpr int64_t kWorthSaving = 4 << 20;  // when it gives up
constexpr size_t kChunk = 256 << 10;
constexpr int kReconnects = 4;

class Receiver {
 public:
  Receiver(SendTask& task, const std::string& session_state, PartFile& part,
           ProviderContext& context)
      : task_(task), state_(session_state), part_(part), context_(context), saved_(part.size()) {}

  absl::Status Run() {
    int reconnects = 0;
    while (true) {
      const absl::Status status = ReadOn();
      if (status.ok()) return status;
      const bool again =
          MayReconnect(status) && ++reconnects <= kReconnects &&
          context_.scheduler.SleepFor(absl::Milliseconds(250) * reconnects, context_.stop);
      if (again) continue;
      // The answer is why it stopped, whether or not the place could be saved.
      if (Unsaved() >= kWorthSaving) Save().IgnoreError();
      return status;
    }
  }

  bool place_saved() const { return place_saved_; }

 private:
  static bool MayReconnect(const absl::Status& status) {
    const v1::Reason reason = ReasonOf(status);
    return reason == v1::CONNECTION_LOST || reason == v1::TIMED_OUT || reason == v1::TRUNCATED;
  }

  absl::Status ReadOn() {
    PF_ASSIGN_OR_RETURN(const std::shared_ptr<Pipe> pipe,
                        task_.source().Range(part_.size(), std::nullopt));
    const absl::Status status = Drain(*pipe);
    // Whoever fills the pipe must not wait for a reader that has gone.
    if (!status.ok()) pipe->Cancel(status);
    return status;
  }

  absl::Status Drain(Pipe& pipe) {
    const auto buffer = std::make_unique<char[]>(kChunk);
    while (true) {
      if (context_.stop.stop_requested()) {
        return Failure(v1::STOPPED, "The transfer of this file was interrupted.");
      }
      PF_ASSIGN_OR_RETURN(const size_t count, pipe.Read(buffer.get(), kChunk));
      if (count == 0) return absl::OkStatus();
      PF_RETURN_IF_ERROR(part_.Write({buffer.get(), count}));
      if (Unsaved() >= kSaveEvery) PF_RETURN_IF_ERROR(Save());
    }
  }

  // A file whose last byte is here needs no place to go on from.
  int64_t Unsaved() {
    const std::optional<int64_t> length = task_.source().head().length;
    return length && part_.size() >= *length ? 0 : part_.size() - saved_;
  }

  absl::Status Save() {
    PF_RETURN_IF_ERROR(part_.Sync());
    PHOTOFERRY_CRASH_POINT("local_folder.before_save_session");
    v1::UploadSession session;
    session.set_state(state_);
    session.set_offset(part_.size());
    PF_RETURN_IF_ERROR(task_.SaveSession(session));
    saved_ = part_.size();
    place_saved_ = true;
    return absl::OkStatus();
  }

  SendTask& task_;
  const std::string& state_;
  PartFile& part_;
  ProviderContext& context_;
  int64_t saved_;  // bytes; a later attempt can go on from there
  bool place_saved_ = false;
};

}  // namespace

Reception Receive(SendTask& task, const std::string& session_state, PartFile& part,
                  ProviderContext& context) {
  Receiver receiver(task, session_state, part, context);
  absl::Status status = receiver.Run();
  return {.status = std::move(status), .place_saved = receiver.place_saved()};
}

}  // namespace photoferry::local_folder
