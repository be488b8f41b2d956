// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/chunked_upload.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/json.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "common/media/file_name.h"
#include "common/media/item_path.h"
#include "importers/webdav/href.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {
namespace {

constexpr int64_t kMostChunks = 10000;
constexpr size_t kLongestListing = 16 << 20;
constexpr size_t kReadAhead = 256 << 10;
constexpr absl::Duration kLifetime = absl::Hours(23);  // the server's own is a day of idleness

// What an upload session's state holds.
struct Plan {
  std::string upload;  // the folder of the chunks
  std::string folder;
  std::string name;
  bool there = false;  // a file of this photo had the name before
  int64_t chunk_bytes = 0;
  int64_t length = 0;

  std::string ToText() const {
    return photoferry::ToText(Json{{"upload", upload},
                                   {"folder", folder},
                                   {"name", name},
                                   {"there", there},
                                   {"chunk_bytes", chunk_bytes},
                                   {"length", length}});
  }
  static std::optional<Plan> From(absl::string_view text) {
    const absl::StatusOr<Json> json = ParseJson(text);
    if (!json.ok()) return std::nullopt;
    Plan plan{.upload = JsonString(*json, "upload"),
              .folder = JsonString(*json, "folder"),
              .name = JsonString(*json, "name"),
              .there = JsonBool(*json, "there"),
              .chunk_bytes = JsonInt(*json, "chunk_bytes"),
              .length = JsonInt(*json, "length")};
    const bool sound = !plan.upload.empty() && plan.chunk_bytes > 0 && plan.length > 0 &&
                       ItemPath::FromId(ItemPath{plan.folder, plan.name}.ToId()).ok();
    return sound ? std::optional<Plan>(std::move(plan)) : std::nullopt;
  }
};

absl::Status Expired() {
  return Failure(v1::SESSION_EXPIRED,
                 "The server no longer has the parts of this file that were sent; it is sent again "
                 "from its beginning.");
}

class ChunkedUpload {
 public:
  ChunkedUpload(SendTask& task, Plan plan, const Site& site, ProviderContext& context)
      : task_(task),
        plan_(std::move(plan)),
        site_(site),
        context_(context),
        target_(site.tree.FileUrl(ItemPath{plan_.folder, plan_.name}.ToId())) {}

  absl::Status Open();
  absl::StatusOr<Sent> GoOn(int64_t saved_offset);

 private:
  absl::StatusOr<std::optional<int64_t>> Acknowledged();
  absl::Status PutChunk(int64_t offset);
  absl::Status SaveOffset(int64_t offset);
  absl::Status ReadRest();
  absl::StatusOr<Sent> Assemble();
  absl::StatusOr<Sent> FindAssembled();
  HttpHeaders Headers() const {
    return {{"Destination", target_}, {"OC-Total-Length", absl::StrCat(plan_.length)}};
  }

  SendTask& task_;
  const Plan plan_;
  const Site& site_;
  ProviderContext& context_;
  const std::string target_;
  int64_t read_to_ = 0;  // what the ledger has seen of the source
};

absl::Status ChunkedUpload::Open() {
  const std::string url = site_.cloud->UploadUrl(plan_.upload);
  PF_ASSIGN_OR_RETURN(HttpResponse answer, site_.client.MakeCollection(url, Headers(), context_));
  if (answer.status == 405) {  // an attempt that nobody remembers, perhaps of other bytes
    PF_RETURN_IF_ERROR(site_.client.Delete(url, context_));
    PF_ASSIGN_OR_RETURN(answer, site_.client.MakeCollection(url, Headers(), context_));
  }
  if (!IsSuccess(answer)) {
    return UploadFailure(answer, site_.client, site_.tree.FolderUrl(plan_.folder), plan_.length,
                         context_);
  }
  return SaveOffset(0);
}

// How far the chunks reach without a gap; nothing: the server does not know the upload.
absl::StatusOr<std::optional<int64_t>> ChunkedUpload::Acknowledged() {
  PF_ASSIGN_OR_RETURN(
      const std::optional<std::vector<Resource>> found,
      site_.client.List(site_.cloud->UploadUrl(plan_.upload), kLongestListing, context_));
  if (!found) return std::nullopt;
  std::map<int64_t, int64_t> sizes;  // by number
  for (const Resource& chunk : *found) {
    int64_t number = 0;
    if (absl::SimpleAtoi(LastPart(chunk.path), &number)) sizes[number] = chunk.size.value_or(-1);
  }
  int64_t offset = 0;
  for (int64_t number = 1; offset < plan_.length; ++number) {
    const int64_t wanted = std::min(plan_.chunk_bytes, plan_.length - offset);
    const auto chunk = sizes.find(number);
    if (chunk == sizes.end() || chunk->second != wanted) break;
    offset += wanted;
  }
  return offset;
}

absl::StatusOr<Sent> ChunkedUpload::GoOn(int64_t saved_offset) {
  read_to_ = saved_offset;
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> reached, Acknowledged());
  if (!reached) return FindAssembled();
  for (int64_t offset = *reached; offset < plan_.length;) {
    PF_RETURN_IF_ERROR(PutChunk(offset));
    offset = std::min(offset + plan_.chunk_bytes, plan_.length);
    PHOTOFERRY_CRASH_POINT("webdav.chunk_sent");
    read_to_ = offset;
    PF_RETURN_IF_ERROR(SaveOffset(offset));
  }
  PF_RETURN_IF_ERROR(ReadRest());
  return Assemble();
}

