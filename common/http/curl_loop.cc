// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_loop.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/status.h"
#include "common/http/curl_setup.h"

namespace photoferry {
namespace {

constexpr size_t kMaxIdleEasies = 64;

absl::Status Stopped() {
  return Failure(v1::STOPPED, "The request was given up because the work was stopped.");
}

// OpenSSL writes with write(2): a peer that is gone would end the process otherwise.
void BlockSigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

// An error is left to libcurl's next read or write to find: that way what the other side still
// said is read first.
int CurlEvents(uint32_t events) {
  const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
  const bool in = broken || (events & EPOLLIN) != 0;
  const bool out = broken || (events & EPOLLOUT) != 0;
  return (in ? CURL_CSELECT_IN : 0) | (out ? CURL_CSELECT_OUT : 0);
}

CURLSH* NewShare() {
  CURLSH* share = curl_share_init();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  return share;
}

}  // namespace

CurlLoop::CurlLoop(Scheduler& scheduler, const CurlHttpClientOptions& options,
                   int max_idle_connections)
    : scheduler_(scheduler),
      options_(options),
      inbox_(std::make_shared<CurlInbox>()),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      multi_(curl_multi_init()),
      share_(NewShare()) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::SocketCallback);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::TimerCallback);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, long{CURLPIPE_NOTHING});
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, long{max_idle_connections});
  epoll_event wake = {.events = EPOLLIN, .data = {.fd = inbox_->wake_fd()}};
  epoll_ctl(epoll_, EPOLL_CTL_ADD, inbox_->wake_fd(), &wake);
  thread_ = scheduler_.Spawn("http-loop", [this] { Run(); });
}

CurlLoop::~CurlLoop() {
  inbox_->Close();
  thread_->Join();
  for (CURL* easy : idle_easies_) curl_easy_cleanup(easy);
  curl_multi_cleanup(multi_);
  curl_share_cleanup(share_);
  close(epoll_);
}

int CurlLoop::SocketCallback(CURL*, curl_socket_t socket, int what, void* self, void* known) {
  auto* const loop = static_cast<CurlLoop*>(self);
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(loop->epoll_, EPOLL_CTL_DEL, socket, nullptr);
    curl_multi_assign(loop->multi_, socket, nullptr);
    return 0;
  }
  epoll_event event = {.events = 0, .data = {.fd = socket}};
  if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
  epoll_ctl(loop->epoll_, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
  if (known == nullptr) curl_multi_assign(loop->multi_, socket, self);
  return 0;
}

int CurlLoop::TimerCallback(CURLM*, long milliseconds, void* self) {
  auto* const loop = static_cast<CurlLoop*>(self);
  if (milliseconds < 0) {
    loop->curl_timer_.reset();
  } else {
    loop->curl_timer_ = SystemClock().Monotonic() + absl::Milliseconds(milliseconds);
  }
  return 0;
}

void CurlLoop::Run() {
  BlockSigpipe();
  inbox_->Adopt();
  while (!inbox_->closed()) {
    WaitForEvents();
    ActOnTimer();
    ObeyCommands();
    CollectFinished();
    CheckTimers();
  }
  AbandonAll();
}

int CurlLoop::MillisecondsToWait() const {
  if (inbox_->HasOwnCommands()) return 0;
  absl::Duration wait = absl::Hours(1);
  if (curl_timer_.has_value()) wait = *curl_timer_ - SystemClock().Monotonic();
  if (!timers_.empty()) {
    wait = std::min(wait, timers_.begin()->first - scheduler_.clock().Monotonic());
  }
  wait = std::clamp(wait, absl::ZeroDuration(), absl::Hours(1));
  return static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(wait, absl::Milliseconds(1))));
}

void CurlLoop::WaitForEvents() {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(epoll_, events.data(), events.size(), MillisecondsToWait());
  for (int i = 0; i < count; ++i) {
    if (events[i].data.fd == inbox_->wake_fd()) {
      inbox_->DrainWakeFd();
    } else {
      Act(events[i].data.fd, CurlEvents(events[i].events));
    }
  }
}

void CurlLoop::Act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, socket, events, &running);
}

