// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_inbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <iterator>
#include <utility>

namespace photoferry {
namespace {

thread_local const CurlInbox* t_own_inbox = nullptr;

}  // namespace

CurlInbox::CurlInbox() : wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
CurlInbox::~CurlInbox() {
  close(wake_fd_);
}

void CurlInbox::Adopt() {
  t_own_inbox = this;
}

void CurlInbox::Post(CurlCommand command) {
  if (t_own_inbox == this) {
    own_.push_back(std::move(command));
    return;
  }
  MutexLock lock(mutex_);
  posted_.push_back(std::move(command));
  if (!std::exchange(waking_, true)) Wake();
}

void CurlInbox::Close() {
  closed_.store(true);
  Wake();
}

void CurlInbox::Wake() {
  const uint64_t one = 1;
  // It fails only when the counter is full, and then the loop is awake anyway.
  [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof(one));
}

void CurlInbox::DrainWakeFd() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(wake_fd_, &count, sizeof(count));
}

std::vector<CurlCommand> CurlInbox::Take() {
  std::vector<CurlCommand> commands = std::exchange(own_, {});
  MutexLock lock(mutex_);
  waking_ = false;
  if (commands.empty()) {
    commands.swap(posted_);
  } else {
    commands.insert(commands.end(), std::make_move_iterator(posted_.begin()),
                    std::make_move_iterator(posted_.end()));
    posted_.clear();
  }
  return commands;
}

}  // namespace photoferry
