// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fakes/demo/fault_script.h"
#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

// The hand on the running server:
//   POST   /control/faults    {"faults": [...]}, see FaultScript::Load
//   DELETE /control/faults
//   POST   /control/clock     {"advance_seconds": 3600}
//   POST   /control/token     {"revoke_subcode": 463} or {"accept": "a-fresh-token"}
//   POST   /control/data-access {}: access to data ends, as 90 days without the person do
//   POST   /control/delete    {"id": "..."}
//   POST   /control/role      {"lose": "<id of a Page>"}
//   POST   /control/cursors   {}: all cursors die
//   POST   /control/meter     {"app": {"calls": 40, "window_seconds": 86400}, "account": {...}}:
//                             budgets, counted afresh; {"percents": [10, 80, 97]}: see
//                             UsageMeters::Script
//   GET    /control/meter     {"app": {"calls": 12, "refused": 0}, "accounts": {"<id>": {...}}}
//   GET    /control/requests  how many of each kind there were
ServerReply AnswerControl(const ServerRequest& request, GraphState& state, FaultScript& faults);

}  // namespace photoferry::demo
