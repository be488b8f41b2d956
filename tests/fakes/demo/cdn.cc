// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/cdn.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"
#include "tests/testing/canary_mark.h"

namespace photoferry::demo {
namespace {

constexpr absl::string_view kPhotoFolder = "/v/t39.30808-6/";
constexpr absl::string_view kVideoFolder = "/o1/v/t2/f2/m69/";

struct InstagramShelf {
  InstagramRendition rendition;
  absl::string_view folder;
  absl::string_view ending;
};
constexpr InstagramShelf kInstagramShelves[] = {
    {InstagramRendition::kPicture, "/v/t51.2885-15/", "_n.jpg"},
    {InstagramRendition::kVideo, "/o1/v/t16/f2/m86/", ".mp4"},
    {InstagramRendition::kStill, "/v/t51.71878-15/", "_n.jpg"},
};

ServerReply Plain(int status, absl::string_view text) {
  ServerReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "text/plain"}};
  reply.body = std::string(text);
  return reply;
}

std::string ETagOf(absl::string_view path, const MediaFile& file) {
  const std::string hash = HexOf(Sha256Of(absl::StrCat(path, " ", file.size())));
  return absl::StrCat("\"", hash.substr(0, 32), "\"");
}

// "bytes=5-9", "bytes=5-", "bytes=-3" (RFC 9110, 14.1.2): first byte and length, or nothing if the
// header is to be ignored. An unsatisfiable range has length 0.
std::optional<std::pair<int64_t, int64_t>> ParseRange(absl::string_view header, int64_t size) {
  if (!absl::ConsumePrefix(&header, "bytes=") || absl::StrContains(header, ',')) {
    return std::nullopt;
  }
  const std::pair<absl::string_view, absl::string_view> ends = absl::StrSplit(header, '-');
  int64_t first = 0, last = size - 1;
  if (ends.first.empty()) {
    int64_t suffix = 0;
    if (!absl::SimpleAtoi(ends.second, &suffix)) return std::nullopt;
    first = std::max<int64_t>(0, size - suffix);
  } else if (!absl::SimpleAtoi(ends.first, &first) ||
             (!ends.second.empty() && !absl::SimpleAtoi(ends.second, &last))) {
    return std::nullopt;
  }
  last = std::min(last, size - 1);
  return std::pair(first, std::max<int64_t>(0, last - first + 1));
}

}  // namespace

std::string UrlSigner::SignatureOf(absl::string_view path, absl::string_view oe) const {
  return absl::StrCat("00_Af" PHOTOFERRY_CANARY_MARK,
                      HexOf(HmacSha256(key_, absl::StrCat(path, "|", oe))).substr(0, 40));
}

std::string UrlSigner::Sign(absl::string_view path, absl::Time now) const {
  const int64_t minute = absl::ToUnixSeconds(now) / 60 * 60;
  const std::string oe = absl::StrCat(absl::Hex(minute + absl::ToInt64Seconds(lifetime_)));
  return absl::StrCat(path, "?_nc_cat=1&oh=", SignatureOf(path, oe), "&oe=", oe);
}

UrlSigner::Verdict UrlSigner::Check(absl::string_view path, absl::string_view oh,
                                    absl::string_view oe, absl::Time now) const {
  int64_t expiry = 0;
  if (oh != SignatureOf(path, oe) || !absl::SimpleHexAtoi(oe, &expiry)) return Verdict::kMismatch;
  return now >= absl::FromUnixSeconds(expiry) ? Verdict::kExpired : Verdict::kGood;
}

std::string PhotoPath(absl::string_view id, Rendition rendition) {
  return absl::StrCat(kPhotoFolder, id, "_", rendition.width, "x", rendition.height, "_n.jpg");
}

std::string VideoPath(absl::string_view id) {
  return absl::StrCat(kVideoFolder, id, ".mp4");
}

std::string InstagramPath(absl::string_view id, InstagramRendition rendition) {
  for (const InstagramShelf& shelf : kInstagramShelves) {
    if (shelf.rendition == rendition) return absl::StrCat(shelf.folder, id, shelf.ending);
  }
  return "";
}

std::optional<Cdn::Target> Cdn::FindInstagram(absl::string_view path) const {
  for (const InstagramShelf& shelf : kInstagramShelves) {
    absl::string_view id = path;
    if (!absl::ConsumePrefix(&id, shelf.folder) || !absl::ConsumeSuffix(&id, shelf.ending))
      continue;
    const std::optional<Node> node = account_.Find(id);
    if (!node || node->type != NodeType::kIgMedia) return std::nullopt;
    return Target{*node, {}, shelf.rendition == InstagramRendition::kStill};
  }
  return std::nullopt;
}

