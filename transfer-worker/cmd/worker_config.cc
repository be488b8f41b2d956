// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/worker_config.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "common/http/url.h"
#include "transfer-worker/cmd/key_flags.h"
#include "transfer-worker/cmd/state_directory.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/login_way.h"
#include "transfer-worker/engine/near_name.h"
#include "transfer-worker/faces/grpc/listen_address.h"

namespace photoferry {
namespace {

constexpr char kSeeDocs[] = "docs/configuration.md shows a whole one.";
constexpr size_t kLongestQuote = 300;
constexpr int kMostItems = 256;
constexpr int kMostJobs = 64;
constexpr int kMostDrainSeconds = 3600;

absl::Status Wrong(absl::string_view message, absl::string_view what_to_do = kSeeDocs) {
  return Failure(v1::BAD_CONFIGURATION, message, what_to_do);
}

std::vector<std::string> FieldNames() {
  std::vector<std::string> names;
  const auto* descriptor = v1::WorkerConfig::descriptor();
  names.reserve(static_cast<size_t>(descriptor->field_count()));
  for (int i = 0; i < descriptor->field_count(); ++i) names.push_back(descriptor->field(i)->name());
  return names;
}

// Keeps the first error: those that follow are mostly its echoes.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ",
                         Redacted(InPlainWords(Beginning(message, kLongestQuote))));
  }
  const std::string& text() const { return text_; }

 private:
  static std::string InPlainWords(const std::string& message) {
    const std::vector<absl::string_view> parts =
        absl::StrSplit(message, absl::ByString("has no field named \""));
    if (parts.size() != 2) return message;
    const absl::string_view name = parts[1].substr(0, parts[1].find('"'));
    const std::vector<std::string> names = FieldNames();
    return absl::StrCat("there is no field \"", name, "\".", DidYouMean(name, names),
                        " The fields are ", absl::StrJoin(names, ", "));
  }

  std::string text_;
};

absl::StatusOr<int> InRange(absl::string_view field, int value, int otherwise, int most) {
  if (value == 0) return otherwise;
  if (value >= 1 && value <= most) return value;
  return Wrong(absl::StrCat("The field ", field, " is ", value, "; it may be 1 to ", most, "."),
               absl::StrCat("Leave it out for the default, ", otherwise, "."));
}

// Escapes such as \000 and \377 can write what no path, address or option may hold.
absl::Status CheckTexts(const v1::WorkerConfig& config) {
  std::vector<std::string> texts = {config.state_directory(), config.listen(), config.log_level()};
  for (const auto& [option, value] : config.options()) {
    texts.push_back(option);
    texts.push_back(value);
  }
  for (const v1::ProviderApp& app : config.apps()) {
    for (const std::string* text :
         {&app.provider(), &app.login(), &app.app_id(), &app.app_secret_file(), &app.config_id()}) {
      texts.push_back(*text);
    }
  }
  texts.push_back(config.redirect_listen());
  texts.push_back(config.redirect_url());
  for (const std::string& text : texts) {
    if (!absl::StrContains(text, '\0') && IsUtf8(text)) continue;
    return Wrong("A text of the configuration holds a zero byte, or is not in UTF-8.");
  }
  return absl::OkStatus();
}

absl::Status CheckApp(const v1::ProviderApp& app, const ProviderTable& providers) {
  const absl::StatusOr<LoginWay> way = FindLoginWay(providers, app.provider(), app.login());
  if (!way.ok()) {
    const v1::Problem problem = ProblemOf(way.status());
    return Wrong(absl::StrCat("In apps: ", problem.message()), problem.what_to_do());
  }
  if (!app.app_id().empty()) return absl::OkStatus();
  return Wrong(absl::StrCat("An app of ", app.provider(), " has no app_id."));
}

absl::Status CompleteApps(v1::WorkerConfig& config, const ProviderTable& providers) {
  for (v1::ProviderApp& app : *config.mutable_apps()) {
    PF_RETURN_IF_ERROR(CheckApp(app, providers));
    if (app.app_secret_file().empty()) continue;
    PF_ASSIGN_OR_RETURN(*app.mutable_app_secret_file(), AbsolutePath(app.app_secret_file()));
  }
  return absl::OkStatus();
}

absl::Status CheckRedirects(const v1::WorkerConfig& config) {
  if (!config.redirect_listen().empty()) {
    PF_RETURN_IF_ERROR(RedirectPort(config.redirect_listen()).status());
  }
  if (config.redirect_url().empty()) return absl::OkStatus();
  if (config.redirect_listen().empty()) {
    return Wrong("The field redirect_url stands without redirect_listen.",
                 "It is the address of that listener as browsers see it.");
  }
  if (ParseUrl(config.redirect_url()).ok()) return absl::OkStatus();
  return Wrong("The field redirect_url is no http or https address.");
}

absl::Status CheckLogLevel(const std::string& level) {
  const std::vector<std::string> levels = {"trace", "debug", "info", "warn", "error"};
  for (const std::string& known : levels) {
    if (level == known) return absl::OkStatus();
  }
  return Wrong(absl::StrCat("The log_level \"", Beginning(Redacted(level), 64),
                            "\" does not exist.", DidYouMean(level, levels)),
               absl::StrCat("The levels are ", absl::StrJoin(levels, ", "), "."));
}

