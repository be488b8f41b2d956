// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fakes/demo/graph_site.h"
#include "tests/fakes/destinations/destination_service.h"
#include "tests/sim/laws.h"
#include "tests/sim/sim_network.h"

// The servers of the tests as hosts of the simulated network, with an eye on what they are asked.

namespace photoferry::sim {

inline constexpr char kGraphUrl[] = "https://graph.example.com";
inline constexpr char kCdnUrl[] = "https://cdn.example.net";
inline constexpr char kDestinationUrl[] = "https://photos.example.org";

class GraphHost final : public SimHost {
 public:
  GraphHost(demo::GraphSite& site, Laws& laws) : site_(site), laws_(laws) {}
  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;

 private:
  demo::GraphSite& site_;
  Laws& laws_;
};

class CdnHost final : public SimHost {
 public:
  CdnHost(demo::GraphSite& site, Laws& laws) : site_(site), laws_(laws) {}
  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;

 private:
  demo::GraphSite& site_;
  Laws& laws_;
};

class DestinationHost final : public SimHost {
 public:
  DestinationHost(fakes::DestinationService& service, Laws& laws)
      : service_(service), laws_(laws) {}
  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;

 private:
  fakes::DestinationService& service_;
  Laws& laws_;
};

}  // namespace photoferry::sim
