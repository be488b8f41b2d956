// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_http_client.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/curl_upload.h"

namespace photoferry::sim {
namespace {

constexpr size_t kSendPiece = 48 << 10;
constexpr absl::Duration kServerPatience = absl::Seconds(15);
constexpr absl::Duration kLook = absl::Milliseconds(250);

absl::Status Lost(const std::string& origin) {
  return Failure(v1::CONNECTION_LOST,
                 absl::StrCat("The connection to ", origin, " broke off before the answer."));
}

absl::Status Stopped() {
  return Failure(v1::STOPPED, "The request was given up because the work was stopped.");
}

SimAnswer Grumble(SimScheduler& machine) {
  constexpr int kStatuses[] = {429, 500, 503};
  SimAnswer answer{.status = kStatuses[machine.Below(3)]};
  answer.body = "<html>upstream trouble</html>";
  if (machine.OneIn(2)) {
    answer.headers.Add("Retry-After", absl::StrCat(machine.Below(machine.OneIn(4) ? 200 : 5)));
  }
  return answer;
}

}  // namespace

// One request under way.
struct SimHttpClient::Exchange {
  const HttpRequest& request;
  const std::stop_token& stop;
  absl::Duration deadline;
  std::string origin;
  Mishap mishap = Mishap::kNone;
  std::optional<CurlUpload> upload;
  int64_t cut_at = -1;  // so many bytes of what is sent get through
  absl::Status broken;  // why the body did not come to its end
};

// An answer's body on its way into a pipe.
struct SimHttpClient::Delivery {
  std::shared_ptr<Pipe> pipe;
  std::shared_ptr<Flow> flow;
  std::string body;
  int64_t end;               // so many bytes come
  absl::Status verdict;      // ... and then this
  int64_t bytes_per_second;  // 0: as fast as the line is
  std::string origin;
  std::stop_token stop;
  bool finished = false;
  std::unique_ptr<Thread> thread;
};

SimHttpClient::SimHttpClient(SimNetwork& network, SimProcess& process)
    : network_(network), process_(process) {}

SimHttpClient::~SimHttpClient() {
  for (const auto& delivery : deliveries_) {
    if (delivery->pipe) delivery->pipe->Cancel(Stopped());
    delivery->thread->Join();
  }
}

absl::Status SimHttpClient::Pass(const Exchange& exchange, absl::Duration duration) {
  return PassSince(process_.clock().Monotonic(), exchange, duration);
}

absl::Status SimHttpClient::PassSince(absl::Duration begun, const Exchange& exchange,
                                      absl::Duration duration) {
  const absl::Duration left = exchange.deadline - process_.clock().Monotonic();
  const bool passed =
      process_.SleepFor(std::min(duration, std::max(left, absl::ZeroDuration())), exchange.stop);
  if (process_.dead()) return Lost(exchange.origin);
  if (!passed) return Stopped();
  // Whoever stood still meanwhile finds that the other side has not waited.
  const absl::Duration stood_still = process_.clock().Monotonic() - begun - duration;
  if (duration < left && stood_still > kServerPatience) return Lost(exchange.origin);
  if (duration < left) return absl::OkStatus();
  return Failure(v1::TIMED_OUT, absl::StrCat(exchange.origin, " did not answer in time."));
}

absl::Status SimHttpClient::Silence(const Exchange& exchange) {
  PF_RETURN_IF_ERROR(Pass(exchange, exchange.request.stall_timeout));
  return Failure(v1::TIMED_OUT,
                 absl::StrCat("The connection to ", exchange.origin, " stood still for too long."));
}

bool SimHttpClient::ReadBody(Exchange& exchange,
                             const std::function<bool(absl::string_view)>& take) {
  if (!exchange.upload) return true;
  CurlUpload& upload = *exchange.upload;
  const auto changed = process_.NewCondition();
  Mutex mutex;
  if (upload.stream() != nullptr) {
    upload.stream()->OnReadable([&] {
      MutexLock lock(mutex);
      changed->NotifyAll();
    });
  }
  const absl::Cleanup forget = [&] {
    if (upload.stream() != nullptr) upload.stream()->OnReadable(nullptr);
  };
  std::string buffer(kSendPiece, '\0');
  while (true) {
    const CurlUpload::Piece piece = upload.Next(buffer.data(), buffer.size());
    exchange.broken = piece.error;
    if (piece.wait) {
      MutexLock lock(mutex);
      changed->WaitFor(mutex, kLook);
    }
    if (exchange.broken.ok()) exchange.broken = Pass(exchange, absl::Microseconds(200));
    if (exchange.cut_at >= 0 && upload.handed_out() > exchange.cut_at) {
      exchange.broken = Lost(exchange.origin);
    }
    if (!exchange.broken.ok()) return false;
    if (piece.wait) continue;
    if (piece.bytes == 0) return true;
    if (!take(absl::string_view(buffer).substr(0, piece.bytes))) return false;
  }
}

absl::StatusOr<SimAnswer> SimHttpClient::Reach(Exchange& exchange, SimHost& host, const Url& url) {
  SimScheduler& machine = network_.machine();
  if (exchange.upload && exchange.mishap == Mishap::kCutUpload) {
    exchange.cut_at = static_cast<int64_t>(
        machine.Below(1 + static_cast<uint64_t>(exchange.upload->length().value_or(100'000))));
  }
  SimAnswer answer = host.Answer(
      exchange.request, url,
      [&](const std::function<bool(absl::string_view)>& take) { return ReadBody(exchange, take); });
  PF_RETURN_IF_ERROR(exchange.broken);
  if (answer.hangs_up) return Lost(exchange.origin);
  machine.Trace(absl::StrCat("answers ", answer.status));
  return answer;
}

absl::StatusOr<SimAnswer> SimHttpClient::Ask(Exchange& exchange) {
  SimScheduler& machine = network_.machine();
  const HttpRequest& request = exchange.request;
  PF_ASSIGN_OR_RETURN(const Url url, ParseUrl(request.url));
  exchange.origin = url.Origin();
  SimHost* const host = network_.Find(exchange.origin);
  exchange.mishap = network_.Next();
  const absl::Duration begun = process_.clock().Monotonic();
  machine.Yield(absl::StrCat(request.method, " ", exchange.origin, url.path, " mishap ",
                             static_cast<int>(exchange.mishap)));
  exchange.deadline = process_.clock().Monotonic() + request.timeout;
  if (request.body) exchange.upload.emplace(*request.body);
  const absl::Cleanup abandon = [&] {
    if (exchange.upload) exchange.upload->Abandon(Lost(exchange.origin));
  };
  const bool slow = exchange.mishap == Mishap::kSlow;
  PF_RETURN_IF_ERROR(
      PassSince(begun, exchange, slow ? 400 * network_.Latency() : network_.Latency()));
  if (host == nullptr || exchange.mishap == Mishap::kRefused) {
    return Failure(v1::UNREACHABLE, absl::StrCat(exchange.origin, " cannot be reached."));
  }
  if (exchange.mishap == Mishap::kLostBefore) return Lost(exchange.origin);
  if (exchange.mishap == Mishap::kSilentBefore) return Silence(exchange);
  SimAnswer answer = Grumble(machine);
  if (exchange.mishap != Mishap::kStatusBefore) {
    PF_ASSIGN_OR_RETURN(answer, Reach(exchange, *host, url));
  }
  answer.early =
      exchange.upload && exchange.upload->stream() != nullptr && !exchange.upload->finished();
  if (answer.delay >= request.stall_timeout) return Silence(exchange);
  PF_RETURN_IF_ERROR(Pass(exchange, network_.Latency() + answer.delay));
  if (exchange.mishap == Mishap::kLostAfter) return Lost(exchange.origin);
  if (exchange.mishap == Mishap::kSilentAfter) return Silence(exchange);
  if (exchange.mishap == Mishap::kStatusAfter) answer = SimAnswer{.status = 502};
  return answer;
}

absl::StatusOr<HttpResponse> SimHttpClient::Call(const HttpRequest& request,
                                                 const std::stop_token& stop) {
  Exchange exchange{.request = request, .stop = stop};
  PF_ASSIGN_OR_RETURN(SimAnswer answer, Ask(exchange));
  if (exchange.mishap == Mishap::kCutAnswer && !answer.body.empty()) {
    return Lost(exchange.origin);
  }
  if (answer.body.size() > request.max_response_bytes) {
    return Failure(v1::MALFORMED_ANSWER,
                   absl::StrCat("The answer of ", exchange.origin, " is too long."));
  }
  return HttpResponse{.status = answer.status,
                      .headers = std::move(answer.headers),
                      .body = std::move(answer.body),
                      .early = answer.early};
}

absl::StatusOr<HttpStream> SimHttpClient::Open(const HttpRequest& request, OpenOptions options,
                                               const std::stop_token& stop) {
  JoinFinished();
  Exchange exchange{.request = request, .stop = stop};
  PF_ASSIGN_OR_RETURN(SimAnswer answer, Ask(exchange));
  auto delivery = std::make_unique<Delivery>();
  delivery->pipe = std::make_shared<Pipe>(process_, std::move(options.stages), options.capacity);
  if (answer.status / 100 != 2) delivery->pipe->DropStages();
  delivery->flow = flows_.emplace_back(std::make_shared<Flow>(Flow{.pipe = delivery->pipe}));
  const auto size = static_cast<int64_t>(answer.body.size());
  const int64_t length = answer.claimed_length.value_or(size);
  delivery->end = std::min(answer.ends_after.value_or(size), length);
  SimScheduler& machine = network_.machine();
  if (exchange.mishap == Mishap::kCutAnswer && size > 0) {
    delivery->end = static_cast<int64_t>(machine.Below(static_cast<uint64_t>(size)));
  }
  if (delivery->end < length) {
    delivery->verdict = machine.OneIn(2)
                            ? Lost(exchange.origin)
                            : Failure(v1::TRUNCATED, "The file ended before it should have.");
  }
  delivery->body = std::move(answer.body);
  delivery->bytes_per_second = answer.bytes_per_second;
  delivery->origin = exchange.origin;
  delivery->stop = stop;
  HttpStream stream{.status = answer.status,
                    .headers = std::move(answer.headers),
                    .length = answer.tells_length ? std::optional(length) : std::nullopt,
                    .body = delivery->pipe};
  deliveries_.push_back(std::move(delivery));
  Delivery& given = *deliveries_.back();
  given.thread = process_.Spawn("download", [this, &given] { Deliver(given); });
  return stream;
}

void SimHttpClient::Deliver(Delivery& delivery) {
  const auto changed = process_.NewCondition();
  Mutex mutex;
  delivery.pipe->OnWritable([&] {
    MutexLock lock(mutex);
    changed->NotifyAll();
  });
  SimScheduler& machine = network_.machine();
  int64_t piece = kLongestPiece / (1 + static_cast<int64_t>(machine.Below(5)));
  const int64_t rate = delivery.bytes_per_second;
  if (rate > 0) piece = std::clamp<int64_t>(rate / 10, 1, piece);
  absl::Status status;
  for (int64_t at = 0; at < delivery.end && status.ok();) {
    const auto size = static_cast<size_t>(std::min(piece, delivery.end - at));
    absl::Duration pause = network_.Latency() / 4;
    if (rate > 0) pause += absl::Seconds(static_cast<double>(size) / static_cast<double>(rate));
    process_.SleepFor(pause, delivery.stop);
    if (process_.dead()) status = Lost(delivery.origin);
    if (delivery.stop.stop_requested()) status = Stopped();
    if (!status.ok()) break;
    // Nobody but us holds it any more: the transfer is abandoned.
    if (delivery.pipe.use_count() == 1) status = Stopped();
    const absl::StatusOr<bool> taken = delivery.pipe->TryWrite(
        absl::string_view(delivery.body).substr(static_cast<size_t>(at), size));
    if (!taken.ok()) {
      status = taken.status();
    } else if (*taken) {
      at += static_cast<int64_t>(size);
      delivery.flow->written = at;
      Weigh();
    } else {
      MutexLock lock(mutex);
      changed->WaitFor(mutex, kLook);
    }
  }
  delivery.pipe->OnWritable(nullptr);
  delivery.pipe->Close(status.ok() ? delivery.verdict : status).IgnoreError();
  delivery.pipe.reset();
  delivery.flow->ended = true;
  delivery.finished = true;
}

void SimHttpClient::Weigh() {
  std::erase_if(flows_, [](const auto& flow) { return flow->pipe.expired(); });
  SimNetwork::Load load;
  for (const auto& flow : flows_) {
    const std::shared_ptr<Pipe> pipe = flow->pipe.lock();
    const long ours = flow->ended ? 1 : 2;
    if (pipe.use_count() <= ours) continue;
    ++load.bodies;
    load.bytes += flow->written - pipe->bytes_read();
  }
  network_.Carry(load);
}

// Joining is a switch point: nobody may see the list meanwhile.
void SimHttpClient::JoinFinished() {
  std::list<std::unique_ptr<Delivery>> finished;
  for (auto at = deliveries_.begin(); at != deliveries_.end();) {
    const auto next = std::next(at);
    if ((*at)->finished && (*at)->thread) finished.splice(finished.end(), deliveries_, at);
    at = next;
  }
}

}  // namespace photoferry::sim
