// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/provider_words.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

std::string AlbumWords(v1::ContainerModel model) {
  switch (model) {
    case v1::NO_ALBUMS:
      return "none";
    case v1::ALBUMS:
      return "made empty, then filled; a photo may be in several";
    case v1::FOLDERS:
      return "folders: a photo lives in its first album and appears in the others";
    case v1::LAZY_ALBUMS:
      return "made with their first photo; a photo may be in several";
    default:
      return "not told";
  }
}

std::string VisibleWords(const v1::Capabilities& capabilities) {
  if (capabilities.publishes() != v1::AT_PUBLISH) return "as soon as the bytes are there";
  if (capabilities.publish_batch() <= 1) return "after a second call";
  return absl::StrCat("after a second call, ", capabilities.publish_batch(), " at a time",
                      capabilities.publish_batch_per_album() ? " and of one album" : "");
}

std::string RepeatWords(v1::DoubtHandle doubt) {
  switch (doubt) {
    case v1::REPEAT_IS_HARMLESS:
      return "sent again: that cannot double";
    case v1::CHECK_TELLS:
      return "looked up first, so that nothing doubles";
    case v1::NOTHING_TELLS:
      return "nothing tells whether it arrived: named in the report as uncertain";
    default:
      return "not told";
  }
}

std::string ResumeWords(const v1::Capabilities& capabilities) {
  if (capabilities.resume() != v1::FROM_OFFSET) return "sent again from the first byte";
  if (!capabilities.has_session_lifetime()) return "goes on where it broke";
  return absl::StrCat("goes on where it broke, for ",
                      HumanDuration(FromProto(capabilities.session_lifetime())));
}

std::string ParallelWords(const v1::Capabilities& capabilities) {
  std::string words = capabilities.in_flight() == 0
                          ? "as many as the job allows"
                          : Counted(capabilities.in_flight(), "upload", "uploads");
  if (capabilities.ordered()) absl::StrAppend(&words, ", in the order of the album");
  std::vector<std::string> serial;
  if (capabilities.album_lane()) serial.push_back("making albums");
  if (capabilities.publish_lane()) serial.push_back("publishing");
  if (serial.empty()) return words;
  return absl::StrCat(words, "; one at a time: ", absl::StrJoin(serial, ", "));
}

std::string HashWords(const v1::Capabilities& capabilities) {
  return absl::StrJoin(capabilities.hashes(), ", ", [](std::string* out, int hash) {
    absl::StrAppend(out,
                    v1::ContentHash::Algorithm_Name(static_cast<v1::ContentHash::Algorithm>(hash)));
  });
}

// Rows of one message's fields. What the engine alone uses is no metadata.
void AddFields(const char* message, const google::protobuf::Descriptor& descriptor,
               const std::map<std::string, std::string>& places, std::vector<Fact>& facts) {
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const std::string name = absl::StrCat(message, ".", descriptor.field(i)->name());
    if (name == "photo.media_key") continue;
    const auto place = places.find(name);
    facts.push_back({name, place == places.end() ? "" : place->second});
  }
}

}  // namespace

std::string Code(absl::string_view text) {
  return absl::StrCat("`", text, "`");
}

std::string RoleWord(const v1::ProviderSpec& spec) {
  return spec.role() == v1::ProviderSpec::IMPORTER ? "destination" : "source";
}

std::string EndpointWord(const v1::ProviderSpec& spec) {
  if (spec.shorthand_option().empty()) return spec.id();
  return absl::StrCat(spec.id(), ":", absl::AsciiStrToUpper(spec.shorthand_option()));
}

std::string LoginWord(const v1::ProviderSpec& spec) {
  return TakesPassword(spec) ? "Give a password" : "Give a token";
}

std::vector<Fact> LoginFacts(const v1::ProviderSpec& spec) {
  std::vector<Fact> facts = {
      {LoginWord(spec), Code(absl::StrCat("photoferry login ", spec.id(), " --token-stdin"))}};
  if (!spec.logins().empty()) return facts;
  if (!spec.scopes().empty()) {
    facts.push_back({"Rights asked for", Code(absl::StrJoin(spec.scopes(), "`, `"))});
  }
  for (const Fact& place : EndpointFacts(spec.oauth())) {
    facts.push_back({place.name, Code(place.text)});
  }
  return facts;
}

std::string LoginCommand(const v1::ProviderSpec& spec, const v1::LoginSpec& login) {
  const bool usual = spec.logins_size() > 0 && spec.logins(0).id() == login.id();
  const std::string command = absl::StrCat("photoferry login ", spec.id());
  return usual ? command : absl::StrCat(command, " --with ", login.id());
}

