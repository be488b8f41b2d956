// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/located_source.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/content_range.h"
#include "common/media/sniff.h"

namespace photoferry {
namespace {

constexpr size_t kFirstBytes = 512;
constexpr int64_t kPeekBytes = 4096;
constexpr size_t kSkipped = 64 << 10;  // at once

// A validator that promises the same bytes: a strong ETag.
std::string StrongValidator(const HttpHeaders& headers) {
  const std::string etag = headers.Get("ETag").value_or("");
  if (!etag.empty() && !absl::StartsWith(etag, "W/")) return etag;
  return headers.Get("Last-Modified").value_or("");
}

absl::Status EmptyFile() {
  return Failure(v1::EMPTY_FILE, "The source gives a file without a single byte.");
}

absl::Status StatusOfAnswer(const HttpStream& stream, absl::Time now) {
  const int code = stream.status;
  if (code == 200 || code == 206) return absl::OkStatus();
  if (code == 401 || code == 403) {
    return Failure(v1::MEDIA_URL_EXPIRED, "The source no longer honours the address of this file.");
  }
  if (code == 404 || code == 410) {
    return Failure(v1::SOURCE_GONE, "The source has deleted this file since it was listed.");
  }
  if (code == 416) {
    const std::optional<ContentRange> range = ContentRangeFrom(stream.headers);
    // A peek asks for the first bytes, and there are none.
    if (range.has_value() && range->total == 0) return EmptyFile();
    return Failure(v1::SOURCE_CHANGED, "The file at the source is shorter than it was.");
  }
  const auto delay = RetryAfterFrom(stream.headers, now);
  const v1::Reason reason = code == 429 ? v1::RATE_LIMITED : v1::SERVICE_DOWN;
  const std::string text =
      absl::StrCat("The source's file server answered ", code, " instead of the file.");
  return delay ? FailureAfter(reason, text, *delay) : Failure(reason, text);
}

}  // namespace

LocatedSource::LocatedSource(Exporter& exporter, const v1::Photo& photo, ProviderContext& context,
                             Earlier earlier)
    : exporter_(exporter),
      photo_(photo),
      context_(context),
      mark_(std::move(earlier.mark)),
      hash_(std::make_shared<LedgerHash>(earlier.hash)) {
  head_.mime_type = std::move(earlier.mime_type);
  if (mark_.length() > 0) head_.length = mark_.length();
}

LocatedSource::~LocatedSource() {
  Abandon();
}

void LocatedSource::Abandon() {
  if (pipe_) {
    pipe_->Cancel(Failure(v1::STOPPED, "The reader wants no more of this file."));
  }
  if (pump_) pump_->Join();
  pump_.reset();
}

absl::Status LocatedSource::failure() const {
  if (!failure_.ok()) return failure_;
  return pipe_ ? pipe_->failure() : absl::OkStatus();
}

std::string LocatedSource::sha256() const {
  // Bytes are hashed as they come in; they count once the importer has taken them, too.
  const int64_t hashed = hash_->position();
  const bool taken = !pipe_ || pipe_offset_ + pipe_->bytes_read() == hashed;
  const bool whole = head_.length ? hashed == *head_.length : pipe_ && pipe_->finished();
  return taken && whole ? hash_->digest() : "";
}

absl::Status LocatedSource::Open(bool peek) {
  if (!head_.mime_type.empty() && mark_.length() > 0 && hash_->position() > 0) {
    return absl::OkStatus();  // an earlier attempt saw it all; Range will compare
  }
  absl::StatusOr<Opened> opened = Fetch(0, peek);
  if (opened.ok()) failure_ = Sniff(*opened->pipe);
  if (!opened.ok()) failure_ = opened.status();
  if (!failure_.ok() || peek) Abandon();
  return failure_;
}

absl::Status LocatedSource::Measure() {
  if (head_.length.has_value()) return absl::OkStatus();
  failure_ = SkipAll(*pipe_);
  PF_RETURN_IF_ERROR(failure_);
  head_.length = pipe_offset_ + pipe_->bytes_read();
  mark_.set_length(*head_.length);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<Pipe>> LocatedSource::Range(int64_t offset,
                                                           std::optional<int64_t> length) {
  const bool sound =
      pipe_ && pipe_->failure().ok() && pipe_->Peek(0).ok();  // nor left by its reader
  const bool goes_on = sound && pipe_offset_ + pipe_->bytes_read() == offset;
  if (!goes_on) {
    failure_ = OpenAt(offset);
    PF_RETURN_IF_ERROR(failure_);
  }
  // One download serves all fragments; the last one also gets the verdict at its end.
  const bool last = !length || (head_.length && offset + *length >= *head_.length);
  pipe_->SetWindow(last ? Pipe::kWhole : *length);
  return pipe_;
}

absl::Status LocatedSource::OpenAt(int64_t offset) {
  Abandon();
  // Bytes that the destination already has and our hash has not seen are read once more.
  const int64_t from = std::min(offset, hash_->position());
  PF_RETURN_IF_ERROR(Fetch(from, /*peek=*/false).status());
  return Skip(*pipe_, offset - from);
}

absl::StatusOr<LocatedSource::Opened> LocatedSource::Fetch(int64_t offset, bool peek) {
  absl::Status last;
  for (const Freshness freshness : {Freshness::kCached, Freshness::kFresh}) {
    PF_ASSIGN_OR_RETURN(const MediaLocation location,
                        exporter_.Locate(photo_, freshness, context_));
    absl::StatusOr<Opened> opened =
        std::holds_alternative<HttpFetch>(location)
            ? FetchHttp(std::get<HttpFetch>(location), offset, peek)
            : ReadLocal(std::get<std::shared_ptr<const LocalReader>>(location), offset);
    if (opened.ok()) {
      pipe_ = opened->pipe;
      pipe_offset_ = opened->offset;
      return opened;
    }
    last = opened.status();
    const v1::Reason reason = ReasonOf(last);
    if (reason != v1::MEDIA_URL_EXPIRED && reason != v1::SOURCE_GONE) break;
  }
  return last;
}

absl::StatusOr<LocatedSource::Opened> LocatedSource::FetchHttp(const HttpFetch& fetch,
                                                               int64_t offset, bool peek) {
  HttpRequest request;
  request.url = std::string(fetch.url.Reveal());
  request.url_origin = fetch.origin;
  request.headers = fetch.headers;
  request.max_redirects = 3;
  if (peek) {
    request.headers.Add("Range", absl::StrCat("bytes=0-", kPeekBytes - 1));
  } else if (offset > 0) {
    request.headers.Add("Range", absl::StrCat("bytes=", offset, "-"));
    if (!mark_.validator().empty()) request.headers.Add("If-Range", mark_.validator());
  }
  // Bytes pass before the head is judged: they go to a copy, kept only if the answer is the file.
  // From the first byte on they are hashed anew: they need not be those of an earlier attempt.
  auto hash = offset > 0 ? std::make_shared<LedgerHash>(hash_->checkpoint())
                         : std::make_shared<LedgerHash>();
  OpenOptions options;
  options.stages.push_back(NewHashStage(hash, offset));
  PF_ASSIGN_OR_RETURN(HttpStream stream,
                      context_.http.Open(request, std::move(options), context_.stop));
  const Opened opened{stream.body, offset};
  absl::Status answer = StatusOfAnswer(stream, context_.scheduler.clock().Now());
  if (answer.ok()) answer = CheckIdentity(stream, offset);
  if (!answer.ok()) {
    stream.body->Cancel(answer);
    return answer;
  }
  if (!peek) hash_ = std::move(hash);
  return opened;
}

absl::Status LocatedSource::CheckIdentity(const HttpStream& stream, int64_t offset) {
  const bool partial = stream.status == 206;
  const std::optional<ContentRange> range = ContentRangeFrom(stream.headers);
  if (partial && !(range.has_value() && range->part.has_value() && range->part->first == offset)) {
    return Failure(v1::MALFORMED_ANSWER, "The source sent another part of the file than asked.");
  }
  if (offset > 0 && (!partial || mark_.validator().empty())) {
    return Failure(v1::SOURCE_CHANGED,
                   "The source cannot go on in the middle of this file; it is read again from its "
                   "beginning.");
  }
  const std::optional<int64_t> total = partial ? range->total : stream.length;
  if (mark_.length() > 0 && total.has_value() && *total != mark_.length()) {
    return Failure(v1::SOURCE_CHANGED, "The file at the source has another length than before.");
  }
  if (total.has_value()) {
    head_.length = *total;
    mark_.set_length(*total);
  }
  if (offset == 0) mark_.set_validator(StrongValidator(stream.headers));
  if (head_.mime_type.empty()) head_.mime_type = stream.headers.Get("Content-Type").value_or("");
  return absl::OkStatus();
}

absl::StatusOr<LocatedSource::Opened> LocatedSource::ReadLocal(
    std::shared_ptr<const LocalReader> reader, int64_t offset) {
  head_.length = reader->size();
  mark_.set_length(reader->size());
  std::vector<std::unique_ptr<PipeStage>> stages;
  stages.push_back(NewHashStage(hash_, offset));
  stages.push_back(NewLengthStage(reader->size() - offset));
  auto pipe = std::make_shared<Pipe>(context_.scheduler, std::move(stages));
  pump_ = context_.scheduler.Spawn("pump", [reader = std::move(reader), pipe, offset]() mutable {
    std::vector<char> buffer(Pipe::kDefaultCapacity);
    absl::Status status;
    while (status.ok()) {
      const absl::StatusOr<size_t> read = reader->ReadAt(offset, buffer.data(), buffer.size());
      if (!read.ok() || *read == 0) {
        status = read.status();
        break;
      }
      offset += static_cast<int64_t>(*read);
      status = pipe->Write(absl::string_view(buffer.data(), *read));
    }
    pipe->Close(status).IgnoreError();
  });
  return Opened{std::move(pipe), offset};
}

absl::Status LocatedSource::Sniff(Pipe& pipe) {
  absl::StatusOr<std::string> first = pipe.Peek(kFirstBytes);
  PF_RETURN_IF_ERROR(first.status());
  if (first->empty()) return EmptyFile();
  const std::string sniffed = SniffMimeType(*first);
  if (!sniffed.empty() && !IsMedia(sniffed)) {
    return Failure(v1::NOT_MEDIA,
                   absl::StrCat("The source gave ", sniffed, " where a photo or video should be."));
  }
  if (!sniffed.empty()) head_.mime_type = sniffed;
  return absl::OkStatus();
}

absl::Status LocatedSource::SkipAll(Pipe& pipe) {
  std::vector<char> buffer(kSkipped);
  while (true) {
    PF_ASSIGN_OR_RETURN(const size_t read, pipe.Read(buffer.data(), buffer.size()));
    if (read == 0) return absl::OkStatus();
  }
}

absl::Status LocatedSource::Skip(Pipe& pipe, int64_t bytes) {
  std::vector<char> buffer(static_cast<size_t>(std::min<int64_t>(bytes, kSkipped)));
  while (bytes > 0) {
    const auto most =
        static_cast<size_t>(std::min<int64_t>(bytes, static_cast<int64_t>(buffer.size())));
    PF_ASSIGN_OR_RETURN(const size_t read, pipe.Read(buffer.data(), most));
    if (read == 0) return Failure(v1::TRUNCATED, "The source's file ends before it should.");
    bytes -= static_cast<int64_t>(read);
  }
  return absl::OkStatus();
}

}  // namespace photoferry
