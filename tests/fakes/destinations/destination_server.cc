// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/destination_server.h"

#include <set>
#include <stop_token>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/scheduler.h"
#include "tests/fakes/destinations/destination_service.h"
#include "tests/fakes/destinations/peer_socket.h"

namespace photoferry::fakes {
namespace {

using httplib::ContentReader;
using httplib::Request;
using httplib::Response;

}  // namespace

struct DestinationServer::Impl {
  explicit Impl(const DestinationOptions& options)
      : service(options), scheduler(NewThreadScheduler()) {}

  void Start(int wanted_port);
  void Stop();
  void AddRoutes();
  void Serve(const DestinationService::Route& route, const Request& request,
             const ContentReader* reader, Response& response);
  void Answered(const Reply& reply, const Request& request, const ContentReader* reader,
                Response& response);

  DestinationService service;
  std::stop_source stopping;
  std::unique_ptr<Scheduler> scheduler;
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
  for (const DestinationService::Route& route : DestinationService::Routes()) {
    const auto call = [this, &route](const Request& request, Response& response) {
      Serve(route, request, nullptr, response);
    };
    const auto upload = [this, &route](const Request& request, Response& response,
                                       const ContentReader& reader) {
      Serve(route, request, &reader, response);
    };
    const absl::string_view method = route.method;
    if (method == "GET") server.Get(route.pattern, call);
    if (method == "DELETE") server.Delete(route.pattern, call);
    if (method == "PUT") server.Put(route.pattern, upload);
    if (method == "POST" && route.uploads) server.Post(route.pattern, upload);
    if (method == "POST" && !route.uploads) server.Post(route.pattern, call);
  }
}

void DestinationServer::Impl::Serve(const DestinationService::Route& route, const Request& request,
                                    const ContentReader* reader, Response& response) {
  Call call = service.Begin(route, request, reader);
  if (call.Struck(Fault::Kind::kSlow)) {
    scheduler->SleepFor(call.fault->delay, stopping.get_token());
  }
  const Reply reply = service.Serve(route, call);
  if (reply.hangs_up) return HangUp({.server = port, .client = request.remote_port});
  Answered(reply, request, reader, response);
}

void DestinationServer::Impl::Answered(const Reply& reply, const Request& request,
                                       const ContentReader* reader, Response& response) {
  const std::string text = ToText(reply.answer.body);
  const int64_t retry_after = reply.retry_after_seconds;
  if (!reply.answer.early) {
    response.status = reply.answer.status;
    if (retry_after > 0) response.set_header("Retry-After", absl::StrCat(retry_after));
    return response.set_content(text, "application/json");
  }
  AnswerAndClose({.server = port, .client = request.remote_port}, reply.answer.status, text,
                 retry_after);
  const absl::Duration deadline = SystemClock().Monotonic() + absl::Seconds(5);
  (*reader)([&](const char*, size_t) { return SystemClock().Monotonic() < deadline; });
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
  return impl_->service.state().Items();
}

std::vector<StoredAlbum> DestinationServer::Albums() const {
  return impl_->service.state().Albums();
}

std::vector<std::string> DestinationServer::DoubledKeys() const {
  std::set<std::string> seen;
  std::set<std::string> doubled;
  for (const StoredItem& item : Items()) {
    if (!seen.insert(item.key).second) doubled.insert(item.key);
  }
  return {doubled.begin(), doubled.end()};
}

std::optional<std::string> DestinationServer::Bytes(absl::string_view item) const {
  return impl_->service.state().Bytes(item);
}

bool DestinationServer::Overwrite(absl::string_view item, absl::string_view bytes) {
  return impl_->service.state().Overwrite(item, bytes);
}

std::map<std::string, int64_t> DestinationServer::Calls() const {
  return impl_->service.faults().calls();
}

int64_t DestinationServer::bytes_received() const {
  return impl_->service.bytes_received();
}

int64_t DestinationServer::most_parallel_uploads() const {
  return impl_->service.most_uploads();
}

void DestinationServer::AddFault(const Fault& fault) {
  impl_->service.faults().Add(fault);
}

void DestinationServer::ClearFaults() {
  impl_->service.faults().Clear();
}

void DestinationServer::ExpireStaged() {
  impl_->service.state().ExpireStaged();
}

void DestinationServer::SetCapacity(int64_t bytes) {
  impl_->service.state().SetCapacity(bytes);
}

void DestinationServer::SetToken(absl::string_view token) {
  impl_->service.SetToken(token);
}

std::string DestinationServer::InventoryJson() const {
  const std::vector<StoredItem> items = Items();
  std::map<std::string, int> times;
  for (const StoredItem& item : items) ++times[item.key];
  Json inventory = {{"items", Json::array()},
                    {"albums", Json::array()},
                    {"calls", Calls()},
                    {"bytes", impl_->service.state().bytes()}};
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
