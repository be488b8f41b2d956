// SPDX-License-Identifier: Apache-2.0
//
// Uploads in fragments through a session that can go on after any pause. The last fragment makes
// the item; asked later, a finished session tells which.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "tests/fakes/destinations/destinations.h"
#include "tests/fakes/destinations/test_importer.h"

namespace photoferry::fakes {
namespace {

constexpr int64_t kMultiple = 64 << 10;
constexpr int64_t kFragment = 4 * kMultiple;

class FragmentsImporter : public TestImporter {
 public:
  using TestImporter::TestImporter;

  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override {
    const std::optional<int64_t> length = task.source().head().length;
    if (!length) return Failure(v1::INTERNAL_FAULT, "This destination must know the size first.");
    v1::UploadSession session;
    Json answer;
    if (task.session()) {
      session = *task.session();
      PF_ASSIGN_OR_RETURN(answer, client().Get(PathOf(session), context));
      session.set_offset(JsonInt(answer, "next"));
    } else {
      PF_ASSIGN_OR_RETURN(session, Open(task, *length, context));
    }
    while (JsonMember(answer, "item").is_null()) {
      if (session.offset() >= *length) {
        return Failure(v1::LENGTH_MISMATCH, "The upload is complete and there is no item.");
      }
      PF_ASSIGN_OR_RETURN(answer, PutFragment(task, session, *length, context));
      session.set_offset(JsonInt(answer, "next"));
      if (JsonMember(answer, "item").is_null()) PF_RETURN_IF_ERROR(task.SaveSession(session));
    }
    PF_ASSIGN_OR_RETURN(v1::RemoteItem item, ItemFrom(JsonMember(answer, "item")));
    return Stored{.item = std::move(item), .placed_in_album = HasAlbum(task)};
  }

  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext& context) override {
    std::vector<absl::StatusOr<RemoteState>> states;
    for (const CheckEntry& entry : entries) states.push_back(CheckOne(entry, context));
    return states;
  }

  absl::Status Discard(const v1::UploadSession& session, ProviderContext& context) override {
    return client().Delete(PathOf(session), context).status();
  }

 private:
  static std::string PathOf(const v1::UploadSession& session) {
    return absl::StrCat("/v1/sessions/", session.state());
  }

  static bool HasAlbum(SendTask& task) {
    return task.album() != nullptr && task.album()->ref.has_value();
  }

  // The session is durable before its first byte: what was begun can always be asked for.
  absl::StatusOr<v1::UploadSession> Open(SendTask& task, int64_t length,
                                         ProviderContext& context) const {
    Json body = {{"key", task.key()}, {"size", length}, {"caption", task.photo().caption()}};
    if (HasAlbum(task)) body["album"] = task.album()->ref->id();
    PF_ASSIGN_OR_RETURN(const Json opened,
                        client().Post("/v1/sessions", body, Repeat::kHarmless, context));
    v1::UploadSession session;
    session.set_state(JsonString(opened, "session"));
    session.mutable_expires()->set_seconds(JsonInt(opened, "expires"));
    PF_RETURN_IF_ERROR(task.SaveSession(session));
    return session;
  }

  absl::StatusOr<Json> PutFragment(SendTask& task, const v1::UploadSession& session, int64_t length,
                                   ProviderContext& context) const {
    const int64_t size = std::min(kFragment, length - session.offset());
    PF_ASSIGN_OR_RETURN(std::shared_ptr<Pipe> pipe, task.source().Range(session.offset(), size));
    return client().Upload("PUT", absl::StrCat(PathOf(session), "?offset=", session.offset()),
                           {std::move(pipe), size, task.key()}, Repeat::kHarmless, context);
  }

  // Without an id and without a session no byte was ever sent.
  absl::StatusOr<RemoteState> CheckOne(const CheckEntry& entry, ProviderContext& context) {
    if (entry.item) return TestImporter::Check(absl::MakeSpan(&entry, 1), context)[0];
    if (!entry.session) return RemoteState{.presence = RemoteState::Presence::kAbsent};
    const absl::StatusOr<Json> answer = client().Get(PathOf(*entry.session), context);
    if (ReasonOf(answer.status()) == v1::SESSION_EXPIRED) {
      return RemoteState{.presence = RemoteState::Presence::kAbsent};
    }
    PF_RETURN_IF_ERROR(answer.status());
    return StateFrom(JsonMember(*answer, "item"), entry.album);
  }
};

}  // namespace

ImporterPlugin fragments_plugin() {
  v1::Capabilities capabilities;
  capabilities.set_container_model(v1::FOLDERS);
  capabilities.set_publishes(v1::AT_SEND);
  capabilities.set_doubt(v1::CHECK_TELLS);
  capabilities.set_resume(v1::FROM_OFFSET);
  capabilities.mutable_session_lifetime()->set_seconds(24 * 60 * 60);
  capabilities.set_fragment_multiple(kMultiple);
  capabilities.set_size_required(true);
  capabilities.set_album_lane(true);
  capabilities.add_hashes(v1::ContentHash::SHA256);
  return TestPlugin<FragmentsImporter>("test-fragments", capabilities);
}

}  // namespace photoferry::fakes
