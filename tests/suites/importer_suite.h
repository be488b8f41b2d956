// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "common/http/curl_http_client.h"
#include "gtest/gtest.h"
#include "importers/importer.h"
#include "tests/testing/map_memory.h"

// What every importer promises (importers/importer.h), whatever its destination. An importer joins
// by one line:
//
//   INSTANTIATE_TEST_SUITE_P(Flickr, ImporterSuite,
//                            testing::Values(ImporterCase{flickr_importer_plugin, NewAccount}));

namespace photoferry {

// An empty account at the destination, for one test.
struct ImporterAccount {
  std::map<std::string, std::string> options;
  std::string token;           // where a login is needed
  std::shared_ptr<void> keep;  // lives as long as the test: a server, a folder
};

struct ImporterCase {
  ImporterPlugin (*plugin)();
  std::function<ImporterAccount()> new_account;
};
void PrintTo(const ImporterCase& value, std::ostream* out);

class ImporterSuite : public ::testing::TestWithParam<ImporterCase> {
 protected:
  ImporterSuite();
  void SetUp() override;

  // Another importer on the same account, as after a restart.
  std::unique_ptr<Importer> NewImporter();

  const v1::Capabilities& capabilities() const { return connected_.capabilities; }
  bool HasAlbums() const;
  // Whether Check can tell that an item is not there.
  bool CheckTells() const;

  absl::StatusOr<AlbumEntry> EnsureAlbum(const std::string& id);
  // Send, and Publish where that makes an item visible.
  absl::StatusOr<Stored> Deliver(const std::string& id, MediaSource& source,
                                 const AlbumEntry* album = nullptr);
  absl::StatusOr<Stored> Deliver(const std::string& id, const std::string& bytes,
                                 const AlbumEntry* album = nullptr);
  absl::StatusOr<v1::AlbumRef> Place(const AlbumEntry& album, const std::string& id,
                                     const v1::RemoteItem& item);
  absl::StatusOr<RemoteState> CheckOn(Importer& importer, const std::string& id,
                                      std::optional<v1::RemoteItem> item = std::nullopt);
  // Size or hash, as the destination told them at delivery or tells them now, are those of `bytes`.
  void ExpectConfirmed(const std::string& id, const v1::RemoteItem& item, const std::string& bytes);

  Importer& importer() { return *importer_; }
  ProviderContext& context() { return context_; }
  Scheduler& scheduler() { return *scheduler_; }

 private:
  const ImporterPlugin plugin_;
  const ImporterAccount account_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> http_ = NewCurlHttpClient(*scheduler_, {.loops = 1});
  const std::unique_ptr<Rng> rng_ = NewRng(11);
  MapMemory memory_;
  const Credential credential_;
  ProviderContext context_{.http = *http_,
                           .scheduler = *scheduler_,
                           .rng = *rng_,
                           .memory = memory_,
                           .credential = credential_,
                           .stop = {}};
  std::unique_ptr<Importer> importer_;
  Destination connected_;
  std::map<std::string, v1::UploadSession> sessions_;  // the last one that an item's Send saved
};

}  // namespace photoferry
