// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/nextcloud_server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <stop_token>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/scheduler.h"
#include "common/http/url.h"
#include "tests/fakes/nextcloud/nextcloud_controls.h"

namespace photoferry::fakes {
namespace {

// A request on its way through libmicrohttpd, which calls back for its head, for each piece of its
// body and for its end.
struct Exchange {
  DavRequest request;
  NextcloudService::Reception reception;
  int64_t received = 0;  // of the body
  bool begun = false;
  bool answered = false;  // or given up, and told to the service
};

// Leaves the path as it was sent.
size_t KeepEscapes(void*, MHD_Connection*, char* text) {
  return std::char_traits<char>::length(text);
}

void* BeginExchange(void*, const char* uri, MHD_Connection*) {
  auto exchange = std::make_unique<Exchange>();
  const absl::string_view whole = uri;
  exchange->request.path = std::string(whole.substr(0, whole.find('?')));
  const size_t query = whole.find('?');
  if (query != absl::string_view::npos)
    exchange->request.query = std::string(whole.substr(query + 1));
  return exchange.release();
}

MHD_Result AddHeader(void* request, MHD_ValueKind, const char* name, const char* value) {
  static_cast<DavRequest*>(request)->headers[absl::AsciiStrToLower(name)] =
      value == nullptr ? "" : value;
  return MHD_YES;
}

ssize_t ReadCord(void* cord, uint64_t position, char* buffer, size_t size) {
  const absl::Cord& body = *static_cast<absl::Cord*>(cord);
  if (position >= body.size()) return MHD_CONTENT_READER_END_OF_STREAM;
  const absl::Cord part = body.Subcord(position, size);
  size_t copied = 0;
  for (const absl::string_view piece : part.Chunks()) {
    std::copy(piece.begin(), piece.end(), buffer + copied);
    copied += piece.size();
  }
  return static_cast<ssize_t>(copied);
}

void FreeCord(void* cord) {
  delete static_cast<absl::Cord*>(cord);
}

MHD_Result Queue(MHD_Connection* connection, const DavResponse& answer) {
  MHD_Response* const response = MHD_create_response_from_callback(
      answer.body.size(), 64 << 10, &ReadCord, new absl::Cord(answer.body), &FreeCord);
  for (const auto& [name, value] : answer.headers) {
    MHD_add_response_header(response, name.c_str(), value.c_str());
  }
  const MHD_Result queued =
      MHD_queue_response(connection, static_cast<unsigned>(answer.status), response);
  MHD_destroy_response(response);
  return queued;
}

bool HasBody(const DavRequest& request) {
  return request.NumberHeader("content-length") > 0 || !request.Header("transfer-encoding").empty();
}

// A whole answer while the body is still coming. What comes must be read on, or the answer may be
// lost with it.
void SendAtOnce(MHD_Connection* connection, const DavResponse& answer) {
  std::string text = absl::StrCat("HTTP/1.1 ", answer.status, " Early\r\nConnection: close\r\n",
                                  "Content-Length: ", answer.body.size(), "\r\n");
  for (const auto& [name, value] : answer.headers)
    absl::StrAppend(&text, name, ": ", value, "\r\n");
  absl::StrAppend(&text, "\r\n", std::string(answer.body));
  const int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  (void)::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
  ::shutdown(fd, SHUT_WR);
}

}  // namespace

struct NextcloudServer::Daemon {
  Daemon(NextcloudService& its_service, int port);
  ~Daemon();

  static MHD_Result OnRequest(void* self, MHD_Connection* connection, const char*,
                              const char* method, const char*, const char* data, size_t* size,
                              void** exchange);
  static void OnEnd(void* self, MHD_Connection*, void** exchange, MHD_RequestTerminationCode);
  MHD_Result OnHead(MHD_Connection* connection, const char* method, Exchange& exchange);
  MHD_Result OnPiece(Exchange& exchange, absl::string_view piece);
  MHD_Result OnWhole(MHD_Connection* connection, Exchange& exchange);
  MHD_Result Answer(MHD_Connection* connection, const DavResponse& answer);
  int Port() const;

