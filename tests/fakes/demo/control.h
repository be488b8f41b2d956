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
//   POST   /control/cursors   {}: all cursors die
//   GET    /control/requests  how many of each kind there were
ServerReply AnswerControl(const ServerRequest& request, GraphState& state, FaultScript& faults);

}  // namespace photoferry::demo
