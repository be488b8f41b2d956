// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "importers/importer.h"

namespace photoferry::fakes {

// What it means to make a call again whose answer was lost.
enum class Repeat {
  kHarmless,
  kLooksFirst,  // would double, but whoever repeats it looks first
  kDoubles,     // OUTCOME_UNKNOWN
};

// A body from a source.
struct BytesToSend {
  std::shared_ptr<Pipe> pipe;
  std::optional<int64_t> length;
  std::string key;
};

// The calls of a DestinationServer as the project's errors. Thread-safe.
class DestinationClient {
 public:
  explicit DestinationClient(std::string base_url) : base_url_(std::move(base_url)) {}

  absl::StatusOr<Json> Get(absl::string_view path, ProviderContext& context) const;
  absl::StatusOr<Json> Delete(absl::string_view path, ProviderContext& context) const;
  absl::StatusOr<Json> Post(absl::string_view path, const Json& body, Repeat repeat,
                            ProviderContext& context) const;
  absl::StatusOr<Json> Upload(absl::string_view method, absl::string_view path, BytesToSend bytes,
                              Repeat repeat, ProviderContext& context) const;

 private:
  absl::StatusOr<Json> Call(HttpRequest request, Repeat repeat, ProviderContext& context) const;

  const std::string base_url_;
};

// What the five have in common. Thread-safe.
class TestImporter : public Importer {
 public:
  TestImporter(const ProviderOptions& options, v1::Capabilities capabilities)
      : client_(options.Text("base_url")), capabilities_(std::move(capabilities)) {}

  absl::StatusOr<Destination> Connect(ProviderContext& context) override;
  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum& album,
                                                          ProviderContext& context) override;
  absl::StatusOr<PlaceResult> Place(const AlbumEntry& album, absl::Span<const PlaceEntry> entries,
                                    ProviderContext& context) override;
  // By id where one is known, else by key.
  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext& context) override;

 protected:
  const DestinationClient& client() const { return client_; }

  // An album that an earlier call made; nothing: there is none.
  absl::StatusOr<std::optional<v1::AlbumRef>> FindAlbum(const v1::PhotoAlbum& album,
                                                        ProviderContext& context) const;
  absl::StatusOr<v1::AlbumRef> MakeAlbum(const v1::PhotoAlbum& album, absl::string_view first_item,
                                         ProviderContext& context) const;

 private:
  const DestinationClient client_;
  const v1::Capabilities capabilities_;
};

// The item of an answer. MALFORMED_ANSWER: it has no id.
absl::StatusOr<v1::RemoteItem> ItemFrom(const Json& answer);
// Whether an item that the server told is in the album.
bool IsIn(const Json& item, const std::optional<AlbumEntry>& album);
RemoteState StateFrom(const Json& item, const std::optional<AlbumEntry>& album);

v1::ProviderSpec TestSpec(absl::string_view id, const v1::Capabilities& capabilities);

template <typename T>
ImporterPlugin TestPlugin(absl::string_view id, const v1::Capabilities& capabilities) {
  return {.spec = TestSpec(id, capabilities),
          .make = [capabilities](
                      const ProviderOptions& options) -> absl::StatusOr<std::unique_ptr<Importer>> {
            return std::make_unique<T>(options, capabilities);
          }};
}

}  // namespace photoferry::fakes
