// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/http/http_client.h"

namespace photoferry {

// An answer's head, built from its lines, with bounds on what a stranger may send. Interim answers
// (1xx) are dropped. One thread at a time.
class CurlHead {
 public:
  static constexpr size_t kMaxBytes = 64 << 10;
  static constexpr int kMaxLines = 200;

  // A line with its line end, as libcurl hands it over. Not OK: MALFORMED_ANSWER.
  absl::Status AddLine(absl::string_view line);

  // The final head is whole; lines after that are trailers and are only counted.
  bool complete() const { return complete_; }
  int status() const { return status_; }
  HttpHeaders& headers() { return headers_; }
  // From Content-Length, unless the body is framed otherwise.
  std::optional<int64_t> content_length() const;
  // No body follows such a head, whatever its headers say.
  bool BodyForbidden() const { return status_ == 204 || status_ == 304; }
  // Only the end of the connection ends the body.
  bool ends_by_closing() const {
    return !BodyForbidden() && !chunked_ && (coded_ || !length_.has_value());
  }
  size_t bytes() const { return bytes_; }

 private:
  absl::Status AddField(absl::string_view line);
  absl::Status NoteLength(absl::string_view value);

  size_t bytes_ = 0;
  int lines_ = 0;
  bool complete_ = false;
  int status_ = 0;
  HttpHeaders headers_;
  std::optional<int64_t> length_;
  bool coded_ = false;    // there is a Transfer-Encoding
  bool chunked_ = false;  // and its last coding is chunked
};

}  // namespace photoferry
