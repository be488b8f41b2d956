// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/scheduler.h"

namespace photoferry {

// Names as a test wants them. While one of these lives, getaddrinfo(3) of the whole program, that
// of libcurl's threads too, answers from it; numeric addresses are read as ever, and any other name
// is unknown: no question leaves the machine. One at a time.
class ScriptedResolver {
 public:
  using Addresses = std::vector<std::string>;  // numeric, in the order of preference
  // A name's answers one after another; the last one stays.
  // Whoever asks for a name of `silent` waits as long as this lives.
  explicit ScriptedResolver(std::map<std::string, std::vector<Addresses>> answers,
                            std::set<std::string> silent = {});
  ~ScriptedResolver();
  ScriptedResolver(const ScriptedResolver&) = delete;
  ScriptedResolver& operator=(const ScriptedResolver&) = delete;

  // How often the name was asked for.
  int asked(const std::string& name) const;
  // The next answer; empty for an unknown name.
  Addresses Answer(const std::string& name);

 private:
  const std::map<std::string, std::vector<Addresses>> answers_;
  const std::set<std::string> silent_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<Condition> changed_ = scheduler_->NewCondition();
  mutable Mutex mutex_;
  std::map<std::string, size_t> asked_ PF_GUARDED_BY(mutex_);
  int waiting_ PF_GUARDED_BY(mutex_) = 0;
  bool ended_ PF_GUARDED_BY(mutex_) = false;
};

}  // namespace photoferry
