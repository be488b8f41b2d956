// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/provider_spec.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/provider/provider_context.h"

namespace photoferry {
namespace {

constexpr char kLower[] = "abcdefghijklmnopqrstuvwxyz0123456789";

class SpecReader {
 public:
  explicit SpecReader(const v1::ProviderSpec& spec) : spec_(spec) {}

  std::vector<std::string> Read() {
    Want(IsName(spec_.id(), '-'), "The id is lower-case letters, digits and '-'.");
    Want(!spec_.display_name().empty(), "There is a display name.");
    Want(spec_.role() != v1::ProviderSpec::ROLE_UNSPECIFIED, "There is a role.");
    Want(IsSentence(spec_.summary()), "The summary is a sentence.");
    ReadOptions();
    ReadLogin();
    ReadKinds();
    if (spec_.role() == v1::ProviderSpec::IMPORTER) ReadCapabilities();
    ReadFields();
    ReadAnswers();
    ReadSentences("limitation", spec_.limitations());
    ReadSentences("security note", spec_.security_notes());
    ReadSentences("line about what is kept", spec_.retention());
    return std::move(problems_);
  }

 private:
  static bool IsName(const std::string& text, char extra) {
    return !text.empty() && text[0] >= 'a' && text[0] <= 'z' &&
           text.find_first_not_of(std::string(kLower) + extra) == std::string::npos;
  }
  static bool IsSentence(absl::string_view text) {
    return absl::EndsWith(text, ".") && !absl::StrContains(text, "\n");
  }
  void Want(bool good, absl::string_view what) {
    if (!good) problems_.push_back(absl::StrCat("Not so: ", what));
  }

  void ReadOptions() {
    std::set<std::string> keys;
    for (const v1::OptionSpec& option : spec_.options()) {
      const std::string name = absl::StrCat("The option ", option.key(), " ");
      Want(IsName(option.key(), '_'), name + "has a key of lower-case letters, digits and '_'.");
      Want(keys.insert(option.key()).second, name + "is there once.");
      Want(option.type() != v1::OptionSpec::TYPE_UNSPECIFIED, name + "has a type.");
      Want(IsSentence(option.help()), name + "has a sentence for a help.");
      Want(!option.required() || option.default_value().empty(),
           name + "is required or has a default.");
      Want(option.required() || option.default_value().empty() || DefaultIsOfItsType(option),
           name + "has a default of its own type.");
    }
    Want(spec_.shorthand_option().empty() || keys.contains(spec_.shorthand_option()),
         "The shorthand option exists.");
    for (const std::string& key : spec_.trusted_url_options()) {
      Want(std::any_of(spec_.options().begin(), spec_.options().end(),
                       [&key](const v1::OptionSpec& option) {
                         return option.key() == key && option.type() == v1::OptionSpec::URL;
                       }),
           absl::StrCat("The trusted option ", key, " exists and is a URL."));
    }
  }

  static bool DefaultIsOfItsType(const v1::OptionSpec& option) {
    v1::ProviderSpec alone;
    *alone.add_options() = option;
    return ProviderOptions::From(alone, {}).ok();
  }

  void ReadLogin() {
    const v1::OAuthEndpoints& oauth = spec_.oauth();
    for (const std::string& url : {oauth.authorize_url(), oauth.token_url(), oauth.revoke_url()}) {
      Want(url.empty() || absl::StartsWith(url, "https://"), absl::StrCat(url, " is https."));
      Want(url.empty() || spec_.needs_credential(), "Who has OAuth endpoints needs a login.");
    }
    Want(oauth.authorize_url().empty() == oauth.token_url().empty(),
         "Access is allowed at one URL and the token fetched from another.");
    Want(spec_.scopes().empty() || spec_.needs_credential(), "Who has scopes needs a login.");
    std::set<std::string> ids;
    for (const v1::LoginSpec& login : spec_.logins()) {
      Want(ids.insert(login.id()).second,
           absl::StrCat("The login ", login.id(), " is there once."));
      ReadLoginSpec(login);
    }
  }

