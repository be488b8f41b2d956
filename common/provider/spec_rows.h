// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/types/span.h"
#include "photoferry/v1/provider.pb.h"

// Tables in a provider's source that become rows of its spec.

namespace photoferry {

struct OptionRow {
  const char* key;
  v1::OptionSpec::Type type;
  const char* help;                // a sentence
  const char* default_value = "";  // "": none
  bool required = false;
};
void AddOptions(absl::Span<const OptionRow> rows, v1::ProviderSpec& spec);

struct ScopeRow {
  const char* scope;        // in the provider's words
  const char* purpose;      // a sentence: what it is for, and what is left out without it
  const char* option = "";  // asked for only with this one; "": always
  bool required = false;
};
void AddScopes(absl::Span<const ScopeRow> rows, v1::LoginSpec& login);

struct RouteRow {
  const char* field;  // "photo.caption"
  const char* place;  // Markdown: a name of the other side's stands in backquotes
};
void AddRoutes(absl::Span<const RouteRow> rows, v1::ProviderSpec& spec);

struct AccountKindRow {
  const char* kind;             // "Personal account"
  const char* exported;         // a sentence; "": nothing
  const char* withheld = "";    // a sentence; "": nothing
  const char* what_to_do = "";  // a sentence; "": nothing need be done
};
void AddAccountKinds(absl::Span<const AccountKindRow> rows, v1::ProviderSpec& spec);

struct AnswerRow {
  const char* answer;  // "HTTP 507"
  v1::Reason reason;
  const char* meaning;  // a sentence
};
void AddAnswers(absl::Span<const AnswerRow> rows, v1::ProviderSpec& spec);

}  // namespace photoferry
