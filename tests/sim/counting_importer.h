// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/http/pipe.h"
#include "importers/importer.h"

// A destination without a wire, for tests that look at what the engine does around it.

namespace photoferry::sim {

// Reads every file to its end and counts how often each photo came.
class CountingImporter : public Importer {
 public:
  explicit CountingImporter(std::map<std::string, int>& arrivals) : arrivals_(arrivals) {}

  static v1::Capabilities Abilities() {
    v1::Capabilities capabilities;
    capabilities.set_container_model(v1::NO_ALBUMS);
    capabilities.set_publishes(v1::AT_SEND);
    capabilities.set_doubt(v1::REPEAT_IS_HARMLESS);
    return capabilities;
  }
  absl::StatusOr<Destination> Connect(ProviderContext&) override {
    return Destination{.account_key = "counter",
                       .display_name = "Counter",
                       .capabilities = Abilities(),
                       .free_bytes = std::nullopt};
  }
  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum&,
                                                          ProviderContext&) override {
    return std::optional<v1::AlbumRef>(v1::AlbumRef());
  }
  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext&) override {
    PF_ASSIGN_OR_RETURN(const std::shared_ptr<Pipe> pipe, task.source().All());
    char buffer[1 << 12];
    int64_t size = 0;
    while (true) {
      PF_ASSIGN_OR_RETURN(const size_t got, pipe->Read(buffer, sizeof(buffer)));
      if (got == 0) break;
      size += static_cast<int64_t>(got);
    }
    ++arrivals_[task.photo().id()];
    Stored stored;
    stored.item.set_id(task.key());
    stored.item.set_size_bytes(size);
    return SendResult(stored);
  }
  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext&) override {
    return std::vector<absl::StatusOr<RemoteState>>(entries.size(), RemoteState());
  }

 private:
  std::map<std::string, int>& arrivals_;
};

// "counter"
inline ImporterPlugin CountingImporterPlugin(std::function<std::unique_ptr<Importer>()> make) {
  ImporterPlugin plugin;
  plugin.spec.set_id("counter");
  plugin.spec.set_role(v1::ProviderSpec::IMPORTER);
  *plugin.spec.mutable_capabilities() = CountingImporter::Abilities();
  plugin.make = [make = std::move(make)](
                    const ProviderOptions&) -> absl::StatusOr<std::unique_ptr<Importer>> {
    return make();
  };
  return plugin;
}

}  // namespace photoferry::sim
