// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "tests/fakes/nextcloud/dav_tree.h"

namespace photoferry::fakes {

struct NextcloudOptions {
  std::string user = "ada";  // as in paths
  std::string password = "an app password";
  std::string token;            // for Bearer; empty: not offered
  int64_t capacity_bytes = -1;  // the quota; -1: none
  // What quota-available-bytes says without one: -1 not computed, -2 unknown, -3 unlimited.
  int64_t available_without_quota = -3;
  // Of all chunks but the last. The documentation says 5 MB, and the storages behind it 5 MiB.
  int64_t min_chunk_bytes = 5 << 20;
  int64_t max_chunk_bytes = int64_t{5} << 30;
  // The answer to a PUT where the folder is missing: 409 in RFC 4918; some versions say 404.
  int put_without_parent = 409;
};

// One person's account.
struct NextcloudState {
  NextcloudState(const NextcloudOptions& its_options, const Clock& its_clock)
      : options(its_options), clock(its_clock), files(its_clock) {}

  int64_t UsedBytes() const { return files.root().Bytes(); }
  // As quota-available-bytes says it.
  int64_t AvailableBytes() const;
  bool HasRoomFor(int64_t bytes) const;
  // The id that answers carry: with zeros in front and the instance's name behind.
  static std::string FullId(const DavNode& node);

  NextcloudOptions options;
  const Clock& clock;
  DavTree files;
};

// True if Nextcloud keeps files of that name.
bool IsAllowedName(absl::string_view name);
// By its extension; what a client says is not heard.
std::string MediaTypeOf(absl::string_view name);

}  // namespace photoferry::fakes
