// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/http/http_client.h"

namespace photoferry {

// A request's body as libcurl asks for it: piece by piece, without ever waiting. The last byte of
// a stream of known length is held back until the pipe has said that the stream ended well, so a
// server never holds a whole body whose check failed. One thread at a time.
class CurlUpload {
 public:
  // `body` outlives this.
  explicit CurlUpload(const HttpBody& body);

  // Of everything together; absent: unknown.
  std::optional<int64_t> length() const;

  struct Piece {
    size_t bytes = 0;    // 0 without more: the end
    bool wait = false;   // nothing yet; the pipe's readable callback will run
    absl::Status error;  // the body cannot be completed
  };
  Piece Next(char* buffer, size_t size);

  // Back to the first byte, if nothing was taken from the stream yet.
  bool Rewind();

  // Every byte was handed out.
  bool finished() const { return phase_ == Phase::kDone || handed_out_ == length(); }
  int64_t handed_out() const { return handed_out_; }
  const std::shared_ptr<Pipe>& stream() const { return body_.stream; }
  // The reader's end goes: whoever feeds the stream may stop.
  void Abandon(const absl::Status& why);

 private:
  enum class Phase { kPrefix, kStream, kSuffix, kDone };

  size_t Copy(absl::string_view text, Phase next, char* buffer, size_t size);
  Piece FromStream(char* buffer, size_t size);
  Piece KnownLength(char* buffer, size_t size);
  // Asks the pipe for its verdict once every announced byte was read.
  Piece Settle(char* buffer, size_t filled);

  const HttpBody& body_;
  Phase phase_ = Phase::kPrefix;
  size_t offset_ = 0;      // within prefix or suffix
  int64_t remaining_ = 0;  // of the stream, when its length is known
  bool holding_ = false;   // the stream's last byte
  char held_ = 0;
  bool stream_ended_ = false;
  int64_t handed_out_ = 0;
};

}  // namespace photoferry
