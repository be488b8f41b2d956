// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/dav_files.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"

namespace photoferry::fakes {
namespace {

constexpr char kMethods[] =
    "OPTIONS, GET, HEAD, PUT, DELETE, MKCOL, COPY, MOVE, PROPFIND, PROPPATCH";

bool Names(absl::string_view header, const DavNode* node) {
  if (node == nullptr) return false;
  for (const absl::string_view tag : absl::StrSplit(header, ',')) {
    const absl::string_view stripped = absl::StripAsciiWhitespace(tag);
    if (stripped == "*" || stripped == node->etag) return true;
  }
  return false;
}

// "md5", "sha1" or "sha256" of the content, in hexadecimal; nothing for another algorithm.
std::optional<std::string> HashOf(const std::string& algorithm, const absl::Cord& content) {
  const EVP_MD* const method = algorithm == "md5"      ? EVP_md5()
                               : algorithm == "sha1"   ? EVP_sha1()
                               : algorithm == "sha256" ? EVP_sha256()
                                                       : nullptr;
  if (method == nullptr) return std::nullopt;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, method, nullptr);
  for (const absl::string_view piece : content.Chunks()) {
    EVP_DigestUpdate(context, piece.data(), piece.size());
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_DigestFinal_ex(context, digest.data(), &size);
  EVP_MD_CTX_free(context);
  return HexOf({reinterpret_cast<const char*>(digest.data()), size});
}

// A moment that a client tells in seconds; true, and an answer that says so, if it did.
bool TakeTime(const DavRequest& request, const std::string& header, absl::Time& time,
              DavResponse& answer) {
  int64_t seconds = 0;
  if (!absl::SimpleAtoi(request.Header(absl::AsciiStrToLower(header)), &seconds)) return false;
  time = absl::FromUnixSeconds(seconds);
  answer.headers.emplace_back(header, "accepted");
  return true;
}

struct ByteRange {
  size_t first = 0;
  size_t count = 0;
};

// One range; nothing for a header that is to be ignored. A count of 0: outside of the file.
std::optional<ByteRange> RangeOf(absl::string_view header, size_t size) {
  size_t first = 0;
  size_t last = 0;
  if (!absl::ConsumePrefix(&header, "bytes=") || absl::StrContains(header, ','))
    return std::nullopt;
  const std::pair<absl::string_view, absl::string_view> ends =
      absl::StrSplit(header, absl::MaxSplits('-', 1));
  if (ends.first.empty()) {
    if (!absl::SimpleAtoi(ends.second, &last)) return std::nullopt;
    last = std::min(last, size);
    return ByteRange{.first = size - last, .count = last};
  }
  if (!absl::SimpleAtoi(ends.first, &first)) return std::nullopt;
  if (ends.second.empty())
    last = size;
  else if (!absl::SimpleAtoi(ends.second, &last) || last < first)
    return std::nullopt;
  else
    last = std::min(last + 1, size);
  return first >= size ? ByteRange() : ByteRange{.first = first, .count = last - first};
}

}  // namespace

std::optional<DavResponse> UnmetCondition(const DavRequest& request, const DavNode* node) {
  const std::string match = request.Header("if-match");
  const std::string none_match = request.Header("if-none-match");
  const bool read = request.method == "GET" || request.method == "HEAD";
  if (!match.empty() && !Names(match, node)) {
    return DavError(412, "PreconditionFailed", "If-Match names another state of this file.");
  }
  if (none_match.empty() || !Names(none_match, node)) return std::nullopt;
  if (read) return DavResponse{.status = 304, .headers = {{"ETag", node->etag}}};
  return DavError(412, "PreconditionFailed", "If-None-Match names what is there.");
}

DavResponse DavFiles::Handle(const DavRequest& request, const DavPath& path) {
  const std::string& method = request.method;
  if (method == "OPTIONS") return Options();
  if (method == "PUT") return Put(request, path);
  if (method == "MKCOL") return MakeFolder(request, path);
  if (Find(path) == nullptr) return DavError(404, "NotFound", "There is no such file or folder.");
  if (const auto refusal = UnmetCondition(request, Find(path))) return *refusal;
  if (method == "GET" || method == "HEAD") return Get(request, path);
  if (method == "DELETE") return Delete(request, path);
  if (method == "COPY" || method == "MOVE") return CopyOrMove(request, path);
  if (method == "PROPFIND") return FindProps(request, path);
  if (method == "PROPPATCH") return PatchProps(request, path);
  return DavError(501, "NotImplemented", absl::StrCat("Nobody here knows ", method, "."));
}

std::string DavFiles::Href(const DavPath& path, const DavNode& node) const {
  DavPath whole = base_;
  whole.insert(whole.end(), path.begin(), path.end());
  return FormatDavPath(whole, node.collection);
}

DavResponse DavFiles::Options() const {
  return {.status = 200,
          .headers = {{"DAV", "1, 3, extended-mkcol"},
                      {"Allow", kMethods},
                      {"MS-Author-Via", "DAV"},
                      {"Accept-Ranges", "bytes"}}};
}

DavResponse DavFiles::Get(const DavRequest& request, const DavPath& path) const {
  const DavNode& node = *Find(path);
  if (node.collection) return DavError(501, "NotImplemented", "A folder cannot be read.");
  DavResponse answer{.status = 200,
                     .headers = {{"Content-Type", MediaTypeOf(path.back())},
                                 {"ETag", node.etag},
                                 {"OC-ETag", node.etag},
                                 {"Accept-Ranges", "bytes"}},
                     .body = node.content};
  const auto range = RangeOf(request.Header("range"), node.content.size());
  if (!range) return answer;
  if (range->count == 0) return DavError(416, "RequestedRangeNotSatisfiable", "Outside of it.");
  answer.status = 206;
  answer.body = node.content.Subcord(range->first, range->count);
  answer.headers.emplace_back(
      "Content-Range", absl::StrCat("bytes ", range->first, "-", range->first + range->count - 1,
                                    "/", node.content.size()));
  return answer;
}

std::optional<DavResponse> DavFiles::PutRefusal(const DavRequest& request, const DavPath& path,
                                                int64_t bytes) const {
  const DavNode* const node = Find(path);
  if (node != nullptr && node->collection) {
    return DavError(409, "Conflict", "PUT is not allowed on a folder.");
  }
  if (!request.Header("content-range").empty()) {
    return DavError(400, "BadRequest", "Content-Range on PUT is forbidden.");
  }
  if (!std::all_of(path.begin(), path.end(), IsAllowedName)) {
    return DavError(400, "BadRequest", "A file cannot have that name.");
  }
  if (auto refusal = UnmetCondition(request, node)) return refusal;
  if (state_.files.Parent(path) == nullptr && request.Header("x-nc-webdav-automkcol") != "1") {
    return DavError(state_.options.put_without_parent, "Conflict", "There is no folder for it.");
  }
  const int64_t needed = std::max(bytes, request.NumberHeader("oc-total-length"));
  if (!state_.HasRoomFor(needed)) {
    return DavError(507, "InsufficientStorage",
                    absl::StrCat("Insufficient space: ", needed, " required, ",
                                 state_.AvailableBytes(), " available"));
  }
  return std::nullopt;
}

DavResponse DavFiles::Put(const DavRequest& request, const DavPath& path) {
  const int64_t came = static_cast<int64_t>(request.body.size());
  if (auto refusal = PutRefusal(request, path, came)) return *refusal;
  if (auto refusal = LengthRefusal(request)) return *refusal;
  for (size_t depth = 1; depth < path.size(); ++depth) {  // AutoMkcol; PutRefusal saw to it
    const DavPath folder(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth));
    const DavNode* const there = Find(folder);
    if (there != nullptr && !there->collection) {
      return DavError(409, "Conflict", "A file is where a folder should be.");
    }
    if (there == nullptr) state_.files.MakeFolder(folder);
  }
  return Store(request, path, request.body);
}

