// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "common/http/url.h"
#include "common/provider/provider_context.h"

namespace photoferry {
namespace {

absl::Status Refuse(const v1::ProviderSpec& spec, absl::string_view key, absl::string_view why) {
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The option ", spec.id(), ".", key, " ", why, "."),
                 absl::StrCat("See `photoferry providers ", spec.id(), "` for its options."));
}

absl::Status Missing(const v1::ProviderSpec& spec, const std::string& key) {
  if (key != spec.shorthand_option()) return Refuse(spec, key, "is required");
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The option ", spec.id(), ".", key, " is required."),
                 absl::StrCat("Write ", spec.id(), ":", absl::AsciiStrToUpper(key), "."));
}

absl::Status CheckType(const v1::ProviderSpec& spec, const v1::OptionSpec& option,
                       const std::string& value) {
  bool as_bool;
  int64_t as_integer;
  switch (option.type()) {
    case v1::OptionSpec::BOOL:
      if (absl::SimpleAtob(value, &as_bool)) break;
      return Refuse(spec, option.key(), "must be true or false");
    case v1::OptionSpec::INTEGER:
      if (absl::SimpleAtoi(value, &as_integer)) break;
      return Refuse(spec, option.key(), "must be a whole number");
    case v1::OptionSpec::URL:
      if (value.empty() || ParseUrl(value).ok()) break;
      return Refuse(spec, option.key(), "must be an http or https URL");
    default:
      break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ProviderOptions> ProviderOptions::From(
    const v1::ProviderSpec& spec, const std::map<std::string, std::string>& given) {
  ProviderOptions options;
  for (const v1::OptionSpec& option : spec.options()) {
    const auto found = given.find(option.key());
    const std::string& value = found == given.end() ? option.default_value() : found->second;
    if (option.required() && value.empty()) return Missing(spec, option.key());
    PF_RETURN_IF_ERROR(CheckType(spec, option, value));
    options.values_[option.key()] = value;
  }
  for (const auto& [key, value] : given) {
    if (options.values_.contains(key)) continue;
    return Refuse(spec, key,
                  absl::StrCat("does not exist; there are: ",
                               absl::StrJoin(options.values_, ", ", [](std::string* out, auto& kv) {
                                 out->append(kv.first);
                               })));
  }
  return options;
}

const std::string& ProviderOptions::Text(absl::string_view key) const {
  static const std::string& empty = *new std::string;
  const auto found = values_.find(std::string(key));
  return found == values_.end() ? empty : found->second;
}

bool ProviderOptions::Bool(absl::string_view key) const {
  bool value = false;
  return absl::SimpleAtob(Text(key), &value) && value;
}

int64_t ProviderOptions::Integer(absl::string_view key) const {
  int64_t value = 0;
  return absl::SimpleAtoi(Text(key), &value) ? value : 0;
}

}  // namespace photoferry
