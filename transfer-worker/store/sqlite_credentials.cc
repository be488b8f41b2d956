// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_credentials.h"

#include <utility>
#include <vector>

#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "photoferry/v1/transfer_service.pb.h"
#include "transfer-worker/store/packed_texts.h"
#include "transfer-worker/store/seal_place.h"
#include "transfer-worker/store/sqlite_jobs.h"
#include "transfer-worker/store/sqlite_rows.h"

namespace photoferry {
namespace {

// What lies sealed, by the column `layout`. 1: the access token behind its length, the app secret.
// 2: packed texts, in this order; options follow as key and value in turn.
constexpr int64_t kFirstLayout = 1;
constexpr int64_t kLayout = 2;
enum Text { kAccessToken, kRefreshToken, kAppId, kAppSecret, kConfiguration, kFixedTexts };

absl::Status Damaged() {
  return Failure(v1::STORE_FAILED, "A stored login is damaged and cannot be read.",
                 "Log in again.");
}

Secret Pack(const StoredCredential& credential) {
  std::vector<absl::string_view> texts(kFixedTexts);
  texts[kAccessToken] = credential.tokens.access_token.Reveal();
  texts[kRefreshToken] = credential.tokens.refresh_token.Reveal();
  texts[kAppId] = credential.app.id;
  texts[kAppSecret] = credential.app.secret.Reveal();
  texts[kConfiguration] = credential.app.configuration;
  return PackTexts(std::move(texts), credential.options);
}

absl::Status UnpackFirst(absl::string_view bytes, StoredCredential& credential) {
  uint32_t size = 0;
  for (size_t i = 0; i < 4 && i < bytes.size(); ++i) {
    size = (size << 8) | static_cast<unsigned char>(bytes[i]);
  }
  if (bytes.size() < 4 || bytes.size() - 4 < size) return Damaged();
  credential.tokens.access_token = Secret::CopyOf(bytes.substr(4, size));
  credential.app.secret = Secret::CopyOf(bytes.substr(4 + size));
  return absl::OkStatus();
}

absl::Status Unpack(absl::string_view bytes, StoredCredential& credential) {
  const auto texts = UnpackTexts(bytes, kFixedTexts, credential.options);
  if (!texts.has_value()) return Damaged();
  credential.tokens.access_token = Secret::CopyOf((*texts)[kAccessToken]);
  credential.tokens.refresh_token = Secret::CopyOf((*texts)[kRefreshToken]);
  credential.app.id = std::string((*texts)[kAppId]);
  credential.app.secret = Secret::CopyOf((*texts)[kAppSecret]);
  credential.app.configuration = std::string((*texts)[kConfiguration]);
  return absl::OkStatus();
}

// What is no secret of it.
v1::Credential About(const StoredCredential& credential) {
  v1::Credential about;
  about.set_login(credential.login);
  about.set_account(credential.account);
  *about.mutable_scopes() = {credential.tokens.scopes.begin(), credential.tokens.scopes.end()};
  *about.mutable_declined_scopes() = {credential.declined.begin(), credential.declined.end()};
  *about.mutable_create_time() = ToProto(credential.created);
  if (const auto& end = credential.tokens.expires_at) *about.mutable_expire_time() = ToProto(*end);
  if (const auto& end = credential.data_access_expires_at) {
    *about.mutable_data_access_expire_time() = ToProto(*end);
  }
  return about;
}

void TakeAbout(const v1::Credential& about, StoredCredential& credential) {
  credential.login = about.login();
  credential.account = about.account();
  credential.tokens.scopes = {about.scopes().begin(), about.scopes().end()};
  credential.declined = {about.declined_scopes().begin(), about.declined_scopes().end()};
  if (about.has_create_time()) credential.created = FromProto(about.create_time());
  if (about.has_expire_time()) credential.tokens.expires_at = FromProto(about.expire_time());
  if (about.has_data_access_expire_time()) {
    credential.data_access_expires_at = FromProto(about.data_access_expire_time());
  }
}

}  // namespace

absl::StatusOr<std::optional<CredentialRow>> ReadCredential(SqliteConnection& db,
                                                            absl::string_view name,
                                                            const Sealer& sealer) {
  SqliteQuery query = db.Query(
      "SELECT sealed, provider, version, layout, update_time, issued_time, claimed_until, about"
      " FROM credentials WHERE name = ?1",
      name);
  if (!query.Next()) {
    PF_RETURN_IF_ERROR(query.status());
    return std::optional<CredentialRow>();
  }
  CredentialRow row;
  row.credential.provider = query.Text(1);
  row.version = query.Int(2);
  row.claimed_until = TimeOf(query.MaybeInt(6));
  row.credential.created = absl::FromUnixMicros(query.Int(4));
  row.credential.tokens.issued_at = TimeOf(query.MaybeInt(5));
  v1::Credential about;
  PF_RETURN_IF_ERROR(ParseColumn(query, 7, about));
  TakeAbout(about, row.credential);
  PF_ASSIGN_OR_RETURN(
      const Secret packed,
      sealer.Unseal(query.Bytes(0), CredentialSealPlace(row.credential.provider, name)));
  PF_RETURN_IF_ERROR(query.Int(3) == kFirstLayout ? UnpackFirst(packed.Reveal(), row.credential)
                                                  : Unpack(packed.Reveal(), row.credential));
  return std::optional<CredentialRow>(std::move(row));
}

absl::Status WriteCredential(SqliteConnection& db, absl::string_view name, const CredentialRow& row,
                             const Sealer& sealer, int64_t now_micros) {
  const StoredCredential& credential = row.credential;
  const Secret packed = Pack(credential);
  const std::string sealed =
      sealer.Seal(packed.Reveal(), CredentialSealPlace(credential.provider, name));
  const std::string about = About(credential).SerializeAsString();
  return db
      .Run(
          "INSERT INTO credentials (name, tenant, provider, update_time, sealed, version, layout,"
          " issued_time, claimed_until, about) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
          " ON CONFLICT (name) DO UPDATE SET provider = excluded.provider,"
          " update_time = excluded.update_time, sealed = excluded.sealed,"
          " version = excluded.version, layout = excluded.layout,"
          " issued_time = excluded.issued_time, claimed_until = excluded.claimed_until,"
          " about = excluded.about",
          name, TenantPart(name), credential.provider, now_micros, Blob{sealed}, row.version,
          kLayout, MicrosOf(credential.tokens.issued_at), MicrosOf(row.claimed_until), Blob{about})
      .status();
}

}  // namespace photoferry
