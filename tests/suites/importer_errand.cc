// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/importer_errand.h"

#include <utility>
#include <variant>

#include "common/base/hash.h"
#include "common/base/status.h"
#include "tests/testing/fake_media_source.h"

namespace photoferry {
namespace {

using Presence = RemoteState::Presence;

bool MayHaveHappened(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  return reason == v1::CONNECTION_LOST || reason == v1::TIMED_OUT ||
         reason == v1::OUTCOME_UNKNOWN || reason == v1::SERVICE_DOWN ||
         reason == v1::MALFORMED_ANSWER;
}

bool IsWorthAnotherTry(const absl::Status& status) {
  const Step step = NextStepFor(status).step;
  return step != Step::kFailItem && step != Step::kFailJob && step != Step::kSkipItem &&
         step != Step::kStop;
}

absl::Status Exhausted() {
  return Failure(v1::RETRIES_EXHAUSTED, "It went wrong at every attempt.");
}

}  // namespace

absl::Status ImporterErrand::Note(const absl::Status& error, bool intent) {
  errors_.push_back(error);
  const Step step = NextStepFor(error).step;
  if (intent && (step == Step::kSettle || MayHaveHappened(error))) {
    doubt_ = true;
    return absl::OkStatus();
  }
  if (step == Step::kRestart) {
    visit_.sessions().erase(parcel_.key);
    handle_.reset();
  }
  return IsWorthAnotherTry(error) ? absl::OkStatus() : error;
}

template <typename Step>
absl::Status ImporterErrand::Insist(Step step) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const absl::Status done = step();
    if (done.ok()) return done;
    PF_RETURN_IF_ERROR(Note(done, /*intent=*/false));
  }
  return Exhausted();
}

absl::StatusOr<SendResult> ImporterErrand::SendOnce() {
  FakeMediaSource source(visit_.scheduler(), parcel_.bytes, parcel_.mime_type);
  FakeSendTask task(parcel_.key, parcel_.photo, source);
  if (album_) task.set_album(*album_);
  const auto session = visit_.sessions().find(parcel_.key);
  if (session != visit_.sessions().end()) task.set_session(session->second);
  absl::StatusOr<SendResult> result = visit_.importer().Send(task, visit_.context());
  if (!task.saved().empty()) visit_.sessions()[parcel_.key] = task.saved().back();
  return result;
}

absl::StatusOr<Stored> ImporterErrand::PublishOnce() {
  const PublishEntry entry{.key = parcel_.key, .photo = parcel_.photo, .handle = *handle_};
  auto answers = visit_.importer().Publish(absl::MakeSpan(&entry, 1), Album(), visit_.context());
  if (answers.size() == 1) return answers[0];
  return Failure(v1::OUTCOME_UNKNOWN, "Publish gave no answer for this entry.");
}

// Nothing: it is not there, and may be sent again.
absl::StatusOr<std::optional<Stored>> ImporterErrand::SettleDoubt() {
  PF_ASSIGN_OR_RETURN(const RemoteState state, visit_.CheckOn(parcel_, std::nullopt, Album()));
  if (state.presence == Presence::kPresent) {
    return Stored{.item = state.item, .placed_in_album = state.placed_in_album};
  }
  if (state.presence == Presence::kAbsent) return std::nullopt;
  return Failure(v1::NOT_CONFIRMED, "Nothing tells whether the item is there.");
}

absl::StatusOr<Stored> ImporterErrand::Arrive() {
  const bool keeps_intents = visit_.capabilities().doubt() != v1::REPEAT_IS_HARMLESS;
  const bool at_send = visit_.capabilities().publishes() == v1::AT_SEND;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (doubt_) {
      const absl::StatusOr<std::optional<Stored>> settled = SettleDoubt();
      if (settled.ok() && settled->has_value()) return **settled;
      doubt_ = !settled.ok();
      if (!settled.ok()) PF_RETURN_IF_ERROR(Note(settled.status(), false));
      continue;
    }
    if (handle_) {
      const absl::StatusOr<Stored> published = PublishOnce();
      if (published.ok()) return published;
      PF_RETURN_IF_ERROR(Note(published.status(), keeps_intents));
      continue;
    }
    const absl::StatusOr<SendResult> sent = SendOnce();
    if (!sent.ok()) {
      PF_RETURN_IF_ERROR(Note(sent.status(), keeps_intents && at_send));
    } else if (const Stored* stored = std::get_if<Stored>(&*sent)) {
      return *stored;
    } else {
      handle_ = std::get<Staged>(*sent).handle;
    }
  }
  return Exhausted();
}

absl::Status ImporterErrand::Confirm(const v1::RemoteItem& told) {
  if (!told.has_size_bytes() && !told.has_hash()) {
    return Failure(v1::NOT_CONFIRMED, "The destination tells neither size nor hash.");
  }
  if (told.has_size_bytes() && told.size_bytes() != static_cast<int64_t>(parcel_.bytes.size())) {
    return Failure(v1::NOT_CONFIRMED, "The destination tells another size.");
  }
  const bool other_hash = told.hash().algorithm() == v1::ContentHash::SHA256 &&
                          told.hash().digest() != Sha256Of(parcel_.bytes);
  return other_hash ? Failure(v1::NOT_CONFIRMED, "The destination tells another hash.")
                    : absl::OkStatus();
}

absl::StatusOr<v1::RemoteItem> ImporterErrand::Run() {
  PF_RETURN_IF_ERROR(Insist([&] { return visit_.Connect(); }));
  if (visit_.HasAlbums()) {
    PF_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
      PF_ASSIGN_OR_RETURN(album_, visit_.EnsureAlbum("errand"));
      return absl::OkStatus();
    }));
  }
  PF_ASSIGN_OR_RETURN(const Stored stored, Arrive());
  RemoteState state;
  PF_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
    PF_ASSIGN_OR_RETURN(state, visit_.CheckOn(parcel_, stored.item, Album()));
    return absl::OkStatus();
  }));
  if (state.presence != Presence::kPresent) {
    return Failure(v1::NOT_CONFIRMED, "The item was stored, and Check does not find it.");
  }
  PF_RETURN_IF_ERROR(Confirm(state.item));
  if (!album_) return state.item;
  if (!stored.placed_in_album) {
    PF_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
      PF_ASSIGN_OR_RETURN(album_->ref, visit_.Place(*album_, parcel_, stored.item));
      return absl::OkStatus();
    }));
  }
  const ClosedItem closed{.key = parcel_.key,
                          .photo = parcel_.photo,
                          .item = stored.item,
                          .sha256 = Sha256Of(parcel_.bytes),
                          .position = 0};
  PF_RETURN_IF_ERROR(Insist([&] { return visit_.Close(*album_, {closed}); }));
  return state.item;
}

}  // namespace photoferry
