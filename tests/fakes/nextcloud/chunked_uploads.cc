// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/chunked_uploads.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace photoferry::fakes {
namespace {

constexpr int kMostChunks = 10000;
constexpr absl::Duration kLifetime = absl::Hours(24);

DavResponse NotFound() {
  return DavError(404, "NotFound", "There is no such upload.");
}

// "7" and "00007" are one chunk; 0: no chunk's name.
int ChunkNumber(absl::string_view name) {
  int number = 0;
  const bool digits = std::all_of(name.begin(), name.end(), absl::ascii_isdigit);
  return digits && absl::SimpleAtoi(name, &number) && number <= kMostChunks ? number : 0;
}

}  // namespace

int64_t ChunkedUploads::Upload::Bytes() const {
  int64_t bytes = 0;
  for (const auto& [number, chunk] : chunks) bytes += static_cast<int64_t>(chunk.size());
  return bytes;
}

std::vector<std::string> ChunkedUploads::Ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, upload] : uploads_) ids.push_back(id);
  return ids;
}

void ChunkedUploads::Expire() {
  for (auto upload = uploads_.begin(); upload != uploads_.end();) {
    const bool idle = state_.clock.Now() - upload->second.touched > kLifetime;
    upload = idle ? uploads_.erase(upload) : std::next(upload);
  }
}

DavResponse ChunkedUploads::Handle(const DavRequest& request, const DavPath& path) {
  Expire();
  const std::string& method = request.method;
  if (path.empty()) {
    return method == "PROPFIND" ? List(request, path)
                                : DavError(405, "MethodNotAllowed", "This folder stays as it is.");
  }
  if (method == "MKCOL" && path.size() == 1) return Make(request, path[0]);
  const auto upload = uploads_.find(path[0]);
  if (upload == uploads_.end() || path.size() > 2) return NotFound();
  if (method == "PROPFIND") return List(request, path);
  if (path.size() == 1) {
    if (method != "DELETE") return DavError(405, "MethodNotAllowed", "Not with a whole upload.");
    uploads_.erase(upload);
    return {.status = 204};
  }
  if (method == "PUT") return Put(request, path);
  if (method == "MOVE" && path[1] == ".file") return Assemble(request, path);
  return DavError(405, "MethodNotAllowed", "Reading intermediate uploads is not allowed");
}

DavResponse ChunkedUploads::Make(const DavRequest& request, const std::string& id) {
  if (uploads_.count(id) > 0) {
    return DavError(405, "MethodNotAllowed", "The resource you tried to create already exists");
  }
  const std::string destination = request.Header("destination");
  if (destination.empty()) return DavError(400, "BadRequest", "Where will the file go?");
  uploads_[id] = {.destination = destination, .touched = state_.clock.Now(), .chunks = {}};
  return {.status = 201};
}

std::optional<DavResponse> ChunkedUploads::PutRefusal(const DavRequest& request,
                                                      const DavPath& path, int64_t bytes) {
  Expire();
  const auto upload = uploads_.find(path.empty() ? "" : path[0]);
  if (upload == uploads_.end() || path.size() != 2) return NotFound();
  if (request.Header("destination") != upload->second.destination) {
    return DavError(400, "BadRequest", "Every request of an upload tells the same Destination.");
  }
  if (ChunkNumber(path[1]) == 0) {
    return DavError(400, "BadRequest", "Invalid chunk name, must be numeric between 1 and 10000");
  }
  if (bytes > state_.options.max_chunk_bytes) {
    return DavError(413, "EntityTooLarge", "The chunk is too large.");
  }
  if (!state_.HasRoomFor(request.NumberHeader("oc-total-length"))) {
    return DavError(507, "InsufficientStorage", "Insufficient space for the whole file");
  }
  return std::nullopt;
}

