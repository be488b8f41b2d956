// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_upload.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

absl::Status TooShort(int64_t missing) {
  return Failure(v1::TRUNCATED, absl::StrCat("The file ended ", missing,
                                             " bytes too early; it was not sent whole."));
}

absl::Status TooLong() {
  return Failure(v1::LENGTH_MISMATCH,
                 "The file is longer than was announced; it was not sent whole.");
}

}  // namespace

CurlUpload::CurlUpload(const HttpBody& body)
    : body_(body), remaining_(body.stream_length.value_or(0)) {}

std::optional<int64_t> CurlUpload::length() const {
  const auto frame = static_cast<int64_t>(body_.prefix.size() + body_.suffix.size());
  if (body_.stream == nullptr) return frame;
  if (!body_.stream_length.has_value()) return std::nullopt;
  return frame + *body_.stream_length;
}

bool CurlUpload::Rewind() {
  const bool touched = body_.stream != nullptr && phase_ != Phase::kPrefix;
  if (touched) return false;
  phase_ = Phase::kPrefix;
  offset_ = 0;
  handed_out_ = 0;
  return true;
}

void CurlUpload::Abandon(const absl::Status& why) {
  if (body_.stream != nullptr && !stream_ended_) body_.stream->Cancel(why);
}

size_t CurlUpload::Copy(absl::string_view text, Phase next, char* buffer, size_t size) {
  const size_t copied = std::min(size, text.size() - offset_);
  std::memcpy(buffer, text.data() + offset_, copied);
  offset_ += copied;
  if (offset_ == text.size()) {
    phase_ = next;
    offset_ = 0;
  }
  return copied;
}

CurlUpload::Piece CurlUpload::Next(char* buffer, size_t size) {
  Piece piece;
  if (phase_ == Phase::kPrefix) {
    const Phase next = body_.stream != nullptr ? Phase::kStream : Phase::kSuffix;
    piece.bytes += Copy(body_.prefix, next, buffer, size);
  }
  if (phase_ == Phase::kStream && piece.bytes < size) {
    const Piece more = FromStream(buffer + piece.bytes, size - piece.bytes);
    if (!more.error.ok()) return more;
    piece.bytes += more.bytes;
    piece.wait = more.wait && piece.bytes == 0;
  }
  if (phase_ == Phase::kSuffix && piece.bytes < size) {
    piece.bytes += Copy(body_.suffix, Phase::kDone, buffer + piece.bytes, size - piece.bytes);
  }
  handed_out_ += static_cast<int64_t>(piece.bytes);
  return piece;
}

CurlUpload::Piece CurlUpload::FromStream(char* buffer, size_t size) {
  if (body_.stream_length.has_value()) return KnownLength(buffer, size);
  const Pipe::ReadResult read = body_.stream->TryRead(buffer, size);
  switch (read.event) {
    case Pipe::Event::kBytes:
      return {.bytes = read.bytes};
    case Pipe::Event::kEmpty:
      return {.wait = true};
    case Pipe::Event::kError:
      return {.error = read.status};
    case Pipe::Event::kEnd:
      break;
  }
  stream_ended_ = true;
  phase_ = Phase::kSuffix;
  return {};
}

CurlUpload::Piece CurlUpload::KnownLength(char* buffer, size_t size) {
  if (remaining_ == 0) return Settle(buffer, 0);
  const auto wanted = static_cast<size_t>(std::min<int64_t>(remaining_, size));
  const Pipe::ReadResult read = body_.stream->TryRead(buffer, wanted);
  switch (read.event) {
    case Pipe::Event::kEmpty:
      return {.wait = true};
    case Pipe::Event::kError:
      return {.error = read.status};
    case Pipe::Event::kEnd:
      stream_ended_ = true;
      return {.error = TooShort(remaining_)};
    case Pipe::Event::kBytes:
      break;
  }
  remaining_ -= static_cast<int64_t>(read.bytes);
  if (remaining_ > 0) return {.bytes = read.bytes};
  holding_ = true;
  held_ = buffer[read.bytes - 1];
  return Settle(buffer, read.bytes - 1);
}

// `filled` bytes of the buffer are used, and there is room for one more.
CurlUpload::Piece CurlUpload::Settle(char* buffer, size_t filled) {
  char beyond = 0;
  const Pipe::ReadResult read = body_.stream->TryRead(&beyond, 1);
  switch (read.event) {
    case Pipe::Event::kEmpty:
      return {.bytes = filled, .wait = filled == 0};
    case Pipe::Event::kError:
      return {.error = read.status};
    case Pipe::Event::kBytes:
      return {.error = TooLong()};
    case Pipe::Event::kEnd:
      break;
  }
  stream_ended_ = true;
  phase_ = Phase::kSuffix;
  if (holding_) buffer[filled++] = held_;
  holding_ = false;
  return {.bytes = filled};
}

}  // namespace photoferry
