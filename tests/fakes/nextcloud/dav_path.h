// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/fakes/nextcloud/dav_message.h"

namespace photoferry::fakes {

// The decoded names from the root down; empty: the root itself.
using DavPath = std::vector<std::string>;

// Nothing for what no path may be: a fragment, broken escapes, dots that go up, a name with '/' or
// a zero byte in it, and what is not UTF-8.
std::optional<DavPath> ParseDavPath(absl::string_view encoded);
// Encoded, from the root; a collection's ends with '/'.
std::string FormatDavPath(const DavPath& path, bool collection);

bool StartsWith(const DavPath& path, const DavPath& beginning);

// Where a COPY or MOVE goes: the path of its Destination header, if that is on this very server.
struct DavDestination {
  int refused = 0;  // a status; 0: `path` is good
  DavPath path;
};
DavDestination DestinationOf(const DavRequest& request);

}  // namespace photoferry::fakes
