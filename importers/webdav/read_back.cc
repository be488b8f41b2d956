// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/read_back.h"

#include <memory>
#include <optional>
#include <utility>

#include "common/base/hash.h"
#include "common/base/status.h"

namespace photoferry::webdav {
namespace {

constexpr size_t kChunk = 256 << 10;

}  // namespace

absl::StatusOr<std::string> HashOf(DavClient& client, const std::string& url,
                                   ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(HttpStream stream, client.Open(url, context));
  if (stream.status != 200) {
    return StatusOf({.status = stream.status, .headers = std::move(stream.headers)},
                    context.scheduler.clock().Now());
  }
  Sha256 hash;
  const auto buffer = std::make_unique<char[]>(kChunk);
  while (true) {
    PF_ASSIGN_OR_RETURN(const size_t count, stream.body->Read(buffer.get(), kChunk));
    if (count == 0) return hash.Digest();
    hash.Update({buffer.get(), count});
  }
}

absl::StatusOr<bool> HaveSameBytes(DavClient& client, const std::string& one,
                                   const std::string& other, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::optional<Resource> first, client.Look(one, context));
  PF_ASSIGN_OR_RETURN(const std::optional<Resource> second, client.Look(other, context));
  if (!first || !second || first->size != second->size) return false;
  PF_ASSIGN_OR_RETURN(const std::string first_hash, HashOf(client, one, context));
  PF_ASSIGN_OR_RETURN(const std::string second_hash, HashOf(client, other, context));
  return first_hash == second_hash;
}

}  // namespace photoferry::webdav
