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

class DemoHost : public SimHost {
 public:
  DemoHost(demo::GraphSite& site, Laws& laws) : site_(site), laws_(laws) {}

 protected:
  demo::GraphSite& site_;
  Laws& laws_;
};

class GraphHost final : public DemoHost {
 public:
  using DemoHost::DemoHost;
  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;
};

// Of Instagram Login.
class InstagramHost final : public DemoHost {
 public:
  using DemoHost::DemoHost;
  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;
};

class CdnHost final : public DemoHost {
 public:
  using DemoHost::DemoHost;
  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;
};

}  // namespace photoferry::sim
