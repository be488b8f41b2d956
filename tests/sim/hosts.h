// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fakes/demo/graph_site.h"
#include "tests/sim/laws.h"
#include "tests/sim/sim_network.h"

// The demo account as two hosts of the simulated network, with an eye on what they are asked.

namespace photoferry::sim {

inline constexpr char kGraphUrl[] = "https://graph.example.com";
inline constexpr char kInstagramUrl[] = "https://graph.example.org";
inline constexpr char kCdnUrl[] = "https://cdn.example.net";

class GraphHost final : public SimHost {
 public:
  GraphHost(demo::GraphSite& site, Laws& laws) : site_(site), laws_(laws) {}
  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;

 private:
  demo::GraphSite& site_;
  Laws& laws_;
};

// Of Instagram Login.
class InstagramHost final : public SimHost {
 public:
  InstagramHost(demo::GraphSite& site, Laws& laws) : site_(site), laws_(laws) {}
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

}  // namespace photoferry::sim
