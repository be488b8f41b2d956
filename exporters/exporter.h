// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/secret.h"
#include "common/http/http_client.h"
#include "common/provider/login_plugin.h"
#include "common/provider/provider_context.h"
#include "photoferry/v1/media.pb.h"
#include "photoferry/v1/provider.pb.h"

// THE CONTRACT of a source. README.md in this folder: "write an exporter in an hour".
//
// The engine walks a source as a tree of listings. A listing is known by a cursor, an opaque text
// that the exporter makes and that stays good across restarts: no URL, no token in it. The walk
// begins with the empty cursor. Each page may give the cursor of its own next page and those of
// listings below it (the photos of an album). The engine commits a page in one transaction and may
// list the same cursor again after a crash; it dedupes photos by Photo.id and unites placements.
//
// Calls come from several threads at once; Connect returns before any other begins.

namespace photoferry {

struct SourceAccount {
  std::string account_key;  // stable and unique within the provider: the account's id
  std::string display_name;
  std::vector<std::string> notices;  // for people: what was declined and is therefore left out
};

struct ListedPage {
  std::vector<v1::PhotoAlbum> albums;
  std::vector<v1::Photo> photos;
  std::vector<std::string> children;  // cursors of listings found here
  std::optional<std::string> next;    // nothing: this listing has ended
  std::vector<std::string> notices;
};

enum class Freshness {
  kCached,  // a location seen while listing will do
  kFresh,   // ask the source again: the last one did not work
};

// Bytes behind a URL. The URL may be signed: it is a secret, and goes no further than the wire.
struct HttpFetch {
  Secret url;
  HttpHeaders headers;
  UrlOrigin origin = UrlOrigin::kData;
};

// Bytes at hand (an archive). Thread-safe.
class LocalReader {
 public:
  virtual ~LocalReader() = default;
  virtual int64_t size() const = 0;
  // Fills up to `size` bytes from `offset`; fewer only at the end.
  virtual absl::StatusOr<size_t> ReadAt(int64_t offset, char* buffer, size_t size) const = 0;
};

using MediaLocation = std::variant<HttpFetch, std::shared_ptr<const LocalReader>>;

class Exporter {
 public:
  virtual ~Exporter() = default;

  // Who is logged in, and what may be read.
  virtual absl::StatusOr<SourceAccount> Connect(ProviderContext& context) = 0;

  // One page of one listing. `selection` lets the exporter leave out listings that cannot hold
  // anything selected; the engine still judges every photo. An album that vanished meanwhile is an
  // empty page with a notice, not an error. The page after a dead cursor is the
  // first of that listing again: the exporter restarts it by itself, nothing is doubled by it.
  virtual absl::StatusOr<ListedPage> ListPage(const std::string& cursor,
                                              const v1::Selection& selection,
                                              ProviderContext& context) = 0;

  // Where the bytes of a photo that was listed can be had now. SOURCE_GONE if it was deleted,
  // NO_MEDIA_URL if the source withholds it.
  virtual absl::StatusOr<MediaLocation> Locate(const v1::Photo& photo, Freshness freshness,
                                               ProviderContext& context) = 0;
};

// What a provider's plugin.cc hands over: data, how to make one for a job, and how people log in.
struct ExporterPlugin {
  v1::ProviderSpec spec;
  std::function<absl::StatusOr<std::unique_ptr<Exporter>>(const ProviderOptions& options)> make;
  std::vector<LoginPlugin> logins = {};  // in the order of spec.logins
};

}  // namespace photoferry