std::vector<Fact> EndpointFacts(const v1::OAuthEndpoints& oauth) {
  std::vector<Fact> facts;
  const auto add = [&facts](const char* name, const std::string& url) {
    if (!url.empty()) facts.push_back({name, url});
  };
  add("Allowed at", oauth.authorize_url());
  add("Token from", oauth.token_url());
  add("Taken back at", oauth.revoke_url());
  return facts;
}

std::string AskedWord(const v1::ProviderSpec& spec, const v1::ScopeSpec& scope) {
  if (!scope.option().empty()) {
    return absl::StrCat("with the option `", spec.id(), ".", scope.option(), "`");
  }
  return scope.required() ? "always; nothing works without it" : "always; may be declined";
}

std::string OptionName(const v1::ProviderSpec& spec, const v1::OptionSpec& option) {
  return absl::StrCat(spec.id(), ".", option.key());
}

std::string TypeWord(v1::OptionSpec::Type type) {
  switch (type) {
    case v1::OptionSpec::URL:
      return "URL";
    case v1::OptionSpec::BOOL:
      return "true or false";
    case v1::OptionSpec::INTEGER:
      return "whole number";
    case v1::OptionSpec::PATH:
      return "path";
    default:
      return "text";
  }
}

std::vector<Fact> BehaviourFacts(const v1::ProviderSpec& spec) {
  if (spec.role() != v1::ProviderSpec::IMPORTER) return {};
  const v1::Capabilities& capabilities = spec.capabilities();
  std::vector<Fact> facts = {{"Albums", AlbumWords(capabilities.container_model())},
                             {"Visible", VisibleWords(capabilities)},
                             {"After a lost answer", RepeatWords(capabilities.doubt())},
                             {"After a break", ResumeWords(capabilities)},
                             {"At once", ParallelWords(capabilities)}};
  if (const int64_t seconds = capabilities.found_after().seconds(); seconds > 0) {
    facts.push_back({"Found", absl::StrCat("at most ", seconds, " s after it was stored")});
  }
  if (capabilities.size_required()) {
    facts.push_back({"Length", "must be known before the first byte"});
  }
  if (capabilities.hashes_size() > 0) {
    facts.push_back({"Confirmed by", absl::StrCat("size, ", HashWords(capabilities))});
  }
  return facts;
}

std::vector<Fact> LimitFacts(const v1::Capabilities& capabilities) {
  std::vector<Fact> facts;
  const auto add = [&facts](const char* name, int64_t limit, const std::string& text) {
    if (limit > 0) facts.push_back({name, text});
  };
  const auto bytes = [&add](const char* name, int64_t limit) {
    add(name, limit, absl::StrCat("up to ", HumanBytes(limit)));
  };
  const auto characters = [&add](const char* name, int64_t limit) {
    add(name, limit, absl::StrCat("up to ", WithCommas(limit), " characters"));
  };
  bytes("A photo", capabilities.max_photo_bytes());
  bytes("A video", capabilities.max_video_bytes());
  add("An album", capabilities.max_items_per_album(),
      absl::StrCat("up to ", Counted(capabilities.max_items_per_album(), "item", "items")));
  characters("A caption", capabilities.max_caption_characters());
  characters("A title", capabilities.max_title_characters());
  add("Types", capabilities.mime_types_size(), absl::StrJoin(capabilities.mime_types(), ", "));
  return facts;
}

std::vector<Fact> FieldFacts(const v1::ProviderSpec& spec) {
  std::map<std::string, std::string> places;
  for (const v1::FieldRoute& route : spec.fields()) places[route.field()] = route.place();
  std::vector<Fact> facts;
  AddFields("photo", *v1::Photo::descriptor(), places, facts);
  AddFields("album", *v1::PhotoAlbum::descriptor(), places, facts);
  return facts;
}

std::string ConsequenceWord(v1::Reason reason) {
  switch (NextStepFor(Failure(reason, "")).step) {
    case Step::kRetry:
    case Step::kRetryAfter:
      return "tried again by itself";
    case Step::kRefreshLogin:
      return "the login is renewed, or the job waits for it";
    case Step::kRelocate:
      return "looked for afresh, then tried again";
    case Step::kRestart:
      return "begun again";
    case Step::kSkipItem:
      return "the item is left out and named in the report; the others go on";
    case Step::kFailItem:
      return "the item fails and is named in the report; the others go on";
    case Step::kSettle:
      return "looked up before anything is sent again";
    case Step::kWait:
      return "the job waits, then goes on";
    case Step::kFailJob:
      return "the job ends; it can be resumed";
    case Step::kStop:
      return "the job stops here";
  }
  return "";
}

}  // namespace photoferry
