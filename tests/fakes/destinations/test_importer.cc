// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/test_importer.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry::fakes {
namespace {

v1::Reason ReasonFor(int status, Repeat repeat) {
  switch (status) {
    case 401:
      return v1::LOGIN_NEEDED;
    case 403:
      return v1::PERMISSION_MISSING;
    case 413:
      return v1::ITEM_TOO_LARGE;
    case 429:
      return v1::RATE_LIMITED;
    case 503:
      return v1::SERVICE_DOWN;
    case 507:
      return v1::DESTINATION_FULL;
    default:
      // A gateway's or a crashed server's answer does not say what was done before it.
      if (status >= 500) return repeat == Repeat::kDoubles ? v1::OUTCOME_UNKNOWN : v1::SERVICE_DOWN;
      return v1::ITEM_REJECTED;
  }
}

absl::Status ErrorFrom(const HttpResponse& answer, Repeat repeat, ProviderContext& context) {
  const std::string why = JsonString(ParseJson(answer.body).value_or(Json::object()), "error");
  if (answer.status == 404 && why == "no_session") {
    return Failure(v1::SESSION_EXPIRED, "The test destination has forgotten this upload.");
  }
  if (answer.status == 404 && why == "no_album") {
    return Failure(v1::ALBUM_GONE, "The test destination no longer has this album.");
  }
  const v1::Reason reason = ReasonFor(answer.status, repeat);
  const std::string message =
      absl::StrCat("The test destination answered ", answer.status, " (", why, ").");
  const auto retry_after = RetryAfterFrom(answer.headers, context.scheduler.clock().Now());
  if (retry_after) return FailureAfter(reason, message, *retry_after);
  return Failure(reason, message, "Look at the test's script.");
}

bool MayHaveHappened(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  return reason == v1::CONNECTION_LOST || reason == v1::TIMED_OUT || reason == v1::MALFORMED_ANSWER;
}

absl::Status Doubtful(const absl::Status& status) {
  return Failure(v1::OUTCOME_UNKNOWN, absl::StrCat("The answer was lost: ", status.message()));
}

}  // namespace

// ---- DestinationClient

absl::StatusOr<Json> DestinationClient::Call(HttpRequest request, Repeat repeat,
                                             ProviderContext& context) const {
  request.url = base_url_ + request.url;
  request.repeatable = repeat == Repeat::kHarmless;
  if (!context.credential.access_token.empty()) {
    request.secret_headers.emplace_back(
        "Authorization", Secret(absl::StrCat("Bearer ", context.credential.access_token.Reveal())));
  }
  const absl::StatusOr<HttpResponse> answer = context.http.Call(request, context.stop);
  if (!answer.ok()) {
    const bool doubt = repeat == Repeat::kDoubles && MayHaveHappened(answer.status());
    return doubt ? Doubtful(answer.status()) : answer.status();
  }
  if (answer->status >= 300) return ErrorFrom(*answer, repeat, context);
  const absl::StatusOr<Json> body = ParseJson(answer->body);
  if (!body.ok() && repeat == Repeat::kDoubles) return Doubtful(body.status());
  return body;
}

absl::StatusOr<Json> DestinationClient::Get(absl::string_view path,
                                            ProviderContext& context) const {
  return Call({.method = "GET", .url = std::string(path)}, Repeat::kHarmless, context);
}

absl::StatusOr<Json> DestinationClient::Delete(absl::string_view path,
                                               ProviderContext& context) const {
  return Call({.method = "DELETE", .url = std::string(path)}, Repeat::kHarmless, context);
}

absl::StatusOr<Json> DestinationClient::Post(absl::string_view path, const Json& body,
                                             Repeat repeat, ProviderContext& context) const {
  HttpRequest request{.method = "POST", .url = std::string(path)};
  request.headers.Add("Content-Type", "application/json");
  request.body = HttpBody{.prefix = ToText(body)};
  return Call(std::move(request), repeat, context);
}

absl::StatusOr<Json> DestinationClient::Upload(absl::string_view method, absl::string_view path,
                                               BytesToSend bytes, Repeat repeat,
                                               ProviderContext& context) const {
  HttpRequest request{.method = std::string(method), .url = std::string(path)};
  request.headers.Add("Content-Type", "application/octet-stream");
  request.headers.Add("X-Key", bytes.key);
  request.body = HttpBody{.stream = std::move(bytes.pipe), .stream_length = bytes.length};
  request.timeout = absl::Hours(1);
  return Call(std::move(request), repeat, context);
}

// ---- TestImporter

absl::StatusOr<Destination> TestImporter::Connect(ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const Json account, client_.Get("/v1/account", context));
  Destination destination{.account_key = JsonString(account, "account"),
                          .display_name = JsonString(account, "name"),
                          .capabilities = capabilities_};
  destination.capabilities.mutable_found_after()->set_seconds(
      JsonInt(account, "found_after_seconds"));
  if (account.contains("free_bytes")) destination.free_bytes = JsonInt(account, "free_bytes");
  return destination;
}

absl::StatusOr<std::optional<v1::AlbumRef>> TestImporter::FindAlbum(
    const v1::PhotoAlbum& album, ProviderContext& context) const {
  const std::string key = absl::BytesToHexString(album.id());
  PF_ASSIGN_OR_RETURN(const Json found, client_.Get(absl::StrCat("/v1/albums?key=", key), context));
  const Json& ids = JsonMember(found, "albums");
  if (!ids.is_array() || ids.empty() || !ids[0].is_string()) return std::nullopt;
  v1::AlbumRef ref;
  ref.set_id(ids[0].get<std::string>());
  return ref;
}