  NextcloudService& service;
  std::stop_source stopping;
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  MHD_Daemon* daemon = nullptr;
};

NextcloudServer::Daemon::Daemon(NextcloudService& its_service, int port) : service(its_service) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  daemon = MHD_start_daemon(
      MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL,
      static_cast<uint16_t>(port), nullptr, nullptr, &OnRequest, this,  //
      MHD_OPTION_SOCK_ADDR, &address,                                   //
      MHD_OPTION_NOTIFY_COMPLETED, &OnEnd, this,                        //
      MHD_OPTION_URI_LOG_CALLBACK, &BeginExchange, nullptr,             //
      MHD_OPTION_UNESCAPE_CALLBACK, &KeepEscapes, nullptr,              //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, size_t{256 << 10}, MHD_OPTION_END);
}

NextcloudServer::Daemon::~Daemon() {
  stopping.request_stop();
  if (daemon != nullptr) MHD_stop_daemon(daemon);
}

int NextcloudServer::Daemon::Port() const {
  if (daemon == nullptr) return 0;
  return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

MHD_Result NextcloudServer::Daemon::OnRequest(void* self, MHD_Connection* connection, const char*,
                                              const char* method, const char*, const char* data,
                                              size_t* size, void** context) {
  Daemon& daemon = *static_cast<Daemon*>(self);
  Exchange& exchange = *static_cast<Exchange*>(*context);
  if (!exchange.begun) {
    exchange.begun = true;
    return daemon.OnHead(connection, method, exchange);
  }
  if (*size == 0) return daemon.OnWhole(connection, exchange);
  const absl::string_view piece(data, *size);
  *size = 0;
  return daemon.OnPiece(exchange, piece);
}

MHD_Result NextcloudServer::Daemon::OnHead(MHD_Connection* connection, const char* method,
                                           Exchange& exchange) {
  DavRequest& request = exchange.request;
  request.method = method;
  MHD_get_connection_values(connection, MHD_HEADER_KIND, &AddHeader, &request);
  if (IsControl(request)) return MHD_YES;
  exchange.reception = service.Receive(request);
  if (!exchange.reception.answer || !HasBody(request)) return MHD_YES;
  exchange.answered = true;
  const DavResponse answer = service.Handle(request, exchange.reception);
  if (answer.lost || !request.Header("expect").empty()) return Answer(connection, answer);
  scheduler->SleepFor(answer.delay, stopping.get_token());
  SendAtOnce(connection, answer);
  return MHD_YES;
}

MHD_Result NextcloudServer::Daemon::OnPiece(Exchange& exchange, absl::string_view piece) {
  if (exchange.answered) return MHD_YES;
  exchange.received += static_cast<int64_t>(piece.size());
  const std::optional<int64_t>& end = exchange.reception.hang_up_after;
  if (end && exchange.received >= *end) return MHD_NO;  // OnEnd tells the service
  exchange.request.body.Append(piece);
  return MHD_YES;
}

MHD_Result NextcloudServer::Daemon::OnWhole(MHD_Connection* connection, Exchange& exchange) {
  if (exchange.answered) return MHD_NO;
  exchange.answered = true;
  if (IsControl(exchange.request)) return Queue(connection, Control(service, exchange.request));
  return Answer(connection, service.Handle(exchange.request, exchange.reception));
}

MHD_Result NextcloudServer::Daemon::Answer(MHD_Connection* connection, const DavResponse& answer) {
  scheduler->SleepFor(answer.delay, stopping.get_token());
  return answer.lost ? MHD_NO : Queue(connection, answer);
}

void NextcloudServer::Daemon::OnEnd(void* self, MHD_Connection*, void** context,
                                    MHD_RequestTerminationCode) {
  const std::unique_ptr<Exchange> exchange(
      static_cast<Exchange*>(std::exchange(*context, nullptr)));
  if (exchange == nullptr || !exchange->begun || exchange->answered) return;
  static_cast<Daemon*>(self)->service.Lost(exchange->request, exchange->received);
}

NextcloudServer::NextcloudServer(const NextcloudOptions& options, const Clock& clock, int port)
    : user_(options.user),
      service_(options, clock),
      daemon_(std::make_unique<Daemon>(service_, port)) {}

NextcloudServer::~NextcloudServer() = default;

int NextcloudServer::port() const {
  return daemon_->Port();
}

std::string NextcloudServer::url() const {
  return absl::StrCat("http://127.0.0.1:", port());
}

std::string NextcloudServer::files_url() const {
  return absl::StrCat(url(), "/remote.php/dav/files/", PercentEncode(user_), "/");
}

}  // namespace photoferry::fakes
