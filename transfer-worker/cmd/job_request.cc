// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/job_request.h"

#include <google/protobuf/util/message_differencer.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "transfer-worker/engine/job_check.h"

namespace photoferry {
namespace {

absl::Status BadRequest(absl::string_view message, absl::string_view what_to_do = "") {
  return Failure(v1::BAD_REQUEST, message, what_to_do);
}

absl::Status SetMoment(absl::string_view flag, const std::string& text,
                       google::protobuf::Timestamp* (v1::Selection::*field)(),
                       v1::Selection& selection) {
  if (text.empty()) return absl::OkStatus();
  absl::StatusOr<absl::Time> moment = ParseMoment(text);
  if (!moment.ok()) return Annotate(moment.status(), absl::StrCat("reading ", flag));
  const int64_t seconds = absl::ToUnixSeconds(*moment);
  google::protobuf::Timestamp& time = *(selection.*field)();
  time.set_seconds(seconds);
  time.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(*moment - absl::FromUnixSeconds(seconds))));
  return absl::OkStatus();
}

absl::StatusOr<v1::Selection> SelectionFrom(const JobFlags& flags) {
  v1::Selection selection;
  selection.mutable_albums()->Assign(flags.albums.begin(), flags.albums.end());
  selection.mutable_exclude()->Assign(flags.exclude.begin(), flags.exclude.end());
  selection.set_limit(flags.limit);
  PF_RETURN_IF_ERROR(SetMoment("--since", flags.since, &v1::Selection::mutable_since, selection));
  PF_RETURN_IF_ERROR(SetMoment("--until", flags.until, &v1::Selection::mutable_until, selection));
  if (flags.only == "photos") {
    selection.add_kinds(v1::PHOTO);
  } else if (flags.only == "videos") {
    selection.add_kinds(v1::VIDEO);
  } else if (!flags.only.empty()) {
    return BadRequest(absl::StrCat("--only ", flags.only, " is neither photos nor videos."));
  }
  PF_RETURN_IF_ERROR(CheckSelection(selection));
  return selection;
}

// Splits "folder:DIR" where the provider is known and takes something after the colon.
v1::Endpoint EndpointFrom(const std::string& text, const v1::ProviderSpec* spec) {
  v1::Endpoint endpoint;
  endpoint.set_provider(text);
  const size_t colon = text.find(':');
  if (spec == nullptr || colon == std::string::npos || spec->shorthand_option().empty()) {
    return endpoint;
  }
  endpoint.set_provider(text.substr(0, colon));
  (*endpoint.mutable_options())[spec->shorthand_option()] = text.substr(colon + 1);
  return endpoint;
}

// A shell leaves the ~ alone that stands behind a colon or an equals sign.
std::string WithHome(const std::string& path) {
  const char* const home = std::getenv("HOME");
  const bool means_home = path == "~" || absl::StartsWith(path, "~/");
  return means_home && home != nullptr ? absl::StrCat(home, path.substr(1)) : path;
}

absl::Status MakePathsAbsolute(const v1::ProviderSpec* spec, v1::Endpoint& endpoint) {
  if (spec == nullptr) return absl::OkStatus();
  for (const v1::OptionSpec& option : spec->options()) {
    const auto found = endpoint.mutable_options()->find(option.key());
    if (option.type() != v1::OptionSpec::PATH || found == endpoint.mutable_options()->end() ||
        found->second.empty()) {
      continue;
    }
    std::error_code error;
    const auto path = std::filesystem::absolute(WithHome(found->second), error);
    if (error) return BadRequest(absl::StrCat("The path ", found->second, " cannot be used."));
    found->second = path.lexically_normal().string();
  }
  return absl::OkStatus();
}

// "facebook.graph_url=URL" goes to the endpoint whose provider it names.
absl::Status AssignOption(const std::string& text, const ProviderTable& providers,
                          v1::TransferJob& job) {
  const std::pair<std::string, std::string> assignment =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::pair<std::string, std::string> name =
      absl::StrSplit(assignment.first, absl::MaxSplits('.', 1));
  if (!absl::StrContains(text, '=') || name.second.empty()) {
    return BadRequest(
        absl::StrCat("--option ", assignment.first, " is not of the form PROVIDER.KEY=VALUE."),
        "For example --option facebook.graph_url=https://graph.facebook.com");
  }
  bool assigned = false;
  for (v1::Endpoint* endpoint : {job.mutable_source(), job.mutable_destination()}) {
    if (endpoint->provider() != name.first) continue;
    (*endpoint->mutable_options())[name.second] = assignment.second;
    assigned = true;
  }
  if (assigned) return absl::OkStatus();
  PF_RETURN_IF_ERROR(CheckOptionDefault(providers, assignment.first, assignment.second));
  return BadRequest(absl::StrCat("--option ", assignment.first,
                                 " has no part in this job, which "
                                 "goes from ",
                                 job.source().provider(), " to ", job.destination().provider(),
                                 "."));
}

template <typename Plugin>
const v1::ProviderSpec* SpecIn(const Plugin* plugin) {
  return plugin == nullptr ? nullptr : &plugin->spec;
}

std::string BeforeColon(const std::string& text) {
  return text.substr(0, text.find(':'));
}

}  // namespace

absl::StatusOr<absl::Time> ParseMoment(absl::string_view text) {
  absl::Time moment;
  std::string error;
  for (const char* format : {absl::RFC3339_full, "%Y-%m-%d", "%Y-%m", "%Y"}) {
    if (absl::ParseTime(format, text, absl::UTCTimeZone(), &moment, &error) &&
        moment != absl::InfiniteFuture() && moment != absl::InfinitePast()) {
      return moment;
    }
  }
  return BadRequest(absl::StrCat("\"", text, "\" is not a date."),
                    "Write 2019-06-30, 2019-06, 2019 or 2019-06-30T18:00:00Z.");
}

absl::StatusOr<v1::TransferJob> JobFrom(const JobFlags& flags, v1::JobMode mode,
                                        const ProviderTable& providers) {
  const v1::ProviderSpec* from = SpecIn(providers.FindExporter(BeforeColon(flags.from)));
  const v1::ProviderSpec* to = SpecIn(providers.FindImporter(BeforeColon(flags.to)));
  v1::TransferJob job;
  *job.mutable_source() = EndpointFrom(flags.from, from);
  *job.mutable_destination() = EndpointFrom(flags.to, to);
  for (const std::string& option : flags.options) {
    PF_RETURN_IF_ERROR(AssignOption(option, providers, job));
  }
  PF_RETURN_IF_ERROR(MakePathsAbsolute(from, *job.mutable_source()));
  PF_RETURN_IF_ERROR(MakePathsAbsolute(to, *job.mutable_destination()));
  PF_ASSIGN_OR_RETURN(*job.mutable_selection(), SelectionFrom(flags));
  job.set_mode(mode);
  job.set_since_last(flags.since_last);
  return job;
}

bool AskForTheSame(const v1::TransferJob& a, const v1::TransferJob& b) {
  using google::protobuf::util::MessageDifferencer;
  return a.mode() == b.mode() && a.since_last() == b.since_last() &&
         MessageDifferencer::Equivalent(a.source(), b.source()) &&
         MessageDifferencer::Equivalent(a.destination(), b.destination()) &&
         MessageDifferencer::Equivalent(a.selection(), b.selection());
}

}  // namespace photoferry
