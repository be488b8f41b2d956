// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/sending.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/media/file_name.h"
#include "common/media/moment.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {
namespace {

// 32 bytes; "" if the server wrote anything else.
std::string Sha256From(const HttpResponse& answer) {
  const std::string hex = answer.headers.Get("X-Hash-SHA256").value_or("");
  for (const char c : hex) {
    if (!absl::ascii_isxdigit(c)) return "";
  }
  return hex.size() == 64 ? absl::HexStringToBytes(hex) : "";
}

// The whole of a file that is sent at once.
class WholeFile {
 public:
  WholeFile(SendTask& task, const std::string& folder, const Site& site, ProviderContext& context)
      : task_(task), folder_(folder), site_(site), context_(context) {}

  absl::StatusOr<Sent> SendAside();
  absl::StatusOr<Sent> SendInPlace();

 private:
  // Never with a Content-Range: there are servers that then take the fragment for the whole file.
  absl::StatusOr<HttpResponse> Put(const std::string& url, bool only_new);
  absl::Status Judged(const HttpResponse& answer);
  std::string UrlOf(absl::string_view name) const {
    return site_.tree.FileUrl(absl::StrCat(folder_, "/", name));
  }
  std::string Extension() const {
    return ExtensionFor(task_.photo(), task_.source().head().mime_type);
  }

  SendTask& task_;
  const std::string& folder_;
  const Site& site_;
  ProviderContext& context_;
};

absl::StatusOr<HttpResponse> WholeFile::Put(const std::string& url, bool only_new) {
  const auto body = [this]() -> absl::StatusOr<HttpBody> {
    HttpBody whole;
    PF_ASSIGN_OR_RETURN(whole.stream, task_.source().All());
    whole.stream_length = task_.source().head().length;
    return whole;
  };
  HttpHeaders headers = TimeHeaders(task_.photo());
  headers.Add("Content-Type", task_.source().head().mime_type);
  if (only_new) headers.Add("If-None-Match", "*");
  if (site_.cloud) headers.Add("X-Hash", "sha256");
  return site_.client.Put(url, body, headers, context_);
}

absl::Status WholeFile::Judged(const HttpResponse& answer) {
  if (!IsSuccess(answer)) {
    return UploadFailure(answer, site_.client, site_.tree.FolderUrl(folder_),
                         task_.source().head().length.value_or(0), context_);
  }
  if (!answer.early) return absl::OkStatus();
  return Failure(
      v1::CONNECTION_LOST,
      "The server said that it has the file before it was sent whole; it is sent again.");
}

// A PUT may break and leave half of a file, on some servers under its own name: so the bytes go to
// a hidden name first, and MOVE makes the whole file appear.
absl::StatusOr<Sent> WholeFile::SendAside() {
  const std::string part = UrlOf(PartNameOf(task_.key()));
  const absl::StatusOr<HttpResponse> answer = Put(part, /*only_new=*/false);
  const absl::Status sent = answer.ok() ? Judged(*answer) : answer.status();
  absl::StatusOr<std::string> name =
      sent.ok()
          ? site_.places.Settle(part, folder_, task_.photo(), Extension(), site_.habits, context_)
          : sent;
  if (name.ok()) return Sent{.name = *std::move(name)};
  site_.client.Delete(part, context_).IgnoreError();
  return name.status();
}

// The name is claimed first and the bytes go there at once: where a PUT is all or nothing anyway
// (Nextcloud), and where there is no MOVE.
absl::StatusOr<Sent> WholeFile::SendInPlace() {
  for (int number = 1;; ++number) {
    PF_ASSIGN_OR_RETURN(ItemPlace place, site_.places.Claim(number, folder_, task_.photo(),
                                                            Extension(), site_.habits, context_));
    const bool only_new = !place.there && site_.habits.creates_conditionally;
    const absl::StatusOr<HttpResponse> answer = Put(UrlOf(place.name), only_new);
    if (answer.ok() && answer->status == 412 && only_new) {
      // Another program put a file there a moment ago.
      PF_RETURN_IF_ERROR(site_.places.Unclaim(folder_, place.name, context_));
      continue;
    }
    const absl::Status sent = answer.ok() ? Judged(*answer) : answer.status();
    if (sent.ok()) return SentFrom(std::move(place.name), *answer, site_);
    // What came of it may be half a file.
    if (!site_.cloud && !place.there) {
      site_.client.Delete(UrlOf(place.name), context_).IgnoreError();
    }
    return sent;
  }
}

}  // namespace

Sent SentFrom(std::string name, const HttpResponse& answer, const Site& site) {
  Sent sent{.name = std::move(name),
            .etag = answer.headers.Get("ETag").value_or(""),
            .sha256 = Sha256From(answer)};
  if (site.cloud) sent.page = site.cloud->PageOfFile(answer.headers.Get("OC-FileId").value_or(""));
  return sent;
}

HttpHeaders TimeHeaders(const v1::Photo& photo) {
  HttpHeaders headers;
  v1::Moment moment;
  if (!BestMoment(photo, &moment)) return headers;
  const std::string seconds = absl::StrCat(moment.time().seconds());
  headers.Add("X-OC-Mtime", seconds);
  headers.Add("X-OC-CTime", seconds);
  return headers;
}

std::string PartNameOf(absl::string_view key) {
  return absl::StrCat(".photoferry-", key);
}

absl::StatusOr<Sent> SendWhole(SendTask& task, const std::string& folder, const Site& site,
                               ProviderContext& context) {
  WholeFile file(task, folder, site, context);
  return site.habits.moves && !site.cloud ? file.SendAside() : file.SendInPlace();
}

}  // namespace photoferry::webdav
