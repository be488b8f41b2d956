// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/control.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/json.h"

namespace photoferry::demo {
namespace {

ServerReply JsonReply(int status, const Json& json) {
  ServerReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "application/json"}};
  reply.body = ToText(json, 2) + "\n";
  return reply;
}

ServerReply Done() {
  return JsonReply(200, {{"ok", true}});
}
ServerReply Refused(int status, absl::string_view why) {
  return JsonReply(status, {{"ok", false}, {"why", std::string(why)}});
}

ServerReply ChangeToken(const Json& body, GraphState& state) {
  if (const std::string token = JsonString(body, "accept"); !token.empty()) {
    state.AcceptToken(token);
  } else {
    state.RevokeToken(static_cast<int>(JsonInt(body, "revoke_subcode")));
  }
  return Done();
}

CallBudget BudgetFrom(const Json& json) {
  CallBudget budget{.calls = JsonInt(json, "calls")};
  const double seconds = JsonDouble(json, "window_seconds");
  if (seconds > 0) budget.window = absl::Seconds(seconds);
  return budget;
}

ServerReply ChangeMeter(const Json& body, GraphState& state) {
  if (const Json& percents = JsonMember(body, "percents"); percents.is_array()) {
    std::vector<int> script;
    for (const Json& percent : percents) {
      if (!percent.is_number()) return Refused(400, "A percentage is a number.");
      script.push_back(percent.get<int>());
    }
    state.meters().Script(std::move(script));
  } else {
    state.meters().SetBudgets(BudgetFrom(JsonMember(body, "app")),
                              BudgetFrom(JsonMember(body, "account")));
  }
  return Done();
}

}  // namespace

ServerReply AnswerControl(const ServerRequest& request, GraphState& state, FaultScript& faults) {
  const std::string what = absl::StrCat(request.method, " ", request.path);
  if (what == "GET /control/requests") return JsonReply(200, Json(state.counters()));
  if (what == "GET /control/meter") return JsonReply(200, state.meters().ToJson());
  if (what == "DELETE /control/faults") {
    faults.Clear();
    return Done();
  }
  const absl::StatusOr<Json> body = ParseJson(request.body);
  if (!body.ok()) return Refused(400, "The body is not JSON.");
  if (what == "POST /control/faults") {
    const absl::Status loaded = faults.Load(*body);
    return loaded.ok() ? Done() : Refused(400, loaded.message());
  }
  if (what == "POST /control/clock") {
    state.AdvanceClock(absl::Seconds(JsonDouble(*body, "advance_seconds")));
    return Done();
  }
  if (what == "POST /control/meter") return ChangeMeter(*body, state);
  if (what == "POST /control/token") return ChangeToken(*body, state);
  if (what == "POST /control/data-access") {
    state.EndDataAccess();
    return Done();
  }
  if (what == "POST /control/delete") {
    state.Delete(JsonString(*body, "id"));
    return Done();
  }
  if (what == "POST /control/role") {
    state.roles().Lose(JsonString(*body, "lose"));
    return Done();
  }
  if (what == "POST /control/cursors") {
    state.InvalidateCursors();
    return Done();
  }
  return Refused(404, "There is no such control.");
}

}  // namespace photoferry::demo