absl::StatusOr<v1::AlbumRef> TestImporter::MakeAlbum(const v1::PhotoAlbum& album,
                                                     absl::string_view first_item,
                                                     ProviderContext& context) const {
  Json body = {{"key", absl::BytesToHexString(album.id())}, {"title", album.title()}};
  if (!first_item.empty()) body["first"] = std::string(first_item);
  PF_ASSIGN_OR_RETURN(const Json made,
                      client_.Post("/v1/albums", body, Repeat::kLooksFirst, context));
  v1::AlbumRef ref;
  ref.set_id(JsonString(made, "id"));
  return ref;
}

absl::StatusOr<std::optional<v1::AlbumRef>> TestImporter::EnsureAlbum(const v1::PhotoAlbum& album,
                                                                      ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(std::optional<v1::AlbumRef> ref, FindAlbum(album, context));
  if (ref) return ref;
  PF_ASSIGN_OR_RETURN(ref, MakeAlbum(album, "", context));
  return ref;
}

absl::StatusOr<PlaceResult> TestImporter::Place(const AlbumEntry& album,
                                                absl::Span<const PlaceEntry> entries,
                                                ProviderContext& context) {
  if (!album.ref) return Failure(v1::INTERNAL_FAULT, "Asked to place items into no album.");
  Json body = {{"items", Json::array()}};
  for (const PlaceEntry& entry : entries) body["items"].push_back(entry.item.id());
  PF_ASSIGN_OR_RETURN(const Json answer,
                      client_.Post(absl::StrCat("/v1/albums/", album.ref->id(), "/items"), body,
                                   Repeat::kHarmless, context));
  PlaceResult result{.ref = *album.ref, .entries = {}};
  for (const Json& line : JsonMember(answer, "results")) {
    const std::string status = JsonString(line, "status");
    const bool there = status == "added" || status == "already";
    const v1::Reason reason = status == "full" ? v1::ALBUM_FULL : v1::ITEM_REJECTED;
    result.entries.push_back(
        there ? absl::OkStatus()
              : Failure(reason, absl::StrCat("The album refused the item: ", status)));
  }
  return result;
}

std::vector<absl::StatusOr<RemoteState>> TestImporter::Check(absl::Span<const CheckEntry> entries,
                                                             ProviderContext& context) {
  Json body = {{"keys", Json::array()}, {"ids", Json::array()}};
  for (const CheckEntry& entry : entries) {
    if (entry.item) {
      body["ids"].push_back(entry.item->id());
    } else {
      body["keys"].push_back(entry.key);
    }
  }
  const auto answer = client_.Post("/v1/lookup", body, Repeat::kHarmless, context);
  if (!answer.ok()) return {entries.size(), answer.status()};
  std::vector<absl::StatusOr<RemoteState>> states;
  for (const CheckEntry& entry : entries) {
    absl::StatusOr<RemoteState> state =
        Failure(v1::MALFORMED_ANSWER, "The test destination did not answer for this item.");
    for (const Json& line : JsonMember(*answer, "results")) {
      const bool this_one = entry.item ? JsonString(line, "id") == entry.item->id()
                                       : JsonString(line, "key") == entry.key;
      if (this_one) state = StateFrom(JsonMember(line, "item"), entry.album);
    }
    states.push_back(std::move(state));
  }
  return states;
}

// ---- Answers

absl::StatusOr<v1::RemoteItem> ItemFrom(const Json& answer) {
  v1::RemoteItem item;
  item.set_id(JsonString(answer, "id"));
  if (item.id().empty()) {
    return Failure(v1::MALFORMED_ANSWER, "The test destination's answer names no item.");
  }
  if (answer.contains("size")) item.set_size_bytes(JsonInt(answer, "size"));
  if (const std::string hash = JsonString(answer, "sha256"); !hash.empty()) {
    item.mutable_hash()->set_algorithm(v1::ContentHash::SHA256);
    item.mutable_hash()->set_digest(absl::HexStringToBytes(hash));
  }
  return item;
}

bool IsIn(const Json& item, const std::optional<AlbumEntry>& album) {
  if (!album || !album->ref) return false;
  for (const Json& id : JsonMember(item, "albums")) {
    if (id == album->ref->id()) return true;
  }
  return false;
}

RemoteState StateFrom(const Json& item, const std::optional<AlbumEntry>& album) {
  absl::StatusOr<v1::RemoteItem> found = ItemFrom(item);
  if (!found.ok()) return {.presence = RemoteState::Presence::kAbsent};
  return {.presence = RemoteState::Presence::kPresent,
          .item = *std::move(found),
          .placed_in_album = IsIn(item, album)};
}

v1::ProviderSpec TestSpec(absl::string_view id, const v1::Capabilities& capabilities) {
  v1::ProviderSpec spec;
  spec.set_id(std::string(id));
  spec.set_display_name(absl::StrCat("Test destination ", id));
  spec.set_role(v1::ProviderSpec::IMPORTER);
  spec.set_summary("A photo service on loopback, for tests.");
  v1::OptionSpec* base_url = spec.add_options();
  base_url->set_key("base_url");
  base_url->set_help("Where the test destination listens.");
  base_url->set_type(v1::OptionSpec::URL);
  base_url->set_required(true);
  spec.set_shorthand_option("base_url");
  spec.add_trusted_url_options("base_url");
  *spec.mutable_capabilities() = capabilities;
  return spec;
}

}  // namespace photoferry::fakes
