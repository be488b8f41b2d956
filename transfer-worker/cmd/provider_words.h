// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "photoferry/v1/provider.pb.h"

// What a ProviderSpec says, in words: one wording for the terminal and the documentation. Pure.

namespace photoferry {

struct Fact {
  std::string name;
  std::string text;
};

// In backquotes.
std::string Code(absl::string_view text);

// "source", "destination"
std::string RoleWord(const v1::ProviderSpec& spec);
// How it is written after --from or --to: "facebook", "folder:PATH".
std::string EndpointWord(const v1::ProviderSpec& spec);

// What `photoferry login` asks for: "Give a token", "Give a password"
std::string LoginWord(const v1::ProviderSpec& spec);

// How people log in, whichever login it is. What is typed stands in backquotes.
std::vector<Fact> LoginFacts(const v1::ProviderSpec& spec);
// "photoferry login instagram --with facebook"; the usual one needs no --with.
std::string LoginCommand(const v1::ProviderSpec& spec, const v1::LoginSpec& login);
// Where access is allowed, the token fetched, and both taken back; what is known of it.
std::vector<Fact> EndpointFacts(const v1::OAuthEndpoints& oauth);
// When a right is asked for: "always; nothing works without it", "with the option facebook.tagged"
std::string AskedWord(const v1::ProviderSpec& spec, const v1::ScopeSpec& scope);

// "facebook.page_size"
std::string OptionName(const v1::ProviderSpec& spec, const v1::OptionSpec& option);
// "URL", "whole number"; "text" where the spec names none.
std::string TypeWord(v1::OptionSpec::Type type);

// How a destination behaves: albums, repeats, breaks, batches. Empty for a source.
std::vector<Fact> BehaviourFacts(const v1::ProviderSpec& spec);
// The limits that are known.
std::vector<Fact> LimitFacts(const v1::Capabilities& capabilities);

// One fact for each field of Photo and PhotoAlbum, in their order, "photo.title" first; the text is
// empty for a field that is not read, or not kept.
std::vector<Fact> FieldFacts(const v1::ProviderSpec& spec);

// What the engine does after `reason`: "tried again by itself".
std::string ConsequenceWord(v1::Reason reason);

}  // namespace photoferry