absl::Status ChunkedUpload::PutChunk(int64_t offset) {
  const int64_t size = std::min(plan_.chunk_bytes, plan_.length - offset);
  const auto body = [&]() -> absl::StatusOr<HttpBody> {
    HttpBody chunk;
    PF_ASSIGN_OR_RETURN(chunk.stream, task_.source().Range(offset, size));
    chunk.stream_length = size;
    return chunk;
  };
  const std::string url = site_.cloud->ChunkUrl(plan_.upload, offset / plan_.chunk_bytes + 1);
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, site_.client.Put(url, body, Headers(), context_));
  if (IsSuccess(answer) && !answer.early) return absl::OkStatus();
  if (answer.status == 404) return Expired();
  if (answer.early && IsSuccess(answer)) {
    return Failure(v1::CONNECTION_LOST, "The server ended a part of this file before its end.");
  }
  return StatusOf(answer, context_.scheduler.clock().Now());
}

absl::Status ChunkedUpload::SaveOffset(int64_t offset) {
  v1::UploadSession session;
  session.set_state(plan_.ToText());
  session.set_offset(offset);
  *session.mutable_expires() = ToProto(context_.scheduler.clock().Now() + kLifetime);
  return task_.SaveSession(session);
}

// The server may have had more than was known here: then the ledger's hash still wants the bytes.
absl::Status ChunkedUpload::ReadRest() {
  if (read_to_ >= plan_.length) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(const std::shared_ptr<Pipe> pipe,
                      task_.source().Range(read_to_, std::nullopt));
  const auto buffer = std::make_unique<char[]>(kReadAhead);
  while (true) {
    PF_ASSIGN_OR_RETURN(const size_t count, pipe->Read(buffer.get(), kReadAhead));
    if (count == 0) return absl::OkStatus();
  }
}

absl::StatusOr<Sent> ChunkedUpload::Assemble() {
  HttpHeaders headers = TimeHeaders(task_.photo());
  headers.Add("OC-Total-Length", absl::StrCat(plan_.length));
  PHOTOFERRY_CRASH_POINT("webdav.before_assembly");
  PF_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      site_.client.Move(site_.cloud->AssemblyUrl(plan_.upload), target_,
                        plan_.there ? Overwrite::kYes : Overwrite::kNo, headers, context_));
  PHOTOFERRY_CRASH_POINT("webdav.after_assembly");
  if (IsSuccess(answer)) return SentFrom(plan_.name, answer, site_);
  if (answer.status == 404) return FindAssembled();
  if (answer.status == 412) {
    // A file that came under this name meanwhile is another program's; the next attempt claims
    // another name.
    site_.client.Delete(site_.cloud->UploadUrl(plan_.upload), context_).IgnoreError();
    return Expired();
  }
  return UploadFailure(answer, site_.client, site_.tree.FolderUrl(plan_.folder), plan_.length,
                       context_);
}

// The chunks are gone because a day went by, or because the answer to their assembly was lost.
absl::StatusOr<Sent> ChunkedUpload::FindAssembled() {
  PF_ASSIGN_OR_RETURN(const std::optional<Resource> file, site_.client.Look(target_, context_));
  if (!file || file->size != plan_.length) return Expired();
  PF_RETURN_IF_ERROR(ReadRest());
  return Sent{
      .name = plan_.name, .etag = file->etag, .page = site_.cloud->PageOfFile(file->file_id)};
}

absl::StatusOr<Plan> NewPlan(SendTask& task, const std::string& folder, int64_t length,
                             const Site& site, ProviderContext& context) {
  int number = 1;
  PF_ASSIGN_OR_RETURN(const ItemPlace place,
                      site.places.Claim(number, folder, task.photo(),
                                        ExtensionFor(task.photo(), task.source().head().mime_type),
                                        site.habits, context));
  return Plan{.upload = absl::StrCat("photoferry-", task.key()),
              .folder = folder,
              .name = place.name,
              .there = place.there,
              .chunk_bytes = std::max(site.chunk_bytes, length / kMostChunks + 1),
              .length = length};
}

}  // namespace

absl::StatusOr<Sent> SendInChunks(SendTask& task, const std::string& folder, int64_t length,
                                  const Site& site, ProviderContext& context) {
  if (task.session()) {
    const std::optional<Plan> plan = Plan::From(task.session()->state());
    if (!plan || plan->length != length || plan->folder != folder) return Expired();
    return ChunkedUpload(task, *plan, site, context).GoOn(task.session()->offset());
  }
  PF_ASSIGN_OR_RETURN(Plan plan, NewPlan(task, folder, length, site, context));
  ChunkedUpload upload(task, std::move(plan), site, context);
  PF_RETURN_IF_ERROR(upload.Open());
  return upload.GoOn(0);
}

absl::Status DiscardChunks(const v1::UploadSession& session, DavClient& client,
                           const Nextcloud& cloud, ProviderContext& context) {
  const std::optional<Plan> plan = Plan::From(session.state());
  if (!plan) return absl::OkStatus();
  return client.Delete(cloud.UploadUrl(plan->upload), context);
}

}  // namespace photoferry::webdav
