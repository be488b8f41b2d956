// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_state.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/rng.h"

namespace photoferry::demo {
namespace {

std::string CursorText(uint64_t salt, absl::string_view edge, int64_t position) {
  const std::string seal = HexOf(HmacSha256(absl::StrCat(salt), absl::StrCat(edge, "@", position)));
  return absl::WebSafeBase64Escape(absl::StrCat("opaque:", position, ":", seal.substr(0, 16)));
}

}  // namespace

GraphState::GraphState(const GraphOptions& options, const Account& account)
    : options_(options),
      account_(account),
      opened_(options.clock->Now()),
      logins_(options, opened_),
      meters_(options.app_budget, options.account_budget),
      roles_(account),
      cursor_salt_((options.seed ? NewRng(*options.seed) : NewRng())->Next()) {}

absl::Time GraphState::Now() const {
  MutexLock lock(mutex_);
  return options_.clock->Now() + ahead_;
}

void GraphState::AdvanceClock(absl::Duration by) {
  MutexLock lock(mutex_);
  ahead_ += by;
}

void GraphState::AcceptToken(absl::string_view token) {
  const bool by_instagram = absl::StartsWith(token, "IG");
  logins_.Accept(by_instagram ? GraphDoor::kInstagramLogin : GraphDoor::kFacebook, token, Now());
}

void GraphState::Delete(absl::string_view id) {
  MutexLock lock(mutex_);
  deleted_.insert(std::string(id));
}

absl::Time GraphState::StoryTime(int64_t story) const {
  return opened_ - absl::Minutes(1 + story % 60);
}

bool GraphState::IsDeleted(Node node) const {
  const bool is_media = node.type == NodeType::kIgMedia || node.type == NodeType::kIgLoginMedia;
  const InstagramAccount& instagram = account_.instagram();
  const InstagramMedia media = is_media ? instagram.media(node.index) : InstagramMedia();
  if (media.is_story &&
      Now() - StoryTime(media.post - instagram.options().posts) >= absl::Hours(24)) {
    return true;
  }
  {
    MutexLock lock(mutex_);
    if (deleted_.empty()) return false;
    if (deleted_.contains(account_.IdOf(node))) return true;
  }
  std::optional<int64_t> album;
  if (node.type == NodeType::kPhoto) album = account_.OwnerOf(node).photo(node.index).album;
  if (media.is_child) return IsDeleted({NodeType::kIgMedia, instagram.PostNumber(media.post)});
  return album && IsDeleted({NodeType::kAlbum, *album, node.page});
}

std::string GraphState::MakeCursor(absl::string_view edge, int64_t position) const {
  MutexLock lock(mutex_);
  return CursorText(cursor_salt_, edge, position);
}

std::optional<int64_t> GraphState::ReadCursor(absl::string_view edge,
                                              absl::string_view cursor) const {
  std::string text;
  if (!absl::WebSafeBase64Unescape(cursor, &text)) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int64_t position = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &position)) return std::nullopt;
  MutexLock lock(mutex_);
  if (cursor != CursorText(cursor_salt_, edge, position)) return std::nullopt;
  return position;
}

void GraphState::InvalidateCursors() {
  MutexLock lock(mutex_);
  ++cursor_salt_;
}

void GraphState::Count(const std::string& kind) {
  MutexLock lock(mutex_);
  ++counters_[kind];
}

std::map<std::string, int64_t> GraphState::counters() const {
  MutexLock lock(mutex_);
  return counters_;
}

}  // namespace photoferry::demo
