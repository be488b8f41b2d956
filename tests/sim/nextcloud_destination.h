// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/nextcloud/nextcloud_service.h"
#include "tests/sim/folder_holdings.h"
#include "tests/sim/sim_destination.h"

namespace photoferry::sim {

// The importer of WebDAV at a Nextcloud, or at the same server taken for a plain one.
class NextcloudDestination final : public SimDestination, public FolderHoldings, public SimHost {
 public:
  NextcloudDestination(const DavScenario& scenario, const Clock& clock);

  ImporterPlugin plugin() const override;
  std::map<std::string, std::string> options() const override;
  std::string login() const override { return LoginNumber(logins_); }
  const Holdings& holdings() const override { return *this; }
  void Open(SimNetwork& network, Laws& laws) override;
  void Suffer(SimScheduler& machine) override;
  void Recover() override;

  std::vector<HeldAlbum> Albums() const override;
  bool HasSession(const std::string& state) const override;

  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;

 protected:
  std::vector<std::string> Paths() const override;
  std::optional<std::string> Read(const std::string& path) const override;
  bool RepeatsPhotos() const override { return !HasPhotosAlbums(); }

 private:
  bool HasPhotosAlbums() const { return scenario_.nextcloud && scenario_.photos_albums; }
  fakes::DavResponse Serve(fakes::DavRequest& asked, const BodyReader& body);

  const DavScenario scenario_;
  fakes::NextcloudService service_;
  int logins_ = 0;
  Laws* laws_ = nullptr;
};

}  // namespace photoferry::sim
