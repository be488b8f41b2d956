// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/scripted_resolver.h"

#include <dlfcn.h>
#include <netdb.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <utility>

namespace photoferry {
namespace {

std::atomic<ScriptedResolver*> current{nullptr};

using Resolve = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

Resolve Real() {
  static const auto real = reinterpret_cast<Resolve>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real;
}

int ReadNumeric(const std::string& host, const char* service, const addrinfo* hints,
                addrinfo** result) {
  addrinfo numeric = hints == nullptr ? addrinfo{} : *hints;
  numeric.ai_flags |= AI_NUMERICHOST;
  return Real()(host.c_str(), service, &numeric, result);
}

// One list of all the addresses. What freeaddrinfo(3) frees, it frees one by one.
int AnswerWith(const ScriptedResolver::Addresses& addresses, const char* service,
               const addrinfo* hints, addrinfo** result) {
  *result = nullptr;
  addrinfo** end = result;
  for (const std::string& address : addresses) {
    if (ReadNumeric(address, service, hints, end) != 0) *end = nullptr;  // of the other family
    while (*end != nullptr) end = &(*end)->ai_next;
  }
  return *result == nullptr ? EAI_NONAME : 0;
}

}  // namespace

ScriptedResolver::ScriptedResolver(std::map<std::string, std::vector<Addresses>> answers,
                                   std::set<std::string> silent)
    : answers_(std::move(answers)), silent_(std::move(silent)) {
  if (current.exchange(this) != nullptr) std::abort();
}

ScriptedResolver::~ScriptedResolver() {
  current.store(nullptr);
  MutexLock lock(mutex_);
  ended_ = true;
  changed_->NotifyAll();
  while (waiting_ > 0) changed_->Wait(mutex_);
}

int ScriptedResolver::asked(const std::string& name) const {
  MutexLock lock(mutex_);
  const auto found = asked_.find(name);
  return found == asked_.end() ? 0 : static_cast<int>(found->second);
}

ScriptedResolver::Addresses ScriptedResolver::Answer(const std::string& name) {
  MutexLock lock(mutex_);
  const size_t before = asked_[name]++;
  if (silent_.contains(name)) {
    ++waiting_;
    while (!ended_) changed_->Wait(mutex_);
    --waiting_;
    changed_->NotifyAll();
  }
  const auto found = answers_.find(name);
  if (found == answers_.end()) return {};
  return found->second[std::min(before, found->second.size() - 1)];
}

}  // namespace photoferry

// Takes the place of the C library's for the program and all that it links.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  using namespace photoferry;
  ScriptedResolver* const scripted = current.load();
  if (scripted == nullptr || host == nullptr) return Real()(host, service, hints, result);
  if (ReadNumeric(host, service, hints, result) == 0) return 0;
  return AnswerWith(scripted->Answer(host), service, hints, result);
}
