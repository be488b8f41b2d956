// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/login.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace photoferry::webdav {
namespace {

Secret BasicAuthorization(absl::string_view username, const Secret& password) {
  const Secret pair(absl::StrCat(username, ":", password.Reveal()));
  const Secret encoded(absl::Base64Escape(pair.Reveal()));
  return Secret(absl::StrCat("Basic ", encoded.Reveal()));
}

// Path and query of a URL that was built here.
absl::string_view TargetOf(absl::string_view url) {
  const size_t host = url.find("://");
  const size_t path = url.find('/', host == absl::string_view::npos ? 0 : host + 3);
  return path == absl::string_view::npos ? "/" : url.substr(path);
}

}  // namespace

Login::Login(LoginKind kind, std::string username) : kind_(kind), username_(std::move(username)) {
  if (kind == LoginKind::kBasic) way_ = Basic{};
  if (kind == LoginKind::kBearer) way_ = Bearer{};
}

Login::Pass Login::For(absl::string_view method, absl::string_view url, const Secret& secret,
                       Rng& rng) {
  const std::string cnonce = absl::StrFormat("%016x%016x", rng.Next(), rng.Next());
  MutexLock lock(mutex_);
  Pass pass{.authorization = std::nullopt, .round = round_};
  if (std::holds_alternative<Basic>(way_)) {
    pass.authorization = BasicAuthorization(username_, secret);
  } else if (std::holds_alternative<Bearer>(way_)) {
    pass.authorization = Secret(absl::StrCat("Bearer ", secret.Reveal()));
  } else if (auto* digest = std::get_if<Digest>(&way_)) {
    pass.authorization = DigestAuthorization(
        digest->nonce, {method, TargetOf(url), ++digest->uses, cnonce}, username_, secret);
  }
  return pass;
}

Login::Offer Login::OfferFrom(const Challenge& challenge) const {
  const auto spoken = [this](LoginKind kind) {
    if (kind_ != LoginKind::kAuto) return kind_ == kind;
    return (kind == LoginKind::kBearer) == username_.empty();
  };
  if (challenge.scheme == "basic" && spoken(LoginKind::kBasic)) return {Basic{}, 1};
  if (challenge.scheme == "bearer" && spoken(LoginKind::kBearer)) return {Bearer{}, 1};
  if (challenge.scheme != "digest" || !spoken(LoginKind::kDigest)) return {};
  const std::optional<DigestNonce> nonce = DigestNonce::From(challenge);
  if (!nonce) return {};
  const auto stale = challenge.parameters.find("stale");
  return {.way = Digest{*nonce},
          .strength = nonce->algorithm == DigestNonce::Algorithm::kSha256 ? 3 : 2,
          .stale =
              stale != challenge.parameters.end() && absl::EqualsIgnoreCase(stale->second, "true")};
}

Login::Offer Login::BestOf(const std::vector<Challenge>& challenges) const {
  Offer best;
  for (const Challenge& challenge : challenges) {
    Offer offer = OfferFrom(challenge);
    if (offer.strength > best.strength) best = std::move(offer);
  }
  return best;
}

bool Login::Learn(const HttpHeaders& headers, int64_t round) {
  Offer offer = BestOf(ChallengesIn(headers));
  MutexLock lock(mutex_);
  if (round != round_) return true;  // another request has learnt meanwhile
  if (offer.strength == 0) return false;
  // The login itself was refused, unless it is only the nonce that has grown old.
  const bool first = std::holds_alternative<Unknown>(way_);
  if (!first && !offer.stale) return false;
  way_ = std::move(offer.way);
  ++round_;
  return true;
}

}  // namespace photoferry::webdav