DavResponse ChunkedUploads::Put(const DavRequest& request, const DavPath& path) {
  const int64_t came = static_cast<int64_t>(request.body.size());
  if (auto refusal = PutRefusal(request, path, came)) return *refusal;
  if (auto refusal = LengthRefusal(request)) return *refusal;
  Upload& upload = uploads_.at(path[0]);
  upload.chunks[ChunkNumber(path[1])] = request.body;
  upload.touched = state_.clock.Now();
  return {.status = 201};
}

std::optional<DavResponse> ChunkedUploads::AssemblyRefusal(const DavRequest& request,
                                                           const Upload& upload) const {
  if (request.Header("destination") != upload.destination) {
    return DavError(400, "BadRequest", "Every request of an upload tells the same Destination.");
  }
  const int64_t total = request.NumberHeader("oc-total-length");
  if (total >= 0 && total != upload.Bytes()) {
    return DavError(400, "BadRequest",
                    absl::StrCat("Chunks on server do not sum up to ", total, " but to ",
                                 upload.Bytes(), " bytes"));
  }
  for (auto chunk = upload.chunks.begin(); chunk != upload.chunks.end(); ++chunk) {
    const bool last = std::next(chunk) == upload.chunks.end();
    if (!last && static_cast<int64_t>(chunk->second.size()) < state_.options.min_chunk_bytes) {
      return DavError(400, "BadRequest",
                      absl::StrCat("Chunk ", chunk->first, " is too small, and not the last."));
    }
  }
  if (!state_.HasRoomFor(upload.Bytes())) {
    return DavError(507, "InsufficientStorage", "Insufficient space for the file");
  }
  return std::nullopt;
}

DavResponse ChunkedUploads::Assemble(const DavRequest& request, const DavPath& path) {
  const Upload& upload = uploads_.at(path[0]);
  if (auto refusal = AssemblyRefusal(request, upload)) return *refusal;
  const DavDestination target = files_.TargetOf(request);
  if (target.refused != 0) {
    return DavError(target.refused, "Conflict", "Nothing can be put at that Destination.");
  }
  const DavNode* const there = state_.files.Find(target.path);
  if (there != nullptr && there->collection) {
    return DavError(409, "Conflict", "A folder is where the file should be.");
  }
  if (there != nullptr && absl::AsciiStrToUpper(request.Header("overwrite")) == "F") {
    return DavError(412, "PreconditionFailed", "Something is there already.");
  }
  absl::Cord content;
  for (const auto& [number, chunk] : upload.chunks) content.Append(chunk);
  uploads_.erase(path[0]);
  return files_.Store(request, target.path, std::move(content));
}

DavResponse ChunkedUploads::List(const DavRequest& request, const DavPath& path) const {
  const std::optional<PropertyQuery> query = ParsePropertyQuery(std::string(request.body));
  if (!query) return DavError(400, "BadRequest", "The body is no PROPFIND.");
  const bool deep = request.Header("depth") != "0";
  Multistatus answer;
  const auto add = [&](DavPath below, bool folder, const absl::Cord& content) {
    const std::string name = below.empty() ? state_.options.user : below.back();
    below.insert(below.begin(), base_.begin(), base_.end());
    DavNode node;
    node.collection = folder;
    node.content = content;
    answer.Add(FormatDavPath(below, folder), FindProperties(*query, node, name, state_));
  };
  if (path.size() == 2) {
    const auto& chunks = uploads_.at(path[0]).chunks;
    const auto chunk = chunks.find(ChunkNumber(path[1]));
    if (chunk == chunks.end()) return NotFound();
    add(path, false, chunk->second);
    return DavXml(207, answer.Document());
  }
  add(path, true, {});
  if (deep && path.empty()) {
    for (const auto& [id, upload] : uploads_) add({id}, true, {});
  } else if (deep) {
    for (const auto& [number, chunk] : uploads_.at(path[0]).chunks) {
      add({path[0], absl::StrCat(number)}, false, chunk);
    }
  }
  return DavXml(207, answer.Document());
}

}  // namespace photoferry::fakes
