// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/destination_calls.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"

namespace photoferry::fakes {
namespace {

using httplib::ContentReader;
using httplib::Request;

constexpr int64_t kFragmentMultiple = 64 << 10;

int64_t NumberParam(const Request& request, const char* name) {
  int64_t value = 0;
  return absl::SimpleAtoi(request.get_param_value(name), &value) ? value : 0;
}

int64_t ContentLength(const Request& request) {
  int64_t value = 0;
  return absl::SimpleAtoi(request.get_header_value("Content-Length"), &value) ? value : -1;
}

// The bytes of a request, hashed and counted on the way, and kept if `keep`. Nothing: the
// connection broke, or `stop_after` bytes have come.
std::optional<Received> Receive(const ContentReader& reader, Sha256& hash, bool keep,
                                int64_t stop_after, std::atomic<int64_t>& counter) {
  Received received;
  const bool whole = reader([&](const char* data, size_t size) {
    hash.Update(absl::string_view(data, size));
    received.size += static_cast<int64_t>(size);
    counter += static_cast<int64_t>(size);
    if (keep) received.bytes.append(data, size);
    return stop_after < 0 || received.size < stop_after;
  });
  if (!whole || stop_after >= 0) return std::nullopt;
  received.sha256 = HexOf(hash.Digest());
  return received;
}

}  // namespace

Answer Refusal(int status, absl::string_view why) {
  return {status, Json{{"error", std::string(why)}}};
}

std::optional<Received> DestinationCalls::ReceiveBody(Call& call, Sha256& hash) {
  const int64_t now = ++uploads_;
  absl::Cleanup done = [this] { --uploads_; };
  int64_t most = most_uploads_.load();
  while (most < now && !most_uploads_.compare_exchange_weak(most, now)) {
  }
  return Receive(*call.reader, hash, options_.keeps_bytes,
                 call.Struck(Fault::Kind::kCloseMidway) ? call.fault->after_bytes : -1,
                 bytes_received_);
}

Answer DestinationCalls::Account(Call&) {
  Answer answer;
  answer.body = {{"account", "test-account"}, {"name", "Test Destination"}};
  answer.body["found_after_seconds"] = absl::ToInt64Seconds(options_.found_after);
  if (const std::optional<int64_t> free = state_.free_bytes()) answer.body["free_bytes"] = *free;
  return answer;
}

Answer DestinationCalls::FindAlbum(Call& call) {
  Answer answer;
  answer.body["albums"] = state_.AlbumsByKey(call.request.get_param_value("key"));
  return answer;
}

// Not idempotent, as nearly everywhere. With "first", the album comes into being holding it.
Answer DestinationCalls::MakeAlbum(Call& call) {
  const std::string first = JsonString(call.json, "first");
  if (!first.empty() && state_.TellItem(first, false).is_null()) return Refusal(400, "no_item");
  Answer answer;
  const std::string id =
      state_.AddAlbum(JsonString(call.json, "key"), JsonString(call.json, "title"));
  if (!first.empty()) state_.Join(id, first);
  answer.body["id"] = id;
  return answer;
}

Answer DestinationCalls::Place(Call& call) {
  const std::string album = call.request.matches[1];
  if (!state_.HasAlbum(album)) return Refusal(404, "no_album");
  Answer answer;
  answer.body["results"] = Json::array();
  bool reject = call.Struck(Fault::Kind::kRejectFirst);
  for (const Json& item : JsonMember(call.json, "items")) {
    const std::string id = item.is_string() ? item.get<std::string>() : "";
    const std::string status = reject ? "rejected" : state_.Put(album, id);
    answer.body["results"].push_back({{"item", id}, {"status", status}});
    reject = false;
  }
  return answer;
}

Answer DestinationCalls::LookUp(Call& call) {
  Json results = Json::array();
  for (const Json& key : JsonMember(call.json, "keys")) {
    const std::string text = key.is_string() ? key.get<std::string>() : "";
    results.push_back({{"key", text}, {"item", state_.FindItem(state_.ItemByKey(text))}});
  }
  for (const Json& id : JsonMember(call.json, "ids")) {
    const std::string text = id.is_string() ? id.get<std::string>() : "";
    results.push_back({{"id", text}, {"item", state_.FindItem(text)}});
  }
  if (call.Struck(Fault::Kind::kShortAnswer) && !results.empty()) results.erase(results.size() - 1);
  Answer answer;
  answer.body["results"] = std::move(results);
  return answer;
}

Answer DestinationCalls::Upload(Call& call) {
  Sha256 hash;
  const std::optional<Received> bytes = ReceiveBody(call, hash);
  if (!bytes) return Refusal(400, "incomplete");
  if (!state_.HasRoomFor(bytes->size)) return Refusal(507, "storage_full");
  Answer answer;
  answer.body = {{"token", state_.Stage(*bytes)},
                 {"expires", absl::ToUnixSeconds(state_.TokenExpiry())}};
  return answer;
}

// One at a time, as photo services have it.
Answer DestinationCalls::Publish(Call& call) {
  absl::Cleanup done = [this] { --publishing_; };
  if (++publishing_ > 1) return Refusal(429, "concurrent_write");
  const Json& entries = JsonMember(call.json, "items");
  const std::string album = JsonString(call.json, "album");
  if (entries.size() > 10) return Refusal(400, "batch_too_large");
  if (!album.empty() && !state_.HasAlbum(album)) return Refusal(404, "no_album");
  Json results = Json::array();
  for (const Json& entry : entries) {
    const bool reject = results.empty() && call.Struck(Fault::Kind::kRejectFirst);
    results.push_back(PublishOne(entry, album, reject));
    const std::string id = JsonString(JsonMember(results.back(), "item"), "id");
    if (!id.empty() && call.Struck(Fault::Kind::kWrongSize)) {
      state_.LieAbout(id);
      results.back()["item"] = state_.TellItem(id, options_.silent_uploads);
    }
  }
  if (call.Struck(Fault::Kind::kShortAnswer) && !results.empty()) results.erase(results.size() - 1);
  Answer answer;
  answer.body["results"] = std::move(results);
  return answer;
}

Json DestinationCalls::PublishOne(const Json& entry, const std::string& album, bool reject) {
  const std::string staged = JsonString(entry, "token");
  const std::optional<Received> bytes = state_.Staged(staged);
  if (reject) return {{"token", staged}, {"status", "rejected"}};
  if (!bytes) return {{"token", staged}, {"status", "token_unknown"}};
  if (!state_.HasRoomFor(bytes->size)) return {{"token", staged}, {"status", "storage_full"}};
  const std::string id =
      state_.AddItem(JsonString(entry, "key"), *bytes, JsonString(entry, "caption"));
  if (!album.empty()) state_.Join(album, id);
  return {
      {"token", staged}, {"status", "ok"}, {"item", state_.TellItem(id, options_.silent_uploads)}};
}

Answer DestinationCalls::OpenSession(Call& call) {
  const int64_t size = JsonInt(call.json, "size", -1);
  const std::string album = JsonString(call.json, "album");
  if (size <= 0) return Refusal(400, "size_missing");
  if (!album.empty() && !state_.HasAlbum(album)) return Refusal(404, "no_album");
  if (!state_.HasRoomFor(size)) return Refusal(507, "storage_full");
  UploadState session;
  session.key = JsonString(call.json, "key");
  session.album = album;
  session.caption = JsonString(call.json, "caption");
  session.size = size;
  const std::string id = state_.AddSession(std::move(session));
  Answer answer;
  answer.body = {{"session", id}, {"expires", absl::ToUnixSeconds(state_.Session(id)->expires)}};
  return answer;
}

Answer DestinationCalls::AskSession(Call& call) {
  const std::optional<UploadState> session = state_.Session(std::string(call.request.matches[1]));
  if (!session) return Refusal(404, "no_session");
  Answer answer;
  answer.body["next"] = session->next;
  if (!session->item.empty()) answer.body["item"] = state_.TellItem(session->item, false);
  return answer;
}

Answer DestinationCalls::DropSession(Call& call) {
  state_.DropSession(std::string(call.request.matches[1]));
  return {};
}

Answer DestinationCalls::PutFragment(Call& call) {
  const std::string id = call.request.matches[1];
  const int64_t offset = NumberParam(call.request, "offset");
  const int64_t length = ContentLength(call.request);
  std::optional<UploadState> session = state_.Session(id);
  if (!session) {
    Answer gone = Refusal(404, "no_session");
    gone.early = true;  // its body is still to come
    return gone;
  }
  Sha256 hash = session->hash;
  const std::optional<Received> bytes = ReceiveBody(call, hash);
  if (!bytes) return Refusal(400, "incomplete");
  if (offset != session->next) {
    Answer answer = Refusal(416, "wrong_offset");
    answer.body["next"] = session->next;
    return answer;
  }
  const int64_t next = offset + bytes->size;
  if (next > session->size || bytes->size != length) return Refusal(400, "wrong_length");
  if (next < session->size && bytes->size % kFragmentMultiple != 0) {
    return Refusal(400, "not_a_multiple");
  }
  return FragmentDone(call, id, *session, *bytes, hash);
}

Answer DestinationCalls::FragmentDone(Call& call, const std::string& id, const UploadState& session,
                                      const Received& fragment, const Sha256& hash) {
  const int64_t next = session.next + fragment.size;
  if (!state_.Advance(id, session.next, fragment, hash)) {
    return state_.Session(id) ? Refusal(409, "moved_on") : Refusal(404, "no_session");
  }
  Answer answer;
  answer.body["next"] = next;
  if (next < session.size) return answer;
  const std::string item = state_.AddItem(
      session.key, {next, HexOf(hash.Digest()), session.bytes + fragment.bytes}, session.caption);
  answer.body["item"] = Visible(call, item, session.album);
  state_.FinishSession(id, item);
  return answer;
}

// Every call makes a new item.
Answer DestinationCalls::CreateItem(Call& call) {
  Sha256 hash;
  const std::optional<Received> bytes = ReceiveBody(call, hash);
  if (!bytes) return Refusal(400, "incomplete");
  if (!state_.HasRoomFor(bytes->size)) return Refusal(507, "storage_full");
  Answer answer;
  const std::string id = state_.AddItem(call.request.get_header_value("X-Key"), *bytes, "");
  answer.body["item"] = Visible(call, id, "");
  return answer;
}

// Answers before the body where it can: the item is known, or it cannot fit.
Answer DestinationCalls::CreateUnique(Call& call) {
  const std::string key = call.request.get_header_value("X-Key");
  if (const std::string known = state_.ItemByKey(key); !known.empty()) {
    Answer answer{.early = true};
    answer.body = {{"status", "duplicate"},
                   {"item", state_.TellItem(known, options_.silent_uploads)}};
    return answer;
  }
  if (!state_.HasRoomFor(std::max<int64_t>(0, ContentLength(call.request)))) {
    Answer full = Refusal(507, "storage_full");
    full.early = true;
    return full;
  }
  return CreateItem(call);
}

Json DestinationCalls::Visible(const Call& call, const std::string& id, const std::string& album) {
  if (!album.empty()) state_.Join(album, id);
  if (call.Struck(Fault::Kind::kWrongSize)) state_.LieAbout(id);
  return state_.TellItem(id, options_.silent_uploads);
}

}  // namespace photoferry::fakes
