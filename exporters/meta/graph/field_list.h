// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace photoferry::meta {

// `fields` ("id,name,place{id,location}") without the field `name`, at whatever depth, with its
// own braces. Nothing if it is not there or nothing else would be left.
std::optional<std::string> WithoutField(absl::string_view fields, absl::string_view name);

// The fields that a listing asks for. Versions of the API gain and lose fields, and one unknown
// name makes the API refuse the whole page: a name that was refused is dropped for good.
// Thread-safe.
class FieldList {
 public:
  // Fields of `required` are never dropped.
  FieldList(absl::string_view fields, std::set<std::string> required);

  std::string Text() const PF_EXCLUDES(mutex_);
  // After a call that asked for `asked` was refused because of `field`: true if the next call
  // asks for something else.
  bool Drop(absl::string_view field, absl::string_view asked) PF_EXCLUDES(mutex_);

 private:
  const std::set<std::string> required_;
  mutable Mutex mutex_;
  std::string fields_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::meta
