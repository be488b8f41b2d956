// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/rng.h"
#include "tests/fakes/demo/graph_error.h"
#include "tests/fakes/demo/graph_server.h"

namespace photoferry::demo {

// What a person allowed an app.
struct Consent {
  std::set<std::string> granted;
  std::set<std::string> declined;
  // Ids that were ticked. Nothing: all that there are.
  std::optional<std::set<std::string>> pages;
  std::optional<std::set<std::string>> instagram_accounts;
  absl::Time data_access_ends = absl::InfiniteFuture();

  bool Allows(const std::string& right) const { return granted.contains(right); }
  bool AllowsPage(const std::string& id) const { return !pages || pages->contains(id); }
  bool AllowsInstagram(const std::string& id) const {
    return !instagram_accounts || instagram_accounts->contains(id);
  }
};

struct LoginToken {
  std::string text;
  GraphDoor door = GraphDoor::kFacebook;
  absl::Time issued;
  absl::Time expires = absl::InfiniteFuture();
  bool long_lived = false;
  int64_t page = 0;          // acts in the name of the Page of this number; 0: of the person
  std::optional<int> ended;  // by this subcode of 190
  Consent consent;           // as it is now: rights can be taken back
};

// How long, and how it came to be.
struct TokenTerms {
  GraphDoor door = GraphDoor::kFacebook;
  absl::Duration life = absl::InfiniteDuration();
  bool long_lived = false;
};

// The logins that there are: what was allowed, codes that can still be exchanged, tokens. Asks no
// clock, so that the server's can be moved. Thread-safe.
class LoginBook {
 public:
  LoginBook(const GraphOptions& options, absl::Time opened);

  // A token that came without any dialog, for what GraphOptions says was allowed. No other one of
  // its door stays good.
  void Accept(GraphDoor door, absl::string_view token, absl::Time now);
  // The last one of these.
  std::string accepted(GraphDoor door) const;

  // What was allowed in the dialog.
  Consent allowed(GraphDoor door) const;
  void Allow(GraphDoor door, const Consent& consent);

  // A code is good once, for an hour, together with the address that it was sent to.
  std::string MakeCode(GraphDoor door, absl::string_view redirect_uri, absl::Time now);
  enum class CodeVerdict { kGood, kUnknown, kUsed, kExpired, kOtherAddress };
  CodeVerdict RedeemCode(GraphDoor door, absl::string_view code, absl::string_view redirect_uri,
                         absl::Time now);

  // A token for what the dialog allowed.
  LoginToken Mint(const TokenTerms& terms, absl::Time now);
  // Another one for what `token`, which must be in the book, was allowed.
  LoginToken MintLike(absl::string_view token, const TokenTerms& terms, absl::Time now);
  // The Page's own token, as a list of Pages that is asked for with `token` gives it: the same one
  // each time. From a long-lived token it lasts as long as the login.
  LoginToken MintForPage(absl::string_view token, int64_t page, absl::Time now);
  std::optional<LoginToken> Find(absl::string_view token) const;

  // Ends every token that there is.
  void EndAll(int subcode);
  // What the person allowed with this token: all of it, which removes the app and ends its tokens;
  // or one right. False for a token or right that is not in the book.
  bool TakeBackAll(absl::string_view token);
  bool TakeBack(absl::string_view token, const std::string& right);
  // As 90 days without the person do.
  void EndDataAccess(absl::Time now);

 private:
  struct Code {
    GraphDoor door;
    std::string redirect_uri;
    absl::Time made;
    bool used = false;
  };
  struct Entry {
    LoginToken token;  // whose consent is that below
    std::shared_ptr<Consent> consent;
  };
  LoginToken Add(const TokenTerms& terms, std::shared_ptr<Consent> consent, absl::Time now)
      PF_REQUIRES(mutex_);
  static LoginToken Shown(const Entry& entry);

  const GraphOptions& options_;
  mutable Mutex mutex_;
  const std::unique_ptr<Rng> rng_;
  std::map<GraphDoor, std::string> accepted_ PF_GUARDED_BY(mutex_);
  std::map<GraphDoor, std::shared_ptr<Consent>> allowed_ PF_GUARDED_BY(mutex_);
  std::map<std::string, Code> codes_ PF_GUARDED_BY(mutex_);
  std::map<std::string, Entry> tokens_ PF_GUARDED_BY(mutex_);
};

// The error that a token which no longer serves is met with.
std::optional<GraphError> WhyEnded(const LoginToken& token, absl::Time now);

// With which the app signs calls at this door.
std::string AppSecretOf(const GraphOptions& options, GraphDoor door);

}  // namespace photoferry::demo