std::optional<Cdn::Target> Cdn::FindTarget(absl::string_view path) const {
  if (const auto instagram = FindInstagram(path)) return instagram;
  if (absl::ConsumePrefix(&path, kVideoFolder) && absl::ConsumeSuffix(&path, ".mp4")) {
    const std::optional<Node> node = account_.Find(path);
    if (!node || node->type != NodeType::kVideo) return std::nullopt;
    return Target{*node, {}};
  }
  if (!absl::ConsumePrefix(&path, kPhotoFolder)) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(path, absl::ByAnyChar("_x"));
  Rendition rendition;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[1], &rendition.width) ||
      !absl::SimpleAtoi(parts[2], &rendition.height)) {
    return std::nullopt;
  }
  const std::optional<Node> node = account_.Find(parts[0]);
  if (!node || node->type != NodeType::kPhoto) return std::nullopt;
  return Target{*node, rendition};
}

ServerReply Cdn::Answer(const ServerRequest& request) const {
  const std::optional<Target> target = FindTarget(request.path);
  const bool video = target && target->node.type == NodeType::kVideo;
  const bool instagram = target && target->node.type == NodeType::kIgMedia;
  state_.Count(!target     ? "cdn/other"
               : instagram ? "cdn/instagram"
               : video     ? "cdn/video"
                           : "cdn/photo");
  if (!request.Header("range").empty()) state_.Count("cdn/range");
  if (!request.Header("authorization").empty()) state_.Count("cdn/with-authorization");
  const std::string item = target ? account_.IdOf(target->node) : "";
  const std::optional<Fault> fault =
      faults_.Next({.server = "cdn", .path = request.path, .query = "", .item = item});
  if (fault && fault->kind == FaultKind::kDeleteItem) state_.Delete(fault->target);
  if (fault && fault->kind == FaultKind::kExpired) return Plain(403, "URL signature expired");
  ServerReply reply = Truth(request, target);
  if (fault) Spoil(*fault, reply);
  return reply;
}

ServerReply Cdn::Truth(const ServerRequest& request, const std::optional<Target>& target) const {
  if (request.method != "GET" && request.method != "HEAD") return Plain(405, "");
  switch (signer_.Check(request.path, request.Parameter("oh").value_or(""),
                        request.Parameter("oe").value_or(""), state_.Now())) {
    case UrlSigner::Verdict::kExpired:
      return Plain(403, "URL signature expired");
    case UrlSigner::Verdict::kMismatch:
      return Plain(403, "URL signature mismatch");
    case UrlSigner::Verdict::kGood:
      break;
  }
  if (!target) return Plain(404, "Not Found");
  if (state_.IsDeleted(target->node)) return Plain(410, "Gone");
  return Media(request, *target);
}

std::shared_ptr<const MediaFile> Cdn::FileOf(const Target& target) const {
  const int64_t index = target.node.index;
  const Account& owner = account_.OwnerOf(target.node);
  if (target.is_still) return account_.InstagramStillPicture(index);
  if (target.node.type == NodeType::kIgMedia) return account_.InstagramFile(index);
  if (target.node.type == NodeType::kVideo) return owner.VideoFile(index);
  return owner.PhotoFile(index, target.rendition);
}

ServerReply Cdn::Media(const ServerRequest& request, const Target& target) const {
  ServerReply reply;
  reply.file = FileOf(target);
  const int64_t size = reply.file->size();
  reply.length = size;
  const std::string etag = ETagOf(request.path, *reply.file);
  reply.headers = {{"Content-Type", reply.file->mime_type()},
                   {"ETag", etag},
                   {"Accept-Ranges", "bytes"},
                   {"Cache-Control", "max-age=1209600, no-transform"}};
  const std::string if_range = request.Header("if-range");
  const auto range = ParseRange(request.Header("range"), size);
  if (!range || (!if_range.empty() && if_range != etag)) return reply;
  if (range->second == 0) {
    ServerReply refusal = Plain(416, "");
    refusal.headers.emplace_back("Content-Range", absl::StrCat("bytes */", size));
    return refusal;
  }
  reply.status = 206;
  reply.offset = range->first;
  reply.length = range->second;
  reply.headers.emplace_back(
      "Content-Range",
      absl::StrCat("bytes ", range->first, "-", range->first + range->second - 1, "/", size));
  return reply;
}

}  // namespace photoferry::demo
