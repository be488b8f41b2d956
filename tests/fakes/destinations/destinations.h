// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "importers/importer.h"

// Five destinations that between them use every turn of the contract. Each talks to a
// DestinationServer: the options are "base_url" (required) and nothing else.
//
//   id              container     visible      repeat          what Check knows
//   test-two-phase  ALBUMS        AT_PUBLISH   doubles         items by key; batches of 10, publish
//   lane test-fragments  FOLDERS       AT_SEND      new session     what became of a session;
//   FROM_OFFSET test-lazy       LAZY_ALBUMS   AT_SEND      doubles         items by key test-early
//   ALBUMS        AT_SEND      same item       items by key; answers before the body test-blind
//   NO_ALBUMS     AT_SEND      doubles         nothing without an id: NOTHING_TELLS
//
// test-early needs a credential (any, unless the server was given a token). Every one confirms an
// item by its size and its SHA-256, in the answer to the upload or, where the server is told to be
// silent there (DestinationOptions::silent_uploads), through Check.

namespace photoferry::fakes {

ImporterPlugin two_phase_plugin();
ImporterPlugin fragments_plugin();
ImporterPlugin lazy_plugin();
ImporterPlugin early_plugin();
ImporterPlugin blind_plugin();

std::vector<ImporterPlugin> AllTestDestinations();

}  // namespace photoferry::fakes
