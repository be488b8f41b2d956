// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/manifest_upload.h"

#include <memory>
#include <optional>
#include <utility>

#include "common/base/status.h"
#include "common/media/manifest.h"

namespace photoferry::webdav {
namespace {

constexpr size_t kModerate = 4 << 20;

// The manifest as a text that comes in pieces.
class ManifestText {
 public:
  ManifestText(const v1::PhotoAlbum& album, AlbumContents& contents, const FileOfItem& file_of)
      : album_(album), contents_(contents), file_of_(file_of) {}

  // Nothing: it has ended.
  absl::StatusOr<std::optional<std::string>> Next() {
    switch (std::exchange(phase_, phase_ == Phase::kHead ? Phase::kItems : phase_)) {
      case Phase::kHead:
        return ManifestHead(album_);
      case Phase::kItems:
        return NextItem();
      case Phase::kEnd:
        break;
    }
    return std::nullopt;
  }

 private:
  enum class Phase { kHead, kItems, kEnd };

  absl::StatusOr<std::optional<std::string>> NextItem() {
    PF_ASSIGN_OR_RETURN(const std::optional<ClosedItem> item, contents_.Next());
    if (!item) {
      phase_ = Phase::kEnd;
      return ManifestEnd();
    }
    ManifestItem line{.photo = item->photo, .file = "", .size_bytes = {}, .sha256 = item->sha256};
    PF_ASSIGN_OR_RETURN(line.file, file_of_(*item));
    if (item->item.has_size_bytes()) line.size_bytes = item->item.size_bytes();
    return ManifestLine(line, std::exchange(first_, false));
  }

  const v1::PhotoAlbum& album_;
  AlbumContents& contents_;
  const FileOfItem& file_of_;
  Phase phase_ = Phase::kHead;
  bool first_ = true;
};

// Fills the pipe with what is left, on a thread of its own.
void Feed(ManifestText& text, Pipe& pipe) {
  while (true) {
    const absl::StatusOr<std::optional<std::string>> piece = text.Next();
    if (!piece.ok() || !*piece) return (void)pipe.Close(piece.status());
    if (!pipe.Write(**piece).ok()) return;
  }
}

}  // namespace

absl::StatusOr<HttpResponse> UploadManifest(DavClient& client, const std::string& url,
                                            const v1::PhotoAlbum& album, AlbumContents& contents,
                                            const FileOfItem& file_of, ProviderContext& context) {
  const HttpHeaders headers = {{"Content-Type", "application/json"}};
  ManifestText text(album, contents, file_of);
  std::string begun;
  while (begun.size() < kModerate) {
    PF_ASSIGN_OR_RETURN(const std::optional<std::string> piece, text.Next());
    if (!piece) return client.Put(url, TextBody(std::move(begun)), headers, context);
    begun += *piece;
  }
  auto pipe = std::make_shared<Pipe>(context.scheduler);
  const std::unique_ptr<Thread> feeder =
      context.scheduler.Spawn("manifest", [&text, pipe] { Feed(text, *pipe); });
  bool used = false;
  const auto once = [&]() -> absl::StatusOr<HttpBody> {
    if (std::exchange(used, true)) {
      return Failure(v1::CONNECTION_LOST, "The manifest has to be sent again from its beginning.");
    }
    HttpBody body;
    body.prefix = std::move(begun);
    body.stream = pipe;
    return body;
  };
  absl::StatusOr<HttpResponse> answer = client.Put(url, once, headers, context);
  pipe->Cancel(Failure(v1::STOPPED, "The manifest is on its way no longer."));
  return answer;
}

}  // namespace photoferry::webdav
