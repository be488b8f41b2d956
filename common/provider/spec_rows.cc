// SPDX-License-Identifier: Apache-2.0
#include "common/provider/spec_rows.h"

namespace photoferry {

void AddOptions(absl::Span<const OptionRow> rows, v1::ProviderSpec& spec) {
  for (const OptionRow& row : rows) {
    v1::OptionSpec& option = *spec.add_options();
    option.set_key(row.key);
    option.set_type(row.type);
    option.set_help(row.help);
    option.set_default_value(row.default_value);
    option.set_required(row.required);
  }
}

void AddScopes(absl::Span<const ScopeRow> rows, v1::LoginSpec& login) {
  for (const ScopeRow& row : rows) {
    v1::ScopeSpec& scope = *login.add_scopes();
    scope.set_scope(row.scope);
    scope.set_purpose(row.purpose);
    scope.set_option(row.option);
    scope.set_required(row.required);
  }
}

void AddRoutes(absl::Span<const RouteRow> rows, v1::ProviderSpec& spec) {
  for (const RouteRow& row : rows) {
    v1::FieldRoute& route = *spec.add_fields();
    route.set_field(row.field);
    route.set_place(row.place);
  }
}

void AddAccountKinds(absl::Span<const AccountKindRow> rows, v1::ProviderSpec& spec) {
  for (const AccountKindRow& row : rows) {
    v1::AccountKind& kind = *spec.add_account_kinds();
    kind.set_kind(row.kind);
    kind.set_exported(row.exported);
    kind.set_withheld(row.withheld);
    kind.set_what_to_do(row.what_to_do);
  }
}

void AddAnswers(absl::Span<const AnswerRow> rows, v1::ProviderSpec& spec) {
  for (const AnswerRow& row : rows) {
    v1::AnswerMeaning& answer = *spec.add_answers();
    answer.set_answer(row.answer);
    answer.set_reason(row.reason);
    answer.set_meaning(row.meaning);
  }
}

}  // namespace photoferry
