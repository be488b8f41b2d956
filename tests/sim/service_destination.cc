// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/service_destination.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/loopback_server.h"
#include "tests/fakes/destinations/destinations.h"

namespace photoferry::sim {
namespace {

constexpr char kUrl[] = "https://photos.example.org";

ImporterPlugin PluginOf(const std::string& id) {
  const std::vector<ImporterPlugin> all = fakes::AllTestDestinations();
  return *std::find_if(all.begin(), all.end(),
                       [&](const ImporterPlugin& plugin) { return plugin.spec.id() == id; });
}

fakes::PlainRequest PlainRequestOf(const HttpRequest& request, const Url& url) {
  fakes::PlainRequest plain{
      .method = request.method, .path = url.path, .parameters = {}, .headers = {}, .body = ""};
  for (const auto& [name, value] : demo::ParseParameters(url.query)) {
    plain.parameters.emplace(name, value);
  }
  for (const auto& [name, value] : request.headers.all()) plain.headers.emplace(name, value);
  for (const auto& [name, value] : request.secret_headers) {
    plain.headers.emplace(name, std::string(value.Reveal()));
  }
  if (!request.body) return plain;
  plain.body = request.body->prefix;
  if (request.body->stream_length) {
    plain.headers.emplace("Content-Length", absl::StrCat(*request.body->stream_length));
  }
  return plain;
}

}  // namespace

ServiceDestination::ServiceDestination(const std::string& id,
                                       const fakes::DestinationOptions& options)
    : plugin_(PluginOf(id)), service_(options) {
  service_.SetToken(login());
}

std::map<std::string, std::string> ServiceDestination::options() const {
  return {{"base_url", kUrl}};
}

std::string ServiceDestination::login() const {
  return plugin_.spec.needs_credential() ? LoginNumber(logins_) : "";
}

void ServiceDestination::Open(SimNetwork& network, Laws& laws) {
  laws_ = &laws;
  network.Add(kUrl, *this);
}

void ServiceDestination::Suffer(SimScheduler& machine) {
  switch (machine.Below(plugin_.spec.needs_credential() ? 3 : 2)) {
    case 0:
      // While something is on its way: what was just staged is gone before it is published.
      expires_at_answer_ = 1 + static_cast<int64_t>(machine.Below(8));
      return;
    case 1:
      return state().SetCapacity(state().bytes() + static_cast<int64_t>(machine.Below(200'000)));
    default:
      ++logins_;
      service_.SetToken(login());
  }
}

void ServiceDestination::Recover() {
  state().SetCapacity(-1);
}

std::vector<HeldItem> ServiceDestination::Items() const {
  std::vector<HeldItem> items;
  for (const fakes::StoredItem& item : state().Items())
    items.push_back({item.id, item.key, item.id});
  return items;
}

std::vector<HeldAlbum> ServiceDestination::Albums() const {
  std::vector<HeldAlbum> albums;
  for (const fakes::StoredAlbum& album : state().Albums()) {
    albums.push_back({album.id, album.key, album.items});
  }
  return albums;
}

std::optional<std::string> ServiceDestination::Sha256Of(const std::string& item) const {
  for (const fakes::StoredItem& stored : state().Items()) {
    if (stored.id == item) return stored.sha256;
  }
  return std::nullopt;
}

bool ServiceDestination::HasSession(const std::string& state_text) const {
  return state().Session(state_text).has_value();
}

bool ServiceDestination::HasStaged(const std::string& state_text) const {
  return state().Staged(state_text).has_value();
}

std::string ServiceDestination::Words() const {
  std::string words;
  for (const fakes::StoredItem& item : state().Items()) absl::StrAppend(&words, item.caption, "\n");
  for (const fakes::StoredAlbum& album : state().Albums()) {
    absl::StrAppend(&words, album.title, "\n");
  }
  return words;
}

SimAnswer ServiceDestination::Answer(const HttpRequest& request, const Url& url,
                                     const BodyReader& body) {
  const fakes::Reply reply = service_.Serve(PlainRequestOf(request, url), body);
  laws_->DestinationChanged();
  if (expires_at_answer_ > 0 && --expires_at_answer_ == 0) state().ExpireStaged();
  SimAnswer answer{.status = reply.answer.status,
                   .body = ToText(reply.answer.body),
                   .early = reply.answer.early,
                   .hangs_up = reply.hangs_up};
  if (reply.retry_after_seconds > 0) {
    answer.headers.Add("Retry-After", absl::StrCat(reply.retry_after_seconds));
  }
  return answer;
}

}  // namespace photoferry::sim