void CurlLoop::ActOnTimer() {
  if (!curl_timer_.has_value() || *curl_timer_ > SystemClock().Monotonic()) return;
  curl_timer_.reset();
  Act(CURL_SOCKET_TIMEOUT, 0);
}

void CurlLoop::ObeyCommands() {
  for (CurlCommand& command : inbox_->Take()) {
    CurlTransfer& transfer = *command.transfer;
    if (command.kind == CurlCommand::Kind::kStart) {
      Begin(std::move(command.transfer));
    } else if (active_.contains(&transfer)) {
      if (command.kind == CurlCommand::Kind::kResume) {
        Resume(transfer);
      } else {
        Release(transfer)->Finish(Stopped());
      }
    }
  }
}

void CurlLoop::Begin(std::shared_ptr<CurlTransfer> transfer) {
  if (transfer->stop_requested()) return transfer->Finish(Stopped());
  CURL* easy = TakeEasy();
  absl::Status status = SetUpEasy(easy, share_, options_, *transfer);
  if (status.ok()) {
    transfer->Attach(easy);
    CurlTransfer* const key = transfer.get();
    active_[key] = {std::move(transfer), timers_.emplace(key->next_check(), key)};
    curl_multi_add_handle(multi_, easy);
    return;
  }
  FreeHeaders(std::exchange(transfer->headers, nullptr));
  curl_easy_cleanup(easy);
  transfer->Finish(std::move(status));
}

void CurlLoop::Resume(CurlTransfer& transfer) {
  if (transfer.answered_early()) return Release(transfer)->Finish(CURLE_OK);
  if (absl::Status status = transfer.Resume(); !status.ok()) {
    return Release(transfer)->Finish(std::move(status));
  }
  Reschedule(transfer);
}

void CurlLoop::Reschedule(CurlTransfer& transfer) {
  Active& active = active_.at(&transfer);
  if (active.timer->first == transfer.next_check()) return;
  timers_.erase(active.timer);
  active.timer = timers_.emplace(transfer.next_check(), &transfer);
}

void CurlLoop::CollectFinished() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    char* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    Release(*reinterpret_cast<CurlTransfer*>(transfer), code)->Finish(code);
  }
}

void CurlLoop::CheckTimers() {
  if (timers_.empty()) return;
  const absl::Duration now = scheduler_.clock().Monotonic();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    CurlTransfer& transfer = *timers_.begin()->second;
    absl::Status status = transfer.Check(now);
    if (!status.ok()) {
      Release(transfer)->Finish(std::move(status));
    } else if (transfer.answered_early()) {
      Release(transfer)->Finish(CURLE_OK);
    } else {
      Reschedule(transfer);
    }
  }
}

std::shared_ptr<CurlTransfer> CurlLoop::Release(CurlTransfer& transfer, CURLcode code) {
  const auto found = active_.find(&transfer);
  std::shared_ptr<CurlTransfer> kept = std::move(found->second.transfer);
  timers_.erase(found->second.timer);
  active_.erase(found);
  CURL* const easy = kept->easy();
  curl_multi_remove_handle(multi_, easy);
  FreeHeaders(std::exchange(kept->headers, nullptr));
  // libcurl 7.88 keeps the buffer of a transfer that ended early (an unknown host is enough), and
  // then refuses CURLOPT_BUFFERSIZE: only a handle that came to its end is used again.
  if (code == CURLE_OK && idle_easies_.size() < kMaxIdleEasies) {
    curl_easy_reset(easy);
    idle_easies_.push_back(easy);
  } else {
    curl_easy_cleanup(easy);
  }
  return kept;
}

void CurlLoop::AbandonAll() {
  while (!active_.empty()) Release(*active_.begin()->first)->Finish(Stopped());
  for (const CurlCommand& command : inbox_->Take()) command.transfer->Finish(Stopped());
}

CURL* CurlLoop::TakeEasy() {
  if (idle_easies_.empty()) return curl_easy_init();
  CURL* const easy = idle_easies_.back();
  idle_easies_.pop_back();
  return easy;
}

}  // namespace photoferry
