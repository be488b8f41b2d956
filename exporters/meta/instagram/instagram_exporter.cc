// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_exporter.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/instagram/instagram_wire.h"
#include "exporters/meta/login/login_specs.h"

namespace photoferry::meta {
namespace {

InstagramDoor DoorOf(InstagramDoor asked, const Credential& credential) {
  if (asked != InstagramDoor::kByToken) return asked;
  if (credential.login == kInstagramLoginId) return InstagramDoor::kInstagramLogin;
  if (!credential.login.empty()) return InstagramDoor::kFacebookLogin;
  return absl::StartsWith(credential.access_token.Reveal(), "IG") ? InstagramDoor::kInstagramLogin
                                                                  : InstagramDoor::kFacebookLogin;
}

// A token may be refused because it was brought to the wrong door.
absl::Status WithOtherDoor(const absl::Status& status, InstagramDoor asked) {
  if (asked != InstagramDoor::kByToken || ReasonOf(status) != v1::LOGIN_NEEDED) return status;
  v1::Problem problem = ProblemOf(status);
  problem.set_what_to_do(
      absl::StrCat(problem.what_to_do(),
                   " The token was taken for one of Facebook Login; if it came from Instagram "
                   "Login, set the option instagram.login to instagram."));
  return ToStatus(problem);
}

absl::Status Withheld(const v1::Photo& photo) {
  if (photo.kind() != v1::VIDEO) {
    return Failure(v1::NO_MEDIA_URL,
                   "Instagram lists this item but does not give its file out; it is left out.");
  }
  const auto audio = photo.extras().find("media_audio_type");
  const bool music = audio != photo.extras().end() && audio->second == "MUSIC";
  const bool has_still = photo.extras().contains("still_picture");
  return Failure(
      v1::NO_MEDIA_URL,
      absl::StrCat("Instagram does not give the file of this video out, ",
                   music ? "since its sound is licensed music"
                         : "as it does with licensed or protected sound, also of one's own videos",
                   has_still ? "; its still picture is copied instead." : "; it is left out."),
      "The original is where it was made; the account's archive may hold the video too.");
}

}  // namespace

InstagramExporter::InstagramExporter(InstagramOptions options)
    : options_(std::move(options)), media_fields_(kMediaFields, {"id", "media_url"}) {}

InstagramDoor InstagramExporter::Open(const Credential& credential) {
  const InstagramDoor door = DoorOf(options_.door, credential);
  GraphClientOptions graph = options_.graph;
  graph.service = "Instagram";
  if (door == InstagramDoor::kInstagramLogin) {
    graph.base_url = options_.instagram_url;
    graph.sign = options_.sign_instagram;
  } else {
    graph.base_url = options_.facebook_url;
  }
  client_ = std::make_unique<GraphClient>(std::move(graph));
  return door;
}

absl::StatusOr<SourceAccount> InstagramExporter::Connect(ProviderContext& context) {
  const InstagramDoor door = Open(context.credential);
  const bool by_facebook = door == InstagramDoor::kFacebookLogin;
  absl::StatusOr<InstagramAccount> account =
      by_facebook ? FindThroughPages(*client_, options_.account, context)
                  : FindThroughLogin(*client_, options_.account, context);
  if (!account.ok()) {
    return by_facebook ? WithOtherDoor(account.status(), options_.door) : account.status();
  }
  InstagramRules rules = options_.rules;
  rules.post_fields = absl::StrCat(kPostFields, by_facebook ? kFacebookLoginFields : "");
  SourceAccount source{.account_key = account->id,
                       .display_name = account->username.empty()
                                           ? account->name
                                           : absl::StrCat("@", account->username),
                       .notices = account->notices};
  walk_ =
      std::make_unique<InstagramWalk>(*client_, locations_, *std::move(account), std::move(rules));
  return source;
}

absl::StatusOr<ListedPage> InstagramExporter::ListPage(const std::string& cursor,
                                                       const v1::Selection& selection,
                                                       ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const InstagramCursor place, InstagramCursor::From(cursor));
  return walk_->ListPage(place, selection, context);
}

absl::StatusOr<MediaLocation> InstagramExporter::Locate(const v1::Photo& photo, Freshness freshness,
                                                        ProviderContext& context) {
  const v1::MediaKey& key = photo.media_key();
  if (!IsGraphId(key.id())) {
    return Failure(v1::SOURCE_GONE, "This item names nothing that Instagram could be asked for.");
  }
  const std::string name = photo.id().empty() ? key.id() : photo.id();
  if (freshness == Freshness::kCached) {
    std::optional<Secret> seen = locations_.Get(name, context.scheduler.clock().Now());
    if (seen.has_value()) return HttpFetch{.url = *std::move(seen)};
  }
  const absl::StatusOr<Json> media = client_->Get(key.id(), media_fields_, {}, context);
  if (!media.ok()) return Refused(media.status(), context);
  const std::string url = MediaUrlOf(*media, key.variant());
  if (url.empty()) return Withheld(photo);
  locations_.Put(name, url);
  return HttpFetch{.url = Secret(url)};
}

// "Gone" and "no longer allowed" look alike: whether the account itself can still be seen tells
// them apart. A story is gone after a day, which must not end the job.
absl::Status InstagramExporter::Refused(const absl::Status& status, ProviderContext& context) {
  const bool gone = ReasonOf(status) == v1::SOURCE_GONE;
  if (!gone && !IsRefusal(status)) return status;
  const absl::StatusOr<Json> account =
      client_->Get(walk_->account().id, {{"fields", "id"}}, context);
  if (account.ok()) {
    if (gone) return status;
    return Failure(v1::NO_MEDIA_URL, absl::StrCat("Instagram lists this item but does not give it "
                                                  "out; it is left out. ",
                                                  ProblemOf(status).message()));
  }
  if (ReasonOf(account.status()) != v1::SOURCE_GONE && !IsRefusal(account.status())) {
    return account.status();
  }
  return Failure(v1::PERMISSION_MISSING,
                 "Access to the Instagram account was taken back while it was copied; what is "
                 "missing cannot be fetched.",
                 "See whether the account is still professional and the login still has a role on "
                 "its Page, then connect it again.");
}

}  // namespace photoferry::meta
