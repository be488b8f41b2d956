// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/destination_server.h"

#include <functional>
#include <set>
#include <stop_token>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/scheduler.h"
#include "tests/fakes/destinations/destination_calls.h"
#include "tests/fakes/destinations/peer_socket.h"

namespace photoferry::fakes {
namespace {

using httplib::ContentReader;
using httplib::Request;
using httplib::Response;
using Handler = Answer (DestinationCalls::*)(Call&);

}  // namespace

struct DestinationServer::Impl {
  explicit Impl(const DestinationOptions& options)
      : calls(options), scheduler(NewThreadScheduler()), token(options.token) {}

  void Start(int wanted_port);
  void Stop();
  void AddRoutes();
  void Serve(Handler handler, Call call, Response& response);
  void Answered(const Call& call, Answer answer, Response& response);
  std::optional<Answer> Refused(const Call& call);

  DestinationCalls calls;
  FaultScript faults;
  std::stop_source stopping;
  std::unique_ptr<Scheduler> scheduler;
  Mutex mutex;
  std::string token PF_GUARDED_BY(mutex);
  httplib::Server server;
  int port = 0;
  std::unique_ptr<Thread> listener;
};

void DestinationServer::Impl::Start(int wanted_port) {
  server.new_task_queue = [] { return new httplib::ThreadPool(48); };
  server.set_keep_alive_max_count(100000);
  server.set_read_timeout(60);
  server.set_tcp_nodelay(true);
  if (wanted_port == 0) {
    port = server.bind_to_any_port("127.0.0.1");
  } else if (server.bind_to_port("127.0.0.1", wanted_port)) {
    port = wanted_port;
  }
  if (port <= 0) return;
  listener = scheduler->Spawn("destination", [this] { server.listen_after_bind(); });
  while (!server.is_running()) scheduler->SleepFor(absl::Milliseconds(1), {});
}

void DestinationServer::Impl::Stop() {
  stopping.request_stop();
  server.stop();
  HangUpAll(port);
  listener.reset();
}

void DestinationServer::Impl::AddRoutes() {
  const auto call = [this](const char* name, Handler handler) {
    return [this, name, handler](const Request& request, Response& response) {
      Call made{.request = request, .fault = faults.Next(name)};
      made.json = ParseJson(request.body).value_or(Json::object());
      Serve(handler, std::move(made), response);
    };
  };
  const auto upload = [this](const char* name, Handler handler) {
    return [this, name, handler](const Request& request, Response& response,
                                 const ContentReader& reader) {
      Serve(handler, {.request = request, .reader = &reader, .fault = faults.Next(name)}, response);
    };
  };
  server.Get("/v1/account", call("connect", &DestinationCalls::Account));
  server.Get("/v1/albums", call("find_album", &DestinationCalls::FindAlbum));
  server.Post("/v1/albums", call("make_album", &DestinationCalls::MakeAlbum));
  server.Post(R"(/v1/albums/([^/]+)/items)", call("place", &DestinationCalls::Place));
  server.Post("/v1/lookup", call("check", &DestinationCalls::LookUp));
  server.Post("/v1/uploads", upload("send", &DestinationCalls::Upload));
  server.Post("/v1/publish", call("publish", &DestinationCalls::Publish));
  server.Post("/v1/sessions", call("session", &DestinationCalls::OpenSession));
  server.Get(R"(/v1/sessions/([^/]+))", call("session", &DestinationCalls::AskSession));
  server.Delete(R"(/v1/sessions/([^/]+))", call("discard", &DestinationCalls::DropSession));
  server.Put(R"(/v1/sessions/([^/]+))", upload("fragment", &DestinationCalls::PutFragment));
  server.Post("/v1/items", upload("send", &DestinationCalls::CreateItem));
  server.Post("/v1/unique-items", upload("send", &DestinationCalls::CreateUnique));
}

std::optional<Answer> DestinationServer::Impl::Refused(const Call& call) {
  if (call.Struck(Fault::Kind::kStatus)) return Refusal(call.fault->status, "scripted");
  MutexLock lock(mutex);
  if (token.empty() || call.request.get_header_value("Authorization") == "Bearer " + token) {
    return std::nullopt;
  }
  return Refusal(401, "token_rejected");
}

// What prevents the call, then the call, then what follows it.
void DestinationServer::Impl::Serve(Handler handler, Call call, Response& response) {
  if (call.Struck(Fault::Kind::kSlow)) {
    scheduler->SleepFor(call.fault->delay, stopping.get_token());
  }
  const bool midway = call.Struck(Fault::Kind::kCloseMidway);
  if (call.Struck(Fault::Kind::kCloseBefore) || (midway && call.reader == nullptr)) {
    return HangUp({.server = port, .client = call.request.remote_port});
  }
  if (std::optional<Answer> refusal = Refused(call)) {
    refusal->early = call.reader != nullptr;
    return Answered(call, *std::move(refusal), response);
  }
  Answer answer = (calls.*handler)(call);
  if (midway || call.Struck(Fault::Kind::kCloseAfter)) {
    return HangUp({.server = port, .client = call.request.remote_port});
  }
  if (call.Struck(Fault::Kind::kStatusAfter)) answer.status = call.fault->status;
  Answered(call, std::move(answer), response);
}

void DestinationServer::Impl::Answered(const Call& call, Answer answer, Response& response) {
  const std::string text = ToText(answer.body);
  const int64_t retry_after = call.fault ? call.fault->retry_after_seconds : 0;
  if (!answer.early) {
    response.status = answer.status;
    if (retry_after > 0) response.set_header("Retry-After", absl::StrCat(retry_after));
    return response.set_content(text, "application/json");
  }
  AnswerAndClose({.server = port, .client = call.request.remote_port}, answer.status, text,
                 retry_after);
  const absl::Duration deadline = SystemClock().Monotonic() + absl::Seconds(5);
  (*call.reader)([&](const char*, size_t) { return SystemClock().Monotonic() < deadline; });
}

DestinationServer::DestinationServer(DestinationOptions options)
    : impl_(std::make_unique<Impl>(options)) {
  impl_->AddRoutes();
  AddControls();
  impl_->Start(options.port);
}

DestinationServer::~DestinationServer() {
  impl_->Stop();
}

void DestinationServer::AddControls() {
  httplib::Server& server = impl_->server;
  server.Get("/inventory", [this](const Request&, Response& response) {
    response.set_content(InventoryJson(), "application/json");
  });
  server.Post("/control/faults", [this](const Request& request, Response& response) {
    const absl::StatusOr<std::vector<Fault>> given = FaultsFromJson(request.body);
    response.status = given.ok() ? 200 : 400;
    if (!given.ok()) return;
    for (const Fault& fault : *given) AddFault(fault);
  });
  server.Delete("/control/faults", [this](const Request&, Response&) { ClearFaults(); });
  server.Post("/control/expire", [this](const Request&, Response&) { ExpireStaged(); });
  server.Post("/control/settings", [this](const Request& request, Response&) {
    const Json given = ParseJson(request.body).value_or(Json::object());
    if (given.contains("capacity_bytes")) SetCapacity(JsonInt(given, "capacity_bytes", -1));
    if (given.contains("token")) SetToken(JsonString(given, "token"));
  });
}

int DestinationServer::port() const {
  return impl_->port;
}

std::string DestinationServer::base_url() const {
  return absl::StrCat("http://127.0.0.1:", impl_->port);
}

std::vector<StoredItem> DestinationServer::Items() const {
  return impl_->calls.state().Items();
}

std::vector<StoredAlbum> DestinationServer::Albums() const {
  return impl_->calls.state().Albums();
}

std::vector<std::string> DestinationServer::DoubledKeys() const {
  std::set<std::string> seen;
  std::set<std::string> doubled;
  for (const StoredItem& item : Items()) {
    if (!seen.insert(item.key).second) doubled.insert(item.key);
  }
  return {doubled.begin(), doubled.end()};
}

std::map<std::string, int64_t> DestinationServer::Calls() const {
  return impl_->faults.calls();
}

int64_t DestinationServer::bytes_received() const {
  return impl_->calls.bytes_received();
}

int64_t DestinationServer::most_parallel_uploads() const {
  return impl_->calls.most_uploads();
}

void DestinationServer::AddFault(const Fault& fault) {
  impl_->faults.Add(fault);
}

void DestinationServer::ClearFaults() {
  impl_->faults.Clear();
}

void DestinationServer::ExpireStaged() {
  impl_->calls.state().ExpireStaged();
}

void DestinationServer::SetCapacity(int64_t bytes) {
  impl_->calls.state().SetCapacity(bytes);
}

void DestinationServer::SetToken(absl::string_view token) {
  MutexLock lock(impl_->mutex);
  impl_->token = std::string(token);
}

std::string DestinationServer::InventoryJson() const {
  const std::vector<StoredItem> items = Items();
  std::map<std::string, int> times;
  for (const StoredItem& item : items) ++times[item.key];
  Json inventory = {{"items", Json::array()},
                    {"albums", Json::array()},
                    {"calls", Calls()},
                    {"bytes", impl_->calls.state().bytes()}};
  for (const StoredItem& item : items) {
    inventory["items"].push_back({{"id", item.id},
                                  {"key", item.key},
                                  {"sha256", item.sha256},
                                  {"size", item.size},
                                  {"albums", item.albums},
                                  {"caption", item.caption},
                                  {"times", times[item.key]}});
  }
  for (const StoredAlbum& album : Albums()) {
    inventory["albums"].push_back(
        {{"id", album.id}, {"key", album.key}, {"title", album.title}, {"items", album.items}});
  }
  return ToText(inventory);
}

}  // namespace photoferry::fakes
