// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/job_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "common/provider/provider_context.h"
#include "transfer-worker/engine/endpoint_options.h"
#include "transfer-worker/engine/near_name.h"
#include "transfer-worker/engine/report_text.h"
#include "transfer-worker/engine/resource_name.h"

namespace photoferry {
namespace {

enum class Side { kSource, kDestination };

absl::Status BadRequest(absl::string_view message, absl::string_view what_to_do = "") {
  return Failure(v1::BAD_REQUEST, message, what_to_do);
}

// What a caller wrote, fit for a message.
std::string Shown(absl::string_view text) {
  return Beginning(Redacted(text), 64);
}

// A wrong option inside a request is the request's fault, whatever its reason usually stands for.
absl::Status AsInvalidArgument(const absl::Status& status) {
  if (status.ok()) return status;
  absl::Status result(absl::StatusCode::kInvalidArgument, status.message());
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { result.SetPayload(url, payload); });
  return result;
}

template <typename Plugin>
std::vector<std::string> IdsOf(const std::vector<Plugin>& plugins) {
  std::vector<std::string> ids;
  ids.reserve(plugins.size());
  for (const Plugin& plugin : plugins) ids.push_back(plugin.spec.id());
  return ids;
}

const v1::ProviderSpec* SpecFor(const ProviderTable& providers, Side side, absl::string_view id) {
  if (side == Side::kSource) {
    const ExporterPlugin* plugin = providers.FindExporter(id);
    return plugin == nullptr ? nullptr : &plugin->spec;
  }
  const ImporterPlugin* plugin = providers.FindImporter(id);
  return plugin == nullptr ? nullptr : &plugin->spec;
}

// For a path without the provider before it; empty: none takes a path.
std::string FolderMeant(const ProviderTable& providers, Side side, absl::string_view path) {
  if (side == Side::kSource) return "";
  for (const ImporterPlugin& plugin : providers.importers) {
    for (const v1::OptionSpec& option : plugin.spec.options()) {
      if (option.key() != plugin.spec.shorthand_option() || option.type() != v1::OptionSpec::PATH) {
        continue;
      }
      return absl::StrCat(" Did you mean ", plugin.spec.id(), ":", Shown(path), "?");
    }
  }
  return "";
}

absl::Status NoSuchProvider(const ProviderTable& providers, Side side, absl::string_view id) {
  const bool source = side == Side::kSource;
  const std::vector<std::string> ids =
      source ? IdsOf(providers.exporters) : IdsOf(providers.importers);
  const absl::string_view word = source ? "source" : "destination";
  const std::string choices = absl::StrCat("The ", word, "s are: ", absl::StrJoin(ids, ", "), ".");
  if (id.empty()) return BadRequest(absl::StrCat("The job names no ", word, "."), choices);
  const Side other = source ? Side::kDestination : Side::kSource;
  if (SpecFor(providers, other, id) != nullptr) {
    return BadRequest(absl::StrCat(id, " is not a ", word, ": photos can only be taken ",
                                   source ? "to" : "from", " there."),
                      choices);
  }
  const bool is_path = absl::StartsWith(id, "/") || absl::StartsWith(id, ".");
  const std::string meant = is_path ? FolderMeant(providers, side, id) : DidYouMean(id, ids);
  return BadRequest(absl::StrCat("There is no ", word, " called \"", Shown(id), "\".", meant),
                    choices);
}

// "folder:DIR" names a provider and the value of its shorthand option.
absl::Status ResolveShorthand(const ProviderTable& providers, Side side, v1::Endpoint& endpoint) {
  const size_t colon = endpoint.provider().find(':');
  if (colon == std::string::npos) return absl::OkStatus();
  const std::string id = endpoint.provider().substr(0, colon);
  const std::string value = endpoint.provider().substr(colon + 1);
  const v1::ProviderSpec* spec = SpecFor(providers, side, id);
  if (spec == nullptr) return NoSuchProvider(providers, side, id);
  if (spec->shorthand_option().empty()) {
    return BadRequest(absl::StrCat(id, " takes nothing after a colon."),
                      absl::StrCat("See `photoferry providers ", id, "` for its options."));
  }
  auto [entry, added] = endpoint.mutable_options()->insert({spec->shorthand_option(), value});
  if (!added && entry->second != value) {
    return BadRequest(absl::StrCat("The option ", id, ".", spec->shorthand_option(),
                                   " is given twice, with different values."));
  }
  endpoint.set_provider(id);
  return absl::OkStatus();
}

absl::Status CheckCredential(const v1::ProviderSpec& spec, absl::string_view tenant,
                             v1::Endpoint& endpoint) {
  if (endpoint.credential().empty()) {
    if (spec.needs_credential()) endpoint.set_credential(CredentialNameOf(tenant, spec.id()));
    return absl::OkStatus();
  }
  PF_ASSIGN_OR_RETURN(const ResourceName name, ParseCredentialName(endpoint.credential()));
  if (name.tenant == tenant) return absl::OkStatus();
  return BadRequest("The credential belongs to another tenant than the job.");
}

// By making what the job would make of them, which asks nobody.
absl::Status CheckOptions(const ProviderTable& providers, Side side, const v1::ProviderSpec& spec,
                          const v1::Endpoint& endpoint,
                          const std::map<std::string, std::string>& option_defaults) {
  PF_ASSIGN_OR_RETURN(const ProviderOptions options, OptionsFor(spec, endpoint, option_defaults));
  return side == Side::kSource
             ? providers.FindExporter(endpoint.provider())->make(options).status()
             : providers.FindImporter(endpoint.provider())->make(options).status();
}

absl::Status CheckEndpoint(const ProviderTable& providers, Side side, absl::string_view tenant,
                           const std::map<std::string, std::string>& option_defaults,
                           v1::Endpoint& endpoint) {
  PF_RETURN_IF_ERROR(ResolveShorthand(providers, side, endpoint));
  const v1::ProviderSpec* spec = SpecFor(providers, side, endpoint.provider());
  if (spec == nullptr) return NoSuchProvider(providers, side, endpoint.provider());
  PF_RETURN_IF_ERROR(
      AsInvalidArgument(CheckOptions(providers, side, *spec, endpoint, option_defaults)));
  return CheckCredential(*spec, tenant, endpoint);
}

bool IsValid(const google::protobuf::Timestamp& time) {
  // 0001-01-01 to 9999-12-31, as the Timestamp message itself is defined.
  return time.seconds() >= -62135596800 && time.seconds() <= 253402300799 && time.nanos() >= 0 &&
         time.nanos() < 1000000000;
}

}  // namespace

