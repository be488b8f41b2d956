// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "exporters/exporter.h"
#include "exporters/meta/facebook/facebook_exporter.h"

namespace photoferry {
namespace {

constexpr int64_t kLargestPage = 100;  // what Facebook takes

void AddOption(const char* key, v1::OptionSpec::Type type, const char* default_value,
               const char* help, v1::ProviderSpec& spec) {
  v1::OptionSpec& option = *spec.add_options();
  option.set_key(key);
  option.set_type(type);
  option.set_default_value(default_value);
  option.set_help(help);
}

v1::ProviderSpec Spec() {
  v1::ProviderSpec spec;
  spec.set_id("facebook");
  spec.set_display_name("Facebook");
  spec.set_role(v1::ProviderSpec::EXPORTER);
  spec.set_summary("Photos, videos and albums of a personal Facebook account");
  AddOption("graph_url", v1::OptionSpec::URL, "https://graph.facebook.com",
            "where the Graph API answers", spec);
  AddOption("version", v1::OptionSpec::TEXT, meta::kGraphVersion, "version of the Graph API", spec);
  AddOption("page_size", v1::OptionSpec::INTEGER, "100",
            "entries asked for at once, 1 to 100; halved by itself where Facebook finds a page too "
            "heavy",
            spec);
  spec.add_trusted_url_options("graph_url");
  spec.set_needs_credential(true);
  for (const char* scope : {"public_profile", "user_photos", "user_videos"}) spec.add_scopes(scope);
  for (const char* limitation :
       {"Facebook keeps no originals: photos arrive in the largest size that it kept, without "
        "camera data. Date, place and caption are put back in by Photoferry.",
        "Dates are those of the upload, unless the person gave another date; the time zone is not "
        "known.",
        "Photos of other people on which the person is tagged are not copied.",
        "Stories, profile frames, comments and reactions are not copied.",
        "Videos that Facebook withholds, live ones and those still in processing are listed in the "
        "report and left out."}) {
    spec.add_limitations(limitation);
  }
  for (const char* note :
       {"The access token travels in the Authorization header to the Graph API only; never to the "
        "media servers, never in a URL.",
        "With an app secret every call carries appsecret_proof.",
        "Signed media URLs and the API's paging URLs are never stored; only ids and cursors are.",
        "The account is only read, never changed."}) {
    spec.add_security_notes(note);
  }
  return spec;
}

bool IsVersion(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('.', 1));
  int number = 0;
  return absl::StartsWith(parts.first, "v") && absl::SimpleAtoi(parts.first.substr(1), &number) &&
         number > 0 && absl::SimpleAtoi(parts.second, &number) && number >= 0 &&
         text.find_first_not_of("v0123456789.") == absl::string_view::npos;
}

absl::StatusOr<std::unique_ptr<Exporter>> Make(const ProviderOptions& given) {
  meta::FacebookOptions options;
  options.graph.base_url = given.Text("graph_url");
  options.graph.version = given.Text("version");
  if (!IsVersion(options.graph.version)) {
    return Failure(v1::BAD_CONFIGURATION, "The option facebook.version must look like v25.0.",
                   "Leave it out to use the version that this program was written for.");
  }
  const int64_t page_size = given.Integer("page_size");
  if (page_size < 1 || page_size > kLargestPage) {
    return Failure(v1::BAD_CONFIGURATION, "The option facebook.page_size must be from 1 to 100.",
                   "Leave it out to use 100.");
  }
  options.page_size = static_cast<int>(page_size);
  return std::make_unique<meta::FacebookExporter>(std::move(options));
}

}  // namespace

ExporterPlugin meta_facebook_plugin() {
  return {.spec = Spec(), .make = Make};
}

}  // namespace photoferry