  void ReadLoginSpec(const v1::LoginSpec& login) {
    const std::string name = absl::StrCat("The login ", login.id(), " ");
    Want(IsName(login.id(), '-'), name + "has an id of lower-case letters, digits and '-'.");
    Want(!login.display_name().empty(), name + "has a display name.");
    Want(spec_.needs_credential(), name + "is of a provider that needs one.");
    Want(IsSentence(login.app()), name + "tells in a sentence where its app's secret is found.");
    const v1::OAuthEndpoints& oauth = login.oauth();
    Want(absl::StartsWith(oauth.authorize_url(), "https://") &&
             absl::StartsWith(oauth.token_url(), "https://"),
         name + "is at https.");
    for (const v1::ScopeSpec& scope : login.scopes()) {
      Want(!scope.scope().empty() && IsSentence(scope.purpose()),
           name + "tells in a sentence what each right is for.");
      const bool known =
          std::any_of(spec_.options().begin(), spec_.options().end(),
                      [&](const v1::OptionSpec& option) { return option.key() == scope.option(); });
      Want(scope.option().empty() || known, name + "asks for rights by options that exist.");
    }
  }

  void ReadKinds() {
    std::set<std::string> seen;
    for (const v1::AccountKind& kind : spec_.account_kinds()) {
      const std::string name = absl::StrCat("The kind of account \"", kind.kind(), "\" ");
      Want(!kind.kind().empty(), name + "is named.");
      Want(seen.insert(kind.kind()).second, name + "is there once.");
      Want(!kind.exported().empty() || !kind.withheld().empty(), name + "tells what is held back.");
      Want(!kind.exported().empty() || !kind.what_to_do().empty(), name + "tells what to do.");
      for (const std::string& text : {kind.exported(), kind.withheld(), kind.what_to_do()}) {
        Want(text.empty() || IsSentence(text),
             absl::StrCat(name, "has a sentence: \"", text, "\""));
      }
    }
  }

  void ReadCapabilities() {
    const v1::Capabilities& capabilities = spec_.capabilities();
    Want(capabilities.container_model() != v1::CONTAINER_MODEL_UNSPECIFIED,
         "The capabilities tell the container model.");
    Want(capabilities.publishes() != v1::PUBLISH_POINT_UNSPECIFIED,
         "The capabilities tell when an item is visible.");
    Want(capabilities.doubt() != v1::DOUBT_HANDLE_UNSPECIFIED,
         "The capabilities tell what settles a doubt.");
    Want(capabilities.resume() != v1::RESUME_KIND_UNSPECIFIED,
         "The capabilities tell how a broken upload goes on.");
  }

  void ReadFields() {
    Want(!spec_.fields().empty(), "There are routes of fields.");
    std::set<std::string> seen;
    for (const v1::FieldRoute& route : spec_.fields()) {
      const std::string name = absl::StrCat("The route of ", route.field(), " ");
      Want(FieldExists(route.field()), name + "names a field of Photo or PhotoAlbum.");
      Want(seen.insert(route.field()).second, name + "is there once.");
      Want(!route.place().empty(), name + "leads somewhere.");
    }
  }

  static bool FieldExists(const std::string& path) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(path, absl::MaxSplits('.', 1));
    if (parts.first == "photo") return v1::Photo::descriptor()->FindFieldByName(parts.second);
    if (parts.first != "album") return false;
    return v1::PhotoAlbum::descriptor()->FindFieldByName(parts.second);
  }

  void ReadAnswers() {
    Want(!spec_.answers().empty(), "There is a table of answers.");
    for (const v1::AnswerMeaning& answer : spec_.answers()) {
      const std::string name = absl::StrCat("The answer ", answer.answer(), " ");
      Want(!answer.answer().empty(), name + "is named.");
      Want(answer.reason() != v1::REASON_UNSPECIFIED, name + "has a reason.");
      Want(IsSentence(answer.meaning()), name + "has a sentence for its meaning.");
    }
  }

  template <typename Texts>
  void ReadSentences(absl::string_view what, const Texts& texts) {
    Want(!texts.empty(), absl::StrCat("There is a ", what, "."));
    for (const std::string& text : texts) {
      Want(IsSentence(text), absl::StrCat("The ", what, " \"", text, "\" is a sentence."));
    }
  }

  const v1::ProviderSpec& spec_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> SpecProblems(const v1::ProviderSpec& spec) {
  return SpecReader(spec).Read();
}

}  // namespace photoferry