DavResponse DavFiles::Store(const DavRequest& request, const DavPath& path, absl::Cord content) {
  DavResponse answer{.status = Find(path) == nullptr ? 201 : 204};
  DavNode& node = state_.files.Write(path, std::move(content));
  node.checksum = request.Header("oc-checksum");
  TakeTime(request, "X-OC-MTime", node.modified, answer);
  TakeTime(request, "X-OC-CTime", node.created, answer);
  answer.headers.insert(answer.headers.end(), {{"ETag", node.etag},
                                               {"OC-ETag", node.etag},
                                               {"OC-FileId", NextcloudState::FullId(node)},
                                               {"X-NC-OwnerId", state_.options.user},
                                               {"X-NC-Permissions", "RGDNVW"}});
  const std::string algorithm = absl::AsciiStrToLower(request.Header("x-hash"));
  if (request.method != "PUT") return answer;  // one that is put together is not read again
  if (const auto hash = HashOf(algorithm, node.content)) {
    answer.headers.emplace_back(absl::StrCat("X-Hash-", absl::AsciiStrToUpper(algorithm)), *hash);
  }
  return answer;
}

DavResponse DavFiles::MakeFolder(const DavRequest& request, const DavPath& path) {
  if (!request.body.empty()) {
    return DavError(415, "UnsupportedMediaType", "No body of a MKCOL is understood.");
  }
  if (Find(path) != nullptr) {
    return DavError(405, "MethodNotAllowed", "The resource you tried to create already exists");
  }
  if (!IsAllowedName(path.back())) {
    return DavError(400, "BadRequest", "A folder cannot have that name.");
  }
  if (state_.files.Parent(path) == nullptr) {
    return DavError(409, "Conflict", "Parent node does not exist");
  }
  const DavNode& node = state_.files.MakeFolder(path);
  return {.status = 201,
          .headers = {{"OC-FileId", NextcloudState::FullId(node)}, {"OC-ETag", node.etag}}};
}

DavResponse DavFiles::Delete(const DavRequest&, const DavPath& path) {
  if (path.empty()) return DavError(403, "Forbidden", "The home folder stays.");
  state_.files.Remove(path);
  return {.status = 204};
}

}  // namespace photoferry::fakes
