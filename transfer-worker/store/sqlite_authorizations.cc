// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_authorizations.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "transfer-worker/store/packed_texts.h"
#include "transfer-worker/store/seal_place.h"
#include "transfer-worker/store/sqlite_rows.h"

namespace photoferry {
namespace {

// How long it can be asked what became of a login.
constexpr absl::Duration kRemembered = absl::Hours(24);

// The columns that Open wants, in its order.
constexpr char kColumns[] = "SELECT name, provider, expires, sealed, outcome FROM authorizations";

// What lies sealed: packed texts, in this order; options follow as key and value in turn.
enum Text {
  kLogin,
  kCredential,
  kUrl,
  kRedirectUri,
  kScopes,  // with blanks between
  kState,
  kVerifier,
  kAppId,
  kAppSecret,
  kConfiguration,
  kFixedTexts
};

Secret Pack(const BegunLogin& login) {
  const std::string scopes = absl::StrJoin(login.pending.scopes, " ");
  std::vector<absl::string_view> texts(kFixedTexts);
  texts[kLogin] = login.login;
  texts[kCredential] = login.credential;
  texts[kUrl] = login.url;
  texts[kRedirectUri] = login.pending.redirect_uri;
  texts[kScopes] = scopes;
  texts[kState] = login.pending.state.Reveal();
  texts[kVerifier] = login.pending.verifier.Reveal();
  texts[kAppId] = login.app.id;
  texts[kAppSecret] = login.app.secret.Reveal();
  texts[kConfiguration] = login.app.configuration;
  return PackTexts(std::move(texts), login.options);
}

absl::Status Unpack(absl::string_view packed, BegunLogin& login) {
  const auto texts = UnpackTexts(packed, kFixedTexts, login.options);
  if (!texts.has_value()) {
    return Failure(v1::STORE_FAILED, "A login under way is damaged in the store.",
                   "Begin it again.");
  }
  const auto text = [&](Text which) { return std::string((*texts)[which]); };
  login.login = text(kLogin);
  login.credential = text(kCredential);
  login.url = text(kUrl);
  login.pending.redirect_uri = text(kRedirectUri);
  login.pending.scopes = absl::StrSplit((*texts)[kScopes], ' ', absl::SkipEmpty());
  login.pending.state = Secret::CopyOf((*texts)[kState]);
  login.pending.verifier = Secret::CopyOf((*texts)[kVerifier]);
  login.app.id = text(kAppId);
  login.app.secret = Secret::CopyOf((*texts)[kAppSecret]);
  login.app.configuration = text(kConfiguration);
  return absl::OkStatus();
}

v1::Problem NobodyCame() {
  return ProblemOf(Failure(v1::LOGIN_NEEDED,
                           "Nobody came back from the provider's page in time, so there is no "
                           "login.",
                           "Begin it again, and finish it within ten minutes."));
}

}  // namespace

absl::Status SqliteAuthorizations::Begin(const BegunLogin& login) {
  const Secret packed = Pack(login);
  const std::string sealed =
      database_.sealer().Seal(packed.Reveal(), AuthorizationSealPlace(login.provider, login.name));
  const std::string hash = Sha256Of(login.pending.state.Reveal());
  return database_.Write([&](SqliteConnection& db) {
    PF_RETURN_IF_ERROR(db.Run("DELETE FROM authorizations WHERE expires < ?1",
                              database_.NowMicros() - absl::ToInt64Microseconds(kRemembered))
                           .status());
    return db
        .Run(
            "INSERT INTO authorizations (name, provider, state_hash, expires, sealed)"
            " VALUES (?1, ?2, ?3, ?4, ?5)",
            login.name, login.provider, Blob{hash}, absl::ToUnixMicros(login.expires), Blob{sealed})
        .status();
  });
}

absl::StatusOr<std::optional<BegunLogin>> SqliteAuthorizations::Take(const Secret& state,
                                                                     absl::string_view name) {
  std::optional<BegunLogin> taken;
  const std::string hash = Sha256Of(state.Reveal());
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    {
      SqliteQuery query =
          db.Query(absl::StrCat(kColumns,
                                " WHERE state_hash = ?1 AND ?2 IN ('', name) AND expires > ?3"
                                " AND sealed IS NOT NULL"),
                   Blob{hash}, name, database_.NowMicros());
      if (!query.Next()) return query.status();
      PF_ASSIGN_OR_RETURN(taken, Open(query));
    }
    return db.Run("UPDATE authorizations SET sealed = NULL WHERE name = ?1", taken->name).status();
  }));
  if (taken.has_value()) database_.PurgeIfPossible();
  return taken;
}

absl::Status SqliteAuthorizations::Settle(absl::string_view name,
                                          const v1::Authorization& outcome) {
  const std::string bytes = outcome.SerializeAsString();
  return database_.Write([&](SqliteConnection& db) {
    return db
        .Run("UPDATE authorizations SET outcome = ?2, sealed = NULL WHERE name = ?1", name,
             Blob{bytes})
        .status();
  });
}

absl::StatusOr<std::optional<v1::Authorization>> SqliteAuthorizations::Look(
    absl::string_view name) {
  std::optional<v1::Authorization> found;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery query = db.Query(absl::StrCat(kColumns, " WHERE name = ?1"), name);
    if (!query.Next()) return query.status();
    found.emplace();
    if (!query.IsNull(4)) PF_RETURN_IF_ERROR(ParseColumn(query, 4, *found));
    found->set_name(std::string(name));
    *found->mutable_expire_time() = ToProto(absl::FromUnixMicros(query.Int(2)));
    if (!query.IsNull(4)) return absl::OkStatus();
    if (query.Int(2) <= database_.NowMicros()) {
      found->set_state(v1::AUTHORIZATION_FAILED);
      *found->mutable_problem() = NobodyCame();
      return absl::OkStatus();
    }
    found->set_state(v1::AUTHORIZATION_PENDING);
    if (query.IsNull(3)) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const BegunLogin begun, Open(query));
    found->set_url(begun.url);
    return absl::OkStatus();
  }));
  return found;
}

absl::StatusOr<BegunLogin> SqliteAuthorizations::Open(const SqliteQuery& query) const {
  BegunLogin login{.name = query.Text(0), .provider = query.Text(1)};
  login.expires = absl::FromUnixMicros(query.Int(2));
  PF_ASSIGN_OR_RETURN(const Secret packed,
                      database_.sealer().Unseal(
                          query.Bytes(3), AuthorizationSealPlace(login.provider, login.name)));
  PF_RETURN_IF_ERROR(Unpack(packed.Reveal(), login));
  return login;
}

}  // namespace photoferry
