// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/login_book.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace photoferry::demo {
namespace {

constexpr absl::Duration kCodeLife = absl::Hours(1);

// For the tokens that come without a dialog.
std::shared_ptr<Consent> ConsentOf(const GraphOptions& options, GraphDoor door) {
  auto consent = std::make_shared<Consent>();
  const bool by_facebook = door == GraphDoor::kFacebook;
  const auto& granted = by_facebook ? options.granted : options.instagram_granted;
  consent->granted.insert(granted.begin(), granted.end());
  if (by_facebook) consent->declined.insert(options.declined.begin(), options.declined.end());
  return consent;
}

}  // namespace

std::optional<GraphError> WhyEnded(const LoginToken& token, absl::Time now) {
  if (token.ended) return BadToken(*token.ended);
  if (now >= token.expires) return ExpiredToken(token.expires, now);
  return std::nullopt;
}

std::string AppSecretOf(const GraphOptions& options, GraphDoor door) {
  if (!options.app_secret.empty()) return options.app_secret;
  return door == GraphDoor::kFacebook ? options.login.app_secret
                                      : options.login.instagram_app_secret;
}

LoginBook::LoginBook(const GraphOptions& options, absl::Time opened)
    : options_(options), rng_(options.seed ? NewRng(*options.seed + 1) : NewRng()) {
  for (const GraphDoor door : {GraphDoor::kFacebook, GraphDoor::kInstagramLogin}) {
    allowed_[door] = std::make_shared<Consent>();
    Accept(door, door == GraphDoor::kFacebook ? options.token : options.instagram_token, opened);
  }
}

void LoginBook::Accept(GraphDoor door, absl::string_view token, absl::Time now) {
  MutexLock lock(mutex_);
  std::erase_if(tokens_, [door](const auto& entry) { return entry.second.token.door == door; });
  accepted_[door] = std::string(token);
  Entry& entry = tokens_[std::string(token)];
  entry.token = {.text = std::string(token),
                 .door = door,
                 .issued = now,
                 .long_lived = true,
                 .ended = {},
                 .consent = {}};
  entry.consent = ConsentOf(options_, door);
}

std::string LoginBook::accepted(GraphDoor door) const {
  MutexLock lock(mutex_);
  return accepted_.at(door);
}

Consent LoginBook::allowed(GraphDoor door) const {
  MutexLock lock(mutex_);
  return *allowed_.at(door);
}

void LoginBook::Allow(GraphDoor door, const Consent& consent) {
  MutexLock lock(mutex_);
  *allowed_.at(door) = consent;
}

std::string LoginBook::MakeCode(GraphDoor door, absl::string_view redirect_uri, absl::Time now) {
  MutexLock lock(mutex_);
  std::string code = absl::StrCat("AQ", rng_->Uuid(), PHOTOFERRY_CANARY_MARK);
  codes_[code] = {.door = door, .redirect_uri = std::string(redirect_uri), .made = now};
  return code;
}

LoginBook::CodeVerdict LoginBook::RedeemCode(GraphDoor door, absl::string_view code,
                                             absl::string_view redirect_uri, absl::Time now) {
  MutexLock lock(mutex_);
  const auto found = codes_.find(std::string(code));
  if (found == codes_.end() || found->second.door != door) return CodeVerdict::kUnknown;
  Code& known = found->second;
  if (known.redirect_uri != redirect_uri) return CodeVerdict::kOtherAddress;
  if (known.used) return CodeVerdict::kUsed;
  if (now - known.made >= kCodeLife) return CodeVerdict::kExpired;
  known.used = true;
  return CodeVerdict::kGood;
}

LoginToken LoginBook::Mint(const TokenTerms& terms, absl::Time now) {
  MutexLock lock(mutex_);
  return Add(terms, allowed_.at(terms.door), now);
}

LoginToken LoginBook::MintLike(absl::string_view token, const TokenTerms& terms, absl::Time now) {
  MutexLock lock(mutex_);
  return Add(terms, tokens_.at(std::string(token)).consent, now);
}

LoginToken LoginBook::MintForPage(absl::string_view token, int64_t page, absl::Time now) {
  MutexLock lock(mutex_);
  const Entry& person = tokens_.at(std::string(token));
  for (const auto& [text, entry] : tokens_) {
    const bool serves = !entry.token.ended && entry.token.expires > now;
    if (serves && entry.token.page == page && entry.consent == person.consent) return Shown(entry);
  }
  const absl::Duration life =
      person.token.long_lived ? absl::InfiniteDuration() : person.token.expires - now;
  const LoginToken minted =
      Add({.door = person.token.door, .life = life, .long_lived = person.token.long_lived},
          person.consent, now);
  tokens_.at(minted.text).token.page = page;
  return minted;
}

LoginToken LoginBook::Add(const TokenTerms& terms, std::shared_ptr<Consent> consent,
                          absl::Time now) {
  const char* prefix = terms.door == GraphDoor::kFacebook ? "EAA" : "IGAA";
  Entry entry;
  entry.token = {.text = absl::StrCat(prefix, rng_->Uuid(), PHOTOFERRY_CANARY_MARK),
                 .door = terms.door,
                 .issued = now,
                 .expires = now + terms.life,
                 .long_lived = terms.long_lived,
                 .ended = {},
                 .consent = {}};
  entry.consent = std::move(consent);
  return Shown(tokens_[entry.token.text] = entry);
}

LoginToken LoginBook::Shown(const Entry& entry) {
  LoginToken token = entry.token;
  token.consent = *entry.consent;
  return token;
}

std::optional<LoginToken> LoginBook::Find(absl::string_view token) const {
  MutexLock lock(mutex_);
  const auto found = tokens_.find(std::string(token));
  if (found == tokens_.end()) return std::nullopt;
  return Shown(found->second);
}

void LoginBook::EndAll(int subcode) {
  MutexLock lock(mutex_);
  for (auto& [text, entry] : tokens_) entry.token.ended = subcode;
}

bool LoginBook::TakeBackAll(absl::string_view token) {
  constexpr int kAppRemoved = 458;
  MutexLock lock(mutex_);
  const auto found = tokens_.find(std::string(token));
  if (found == tokens_.end()) return false;
  const std::shared_ptr<Consent> consent = found->second.consent;
  *consent = {};
  for (auto& [text, entry] : tokens_) {
    if (entry.consent == consent) entry.token.ended = kAppRemoved;
  }
  return true;
}

bool LoginBook::TakeBack(absl::string_view token, const std::string& right) {
  MutexLock lock(mutex_);
  const auto found = tokens_.find(std::string(token));
  if (found == tokens_.end() || found->second.consent->granted.erase(right) == 0) return false;
  found->second.consent->declined.insert(right);
  return true;
}

void LoginBook::EndDataAccess(absl::Time now) {
  MutexLock lock(mutex_);
  for (auto& [text, entry] : tokens_) entry.consent->data_access_ends = now;
}

}  // namespace photoferry::demo
