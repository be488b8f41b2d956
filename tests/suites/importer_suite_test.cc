// SPDX-License-Identifier: Apache-2.0
//
// The suite itself, on the test destinations: between them they use every turn of the contract.
#include "tests/suites/importer_suite.h"

#include "common/base/status.h"
#include "tests/fakes/destinations/destination_server.h"
#include "tests/fakes/destinations/destinations.h"

namespace photoferry::fakes {
namespace {

DestinationHand HandAt(const std::shared_ptr<DestinationServer>& server, const std::string& token) {
  return {
      .items =
          [server] {
            std::vector<std::string> ids;
            for (const StoredItem& item : server->Items()) ids.push_back(item.id);
            return ids;
          },
      .items_in =
          [server](const std::string& id) {
            for (const StoredAlbum& album : server->Albums()) {
              if (album.id == id) return album.items;
            }
            return std::vector<std::string>();
          },
      .read = [server](const std::string& id) -> absl::StatusOr<std::string> {
        if (const auto bytes = server->Bytes(id)) return *bytes;
        return Failure(v1::ITEM_REJECTED, "The server has no such item.");
      },
      .overwrite = [server](const std::string& id, const std::string& bytes) -> absl::Status {
        if (server->Overwrite(id, bytes)) return absl::OkStatus();
        return Failure(v1::ITEM_REJECTED, "The server has no such item.");
      },
      .set_full = [server](bool full) { server->SetCapacity(full ? 0 : -1); },
      .set_login = [server, token](bool good) { server->SetToken(good ? token : "another"); },
  };
}

ImporterAccount AccountOn(DestinationOptions options) {
  options.token = canary::Token();
  options.keeps_bytes = true;
  const auto server = std::make_shared<DestinationServer>(options);
  return {.options = {{"base_url", server->base_url()}},
          .token = options.token,
          .keep = server,
          .hand = HandAt(server, options.token)};
}

ImporterAccount NewAccount() {
  return AccountOn({});
}

ImporterAccount NewAccountThatTellsAtCheck() {
  return AccountOn({.silent_uploads = true});
}

INSTANTIATE_TEST_SUITE_P(TestDestinations, ImporterSuite,
                         testing::Values(ImporterCase{two_phase_plugin, NewAccount},
                                         ImporterCase{fragments_plugin, NewAccount},
                                         ImporterCase{lazy_plugin, NewAccount},
                                         ImporterCase{early_plugin, NewAccount},
                                         ImporterCase{blind_plugin, NewAccount},
                                         ImporterCase{lazy_plugin, NewAccountThatTellsAtCheck}));

}  // namespace
}  // namespace photoferry::fakes
