// SPDX-License-Identifier: Apache-2.0
// The input's first line is a WWW-Authenticate header, the rest the body of a PROPFIND's answer.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/base/xml.h"
#include "common/http/url.h"
#include "importers/webdav/challenge.h"
#include "importers/webdav/digest.h"
#include "importers/webdav/href.h"
#include "importers/webdav/wire.h"
#include "tests/fuzz/fuzz.h"

namespace photoferry::webdav {
namespace {

constexpr XmlLimits kLimits = {.max_bytes = 64 << 10, .max_depth = 8, .max_elements = 500};

int DepthOf(const XmlElement& element) {
  int depth = 0;
  for (const XmlElement& child : element.children) depth = std::max(depth, DepthOf(child));
  return depth + 1;
}

int CountOf(const XmlElement& element) {
  int count = 1;
  for (const XmlElement& child : element.children) count += CountOf(child);
  return count;
}

void CheckTree(absl::string_view text) {
  const absl::StatusOr<XmlElement> root = ParseXml(text, kLimits);
  if (!root.ok()) return fuzz::CheckError(root.status());
  FUZZ_CHECK(DepthOf(*root) <= kLimits.max_depth);
  FUZZ_CHECK(CountOf(*root) <= kLimits.max_elements);
  FUZZ_CHECK(!root->name.empty());
  // Whatever it says is said again by what is written here.
  const absl::StatusOr<XmlElement> again = ParseXml("<a>" + XmlEscaped(root->text) + "</a>");
  FUZZ_CHECK(again.ok());
}

void CheckListing(absl::string_view text) {
  const absl::StatusOr<std::vector<Resource>> found = ResourcesFrom(text);
  if (!found.ok()) return fuzz::CheckError(found.status());
  for (const Resource& resource : *found) {
    FUZZ_CHECK(!resource.size || *resource.size >= 0);
    FUZZ_CHECK(!resource.free_bytes || *resource.free_bytes >= 0);
    FUZZ_CHECK(!absl::StrContains(LastPart(resource.path), '/'));
    FUZZ_CHECK(PercentDecoded(PercentEncodePath(resource.path)) == resource.path);
  }
}

// What a server says of its login ends up in one line of our next request.
void CheckChallenges(absl::string_view header) {
  HttpHeaders headers;
  headers.Add("WWW-Authenticate", header);
  for (const Challenge& challenge : ChallengesIn(headers)) {
    FUZZ_CHECK(!challenge.scheme.empty());
    const std::optional<DigestNonce> nonce = DigestNonce::From(challenge);
    if (!nonce) continue;
    const Secret value =
        DigestAuthorization(*nonce, {.method = "GET", .uri = "/", .count = 1, .cnonce = "c"}, "ada",
                            Secret(std::string("pass word")));
    FUZZ_CHECK(absl::StartsWith(value.Reveal(), "Digest "));
    FUZZ_CHECK(!absl::StrContains(value.Reveal(), '\n'));
  }
}

}  // namespace
}  // namespace photoferry::webdav

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;          // NOLINT: a main function of sorts
  using namespace photoferry::webdav;  // NOLINT
  absl::string_view text = fuzz::Text(data, size);
  CheckChallenges(fuzz::TakeLine(text));
  CheckTree(text);
  CheckListing(text);
  return 0;
}