absl::Status CheckSelection(const v1::Selection& selection) {
  if (selection.limit() < 0) {
    return BadRequest("The limit is below zero.", "Give a number of items, or 0 for all of them.");
  }
  for (const int kind : selection.kinds()) {
    if (kind != v1::PHOTO && kind != v1::VIDEO) {
      return BadRequest("The selection names a kind of media that does not exist.",
                        "The kinds are PHOTO and VIDEO.");
    }
  }
  if ((selection.has_since() && !IsValid(selection.since())) ||
      (selection.has_until() && !IsValid(selection.until()))) {
    return BadRequest("The selection's times are outside of the years 1 to 9999.");
  }
  if (selection.has_since() && selection.has_until() &&
      TimeOf(selection.since()) >= TimeOf(selection.until())) {
    return BadRequest("The selection is empty: `since` is not before `until`.",
                      "`since` is the first moment that goes, `until` the first that stays.");
  }
  for (const auto* albums : {&selection.albums(), &selection.exclude()}) {
    if (std::any_of(albums->begin(), albums->end(), [](auto& name) { return name.empty(); })) {
      return BadRequest("The selection names an album without a name.");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::TransferJob> CheckedJob(
    const v1::TransferJob& job, absl::string_view tenant, const ProviderTable& providers,
    const std::map<std::string, std::string>& option_defaults) {
  v1::TransferJob checked;
  *checked.mutable_source() = job.source();
  *checked.mutable_destination() = job.destination();
  *checked.mutable_selection() = job.selection();
  if (!v1::JobMode_IsValid(job.mode()))
    return BadRequest("The job has a mode that does not exist.");
  checked.set_mode(job.mode() == v1::PLAN ? v1::PLAN : v1::TRANSFER);
  checked.set_since_last(job.since_last());
  PF_RETURN_IF_ERROR(
      CheckEndpoint(providers, Side::kSource, tenant, option_defaults, *checked.mutable_source()));
  PF_RETURN_IF_ERROR(CheckEndpoint(providers, Side::kDestination, tenant, option_defaults,
                                   *checked.mutable_destination()));
  PF_RETURN_IF_ERROR(CheckSelection(checked.selection()));
  return checked;
}

std::vector<std::string> ProviderIds(const ProviderTable& providers) {
  std::vector<std::string> ids = IdsOf(providers.exporters);
  for (std::string& id : IdsOf(providers.importers)) ids.push_back(std::move(id));
  return ids;
}

const v1::ProviderSpec* FindSpec(const ProviderTable& providers, absl::string_view id) {
  const v1::ProviderSpec* source = SpecFor(providers, Side::kSource, id);
  return source != nullptr ? source : SpecFor(providers, Side::kDestination, id);
}

bool TakesPassword(const v1::ProviderSpec& spec) {
  return spec.oauth().token_url().empty();
}

absl::Status CheckOptionDefault(const ProviderTable& providers, absl::string_view option,
                                const std::string& value) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(option, absl::MaxSplits('.', 1));
  const auto& [id, key] = parts;
  const v1::ProviderSpec* found = FindSpec(providers, id);
  if (found == nullptr || key.empty()) {
    return Failure(v1::BAD_CONFIGURATION,
                   absl::StrCat("The option \"", Shown(option), "\" belongs to no provider.",
                                DidYouMean(id, ProviderIds(providers))),
                   "Options are written PROVIDER.KEY=VALUE, for example "
                   "facebook.graph_url=https://graph.facebook.com.");
  }
  // One option alone: that others are required does not matter here.
  v1::ProviderSpec spec = *found;
  std::vector<std::string> keys;
  for (v1::OptionSpec& known : *spec.mutable_options()) {
    known.clear_required();
    keys.push_back(known.key());
  }
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
    return Failure(v1::BAD_CONFIGURATION,
                   absl::StrCat("The provider ", id, " has no option \"", Shown(key), "\".",
                                DidYouMean(key, keys)),
                   absl::StrCat("See `photoferry providers ", id, "` for its options."));
  }
  return ProviderOptions::From(spec, {{key, value}}).status();
}

}  // namespace photoferry
