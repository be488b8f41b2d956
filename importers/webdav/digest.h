// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/secret.h"
#include "importers/webdav/challenge.h"

namespace photoferry::webdav {

// HTTP Digest (RFC 7616) with qop=auth and MD5 or SHA-256, each also in its "-sess" form. A nonce
// of the server's serves many requests, which are counted.
struct DigestNonce {
  enum class Algorithm { kMd5, kSha256 };
  Algorithm algorithm;
  bool session = false;        // "-sess"
  std::string algorithm_name;  // as the server wrote it; "" if it did not
  std::string realm;
  std::string nonce;
  std::string opaque;

  // Nothing: an algorithm or a quality of protection that is not spoken here.
  static std::optional<DigestNonce> From(const Challenge& challenge);
};

struct DigestUse {
  absl::string_view method;
  absl::string_view uri;     // path and query, exactly as they are sent
  uint32_t count;            // from 1, for each nonce
  absl::string_view cnonce;  // ours, random
};

// The Authorization header's value.
Secret DigestAuthorization(const DigestNonce& nonce, const DigestUse& use,
                           absl::string_view username, const Secret& password);

}  // namespace photoferry::webdav
