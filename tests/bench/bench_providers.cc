// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_providers.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status.h"

namespace photoferry::bench {
namespace {

constexpr int64_t kPage = 1000;

// A JPEG's first bytes, then zeros.
class FillerReader final : public LocalReader {
 public:
  explicit FillerReader(int64_t size) : size_(size) {}
  int64_t size() const override { return size_; }
  absl::StatusOr<size_t> ReadAt(int64_t offset, char* buffer, size_t size) const override {
    const auto given =
        static_cast<size_t>(std::clamp<int64_t>(size_ - offset, 0, static_cast<int64_t>(size)));
    std::fill_n(buffer, given, '\0');
    if (offset == 0 && given >= 3) std::copy_n("\xff\xd8\xff", 3, buffer);
    return given;
  }

 private:
  const int64_t size_;
};

class BenchSource final : public Exporter {
 public:
  explicit BenchSource(const ProviderOptions& options)
      : items_(options.Integer("items")),
        url_(options.Text("url")),
        filler_(std::make_shared<FillerReader>(options.Integer("bytes"))) {}

  absl::StatusOr<SourceAccount> Connect(ProviderContext&) override {
    return SourceAccount{.account_key = "bench", .display_name = "bench"};
  }

  absl::StatusOr<ListedPage> ListPage(const std::string& cursor, const v1::Selection&,
                                      ProviderContext&) override {
    int64_t first = 0;
    if (!cursor.empty() && !absl::SimpleAtoi(cursor, &first)) {
      return Failure(v1::INTERNAL_FAULT, "A cursor came back changed.");
    }
    ListedPage page;
    const int64_t end = std::min(first + kPage, items_);
    for (int64_t i = first; i < end; ++i) {
      v1::Photo& photo = page.photos.emplace_back();
      photo.set_id(absl::StrFormat("%06d", i));
      photo.set_kind(v1::PHOTO);
      photo.mutable_taken_time()->mutable_time()->set_seconds(1'000'000'000 + i);
    }
    if (end < items_) page.next = absl::StrCat(end);
    return page;
  }

  absl::StatusOr<MediaLocation> Locate(const v1::Photo& photo, Freshness,
                                       ProviderContext&) override {
    if (url_.empty()) return MediaLocation(filler_);
    return MediaLocation(HttpFetch{.url = Secret(absl::StrCat(url_, "/", photo.id(), ".jpg")),
                                   .origin = UrlOrigin::kConfigured});
  }

 private:
  const int64_t items_;
  const std::string url_;
  const std::shared_ptr<const LocalReader> filler_;
};

class Discard final : public Importer {
 public:
  absl::StatusOr<Destination> Connect(ProviderContext&) override {
    return Destination{.account_key = "discard",
                       .display_name = "nowhere",
                       .capabilities = discard_plugin().spec.capabilities()};
  }
  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum&,
                                                          ProviderContext&) override {
    return v1::AlbumRef();
  }
  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext&) override {
    PF_ASSIGN_OR_RETURN(const std::shared_ptr<Pipe> pipe, task.source().All());
    std::vector<char> buffer(64 << 10);
    int64_t size = 0;
    while (true) {
      PF_ASSIGN_OR_RETURN(const size_t read, pipe->Read(buffer.data(), buffer.size()));
      if (read == 0) break;
      size += static_cast<int64_t>(read);
    }
    Stored stored;
    stored.item.set_id(task.key());
    stored.item.set_size_bytes(size);
    return stored;
  }
  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext&) override {
    return std::vector<absl::StatusOr<RemoteState>>(
        entries.size(), RemoteState{RemoteState::Presence::kAbsent, {}, false});
  }
};

void AddOption(v1::ProviderSpec& spec, const char* key, const char* value,
               v1::OptionSpec::Type type) {
  v1::OptionSpec* option = spec.add_options();
  option->set_key(key);
  option->set_default_value(value);
  option->set_type(type);
}

}  // namespace

ExporterPlugin bench_source_plugin() {
  ExporterPlugin plugin;
  plugin.spec.set_id("bench");
  plugin.spec.set_display_name("benchmark");
  plugin.spec.set_role(v1::ProviderSpec::EXPORTER);
  AddOption(plugin.spec, "url", "", v1::OptionSpec::URL);
  AddOption(plugin.spec, "items", "10000", v1::OptionSpec::INTEGER);
  AddOption(plugin.spec, "bytes", "1000", v1::OptionSpec::INTEGER);
  plugin.make = [](const ProviderOptions& options) -> absl::StatusOr<std::unique_ptr<Exporter>> {
    return std::make_unique<BenchSource>(options);
  };
  return plugin;
}

ImporterPlugin discard_plugin() {
  ImporterPlugin plugin;
  plugin.spec.set_id("discard");
  plugin.spec.set_display_name("nowhere");
  plugin.spec.set_role(v1::ProviderSpec::IMPORTER);
  v1::Capabilities& capabilities = *plugin.spec.mutable_capabilities();
  capabilities.set_container_model(v1::NO_ALBUMS);
  capabilities.set_publishes(v1::AT_SEND);
  capabilities.set_doubt(v1::REPEAT_IS_HARMLESS);
  plugin.make = [](const ProviderOptions&) -> absl::StatusOr<std::unique_ptr<Importer>> {
    return std::make_unique<Discard>();
  };
  return plugin;
}

}  // namespace photoferry::bench