absl::Status CompleteKey(v1::WorkerConfig& config) {
  switch (config.key_case()) {
    case v1::WorkerConfig::kKeyDescriptor:
      if (config.key_descriptor() >= 0) return absl::OkStatus();
      return Wrong(absl::StrCat("The field key_descriptor is ", config.key_descriptor(),
                                "; a file descriptor is 0 or more."));
    case v1::WorkerConfig::kKeyCommand:
      if (!config.key_command().empty()) return absl::OkStatus();
      return Wrong("The field key_command is empty.", "Leave it out for a key file.");
    case v1::WorkerConfig::kKeyFile:
    case v1::WorkerConfig::KEY_NOT_SET:
      break;
  }
  if (config.key_file().empty()) {
    config.set_key_file(absl::StrCat(config.state_directory(), "/key"));
  }
  PF_ASSIGN_OR_RETURN(*config.mutable_key_file(), AbsolutePath(config.key_file()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::WorkerConfig> ParseWorkerConfig(absl::string_view text, absl::string_view file) {
  FirstError errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  v1::WorkerConfig config;
  if (!IsUtf8(text)) return Wrong(absl::StrCat("The configuration ", file, " is not in UTF-8."));
  if (!parser.ParseFromString(std::string(text), &config)) {
    return Wrong(absl::StrCat("The configuration ", file, " cannot be read: ", errors.text(), "."));
  }
  PF_RETURN_IF_ERROR(CheckTexts(config));
  return config;
}

absl::StatusOr<v1::WorkerConfig> ReadWorkerConfig(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file || file.bad()) {
    return Wrong(absl::StrCat("The configuration ", path, " cannot be opened."),
                 "Check the path after --config and who may read the file.");
  }
  return ParseWorkerConfig(text.str(), path);
}

absl::StatusOr<v1::WorkerConfig> CompleteWorkerConfig(v1::WorkerConfig config,
                                                      const ProviderTable& providers) {
  PF_ASSIGN_OR_RETURN(*config.mutable_state_directory(), StateDirectory(config.state_directory()));
  if (config.listen().empty()) config.set_listen(DefaultWorkerAddress(config.state_directory()));
  PF_ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(config.listen()));
  config.set_listen(address.ToString());
  PF_ASSIGN_OR_RETURN(const int items,
                      InRange("parallel_items", config.parallel_items(), 4, kMostItems));
  PF_ASSIGN_OR_RETURN(const int jobs,
                      InRange("parallel_jobs", config.parallel_jobs(), 2, kMostJobs));
  PF_ASSIGN_OR_RETURN(const int drain,
                      InRange("drain_seconds", config.drain_seconds(), 20, kMostDrainSeconds));
  config.set_parallel_items(items);
  config.set_parallel_jobs(jobs);
  config.set_drain_seconds(drain);
  if (config.log_level().empty()) config.set_log_level("info");
  PF_RETURN_IF_ERROR(CheckLogLevel(config.log_level()));
  PF_RETURN_IF_ERROR(CompleteKey(config));
  PF_RETURN_IF_ERROR(CompleteApps(config, providers));
  PF_RETURN_IF_ERROR(CheckRedirects(config));
  for (const auto& [option, value] : config.options()) {
    PF_RETURN_IF_ERROR(CheckOptionDefault(providers, option, value));
  }
  return config;
}

absl::StatusOr<int> RedirectPort(absl::string_view listen) {
  PF_ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(listen));
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(address.tcp, absl::MaxSplits(':', 1));
  int port = 0;
  if (parts.first == "127.0.0.1" && absl::SimpleAtoi(parts.second, &port)) return port;
  return Wrong("The field redirect_listen is no address of this machine's own.",
               "Write 127.0.0.1:PORT; port 0 is any free one.");
}

absl::Status AddOption(absl::string_view assignment, v1::WorkerConfig& config) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(assignment, absl::MaxSplits('=', 1));
  if (!absl::StrContains(assignment, '=') || !absl::StrContains(parts.first, '.')) {
    return Wrong(absl::StrCat("--option ", parts.first, " is not of the form PROVIDER.KEY=VALUE."),
                 "For example --option facebook.graph_url=https://graph.facebook.com");
  }
  (*config.mutable_options())[parts.first] = parts.second;
  return absl::OkStatus();
}

EmbeddedOptions EngineOptionsOf(const v1::WorkerConfig& config) {
  EmbeddedOptions options;
  options.state_directory = config.state_directory();
  options.parallel_jobs = config.parallel_jobs();
  options.parallel_items = config.parallel_items();
  options.allow_loopback_media = config.allow_loopback_media();
  options.key = KeySourceOf(config);
  options.option_defaults = {config.options().begin(), config.options().end()};
  options.apps = ProviderApps({config.apps().begin(), config.apps().end()});
  return options;
}

}  // namespace photoferry
