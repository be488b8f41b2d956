// SPDX-License-Identifier: Apache-2.0
//
// The suite itself, on the test destinations: between them they use every turn of the contract.
#include "tests/suites/importer_suite.h"

#include "tests/fakes/destinations/destination_server.h"
#include "tests/fakes/destinations/destinations.h"

namespace photoferry::fakes {
namespace {

ImporterAccount NewAccount() {
  const auto server = std::make_shared<DestinationServer>();
  return {.options = {{"base_url", server->base_url()}}, .token = "sesame", .keep = server};
}

INSTANTIATE_TEST_SUITE_P(TestDestinations, ImporterSuite,
                         testing::Values(ImporterCase{two_phase_plugin, NewAccount},
                                         ImporterCase{fragments_plugin, NewAccount},
                                         ImporterCase{lazy_plugin, NewAccount},
                                         ImporterCase{early_plugin, NewAccount},
                                         ImporterCase{blind_plugin, NewAccount}));

}  // namespace
}  // namespace photoferry::fakes
