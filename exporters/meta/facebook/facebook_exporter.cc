// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_exporter.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/facebook/facebook_wire.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {
namespace {

absl::Status NoUrl(const Json& node, bool is_video) {
  const std::string state = is_video ? UnreadyStateOf(node) : "";
  if (!state.empty()) {
    return Failure(v1::NO_MEDIA_URL,
                   absl::StrCat("Facebook does not give this video out while its state is \"",
                                state, "\"; it is left out."),
                   "Copy again once Facebook has finished with it.");
  }
  return Failure(v1::NO_MEDIA_URL,
                 absl::StrCat("Facebook lists this ", is_video ? "video" : "photo",
                              " but does not give its file out; it is left out."),
                 is_video ? "Facebook withholds videos with protected sound or picture; the "
                            "original is where it was made."
                          : "");
}

}  // namespace

FacebookExporter::FacebookExporter(FacebookOptions options)
    : client_(std::move(options.graph)),
      rights_(client_),
      choice_(options.pages),
      pages_(client_, std::move(options.pages)),
      walk_(client_, pages_, rights_, locations_, options.rules),
      photo_media_fields_(kPhotoMediaFields, {"id", "images"}),
      video_media_fields_(kVideoMediaFields, {"id", "source"}) {}

absl::StatusOr<SourceAccount> FacebookExporter::Connect(ProviderContext& context) {
  absl::StatusOr<Json> me = client_.Get("me", {{"fields", "id,name"}}, context);
  if (!me.ok() && ReasonOf(me.status()) == v1::SOURCE_GONE) {
    return Failure(v1::LOGIN_NEEDED, "Facebook does not show the account that this login is for.",
                   "Connect the account again.");
  }
  PF_RETURN_IF_ERROR(me.status());
  const Json& person = Unwrapped(*me);
  SourceAccount account{.account_key = IdOf(person), .display_name = JsonString(person, "name")};
  if (account.account_key.empty()) {
    return Failure(v1::MALFORMED_ANSWER, "Facebook did not say whose account this is.");
  }
  PF_RETURN_IF_ERROR(rights_.Read(context));
  PF_ASSIGN_OR_RETURN(account.notices, OpenPages(context));
  const FacebookAccess& access = rights_.access();
  if (!access.photos && !access.videos && pages_.ids().empty()) return rights_.NothingAllowed();
  for (std::string& notice : rights_.LeftOut()) account.notices.push_back(std::move(notice));
  return account;
}

absl::StatusOr<std::vector<std::string>> FacebookExporter::OpenPages(ProviderContext& context) {
  if (choice_.is_none()) return pages_.Open(context);
  for (const auto& [right, access] : {std::pair{"pages_show_list", "the list of Pages"},
                                      std::pair{"pages_read_engagement", "what Pages posted"}}) {
    std::string notice = rights_.LeftOut("Pages", access, right);
    if (!notice.empty()) return std::vector<std::string>{std::move(notice)};
  }
  return pages_.Open(context);
}

absl::StatusOr<ListedPage> FacebookExporter::ListPage(const std::string& cursor,
                                                      const v1::Selection& selection,
                                                      ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const FacebookCursor place, FacebookCursor::From(cursor));
  return walk_.ListPage(place, selection, context);
}

absl::StatusOr<MediaLocation> FacebookExporter::Locate(const v1::Photo& photo, Freshness freshness,
                                                       ProviderContext& context) {
  const v1::MediaKey& key = photo.media_key();
  if (!IsGraphId(key.id())) {
    return Failure(v1::SOURCE_GONE, "This item names nothing that Facebook could be asked for.");
  }
  if (freshness == Freshness::kCached) {
    std::optional<Secret> seen = locations_.Get(key.id(), context.scheduler.clock().Now());
    if (seen.has_value()) return HttpFetch{.url = *std::move(seen)};
  }
  const bool is_video = VariantOf(key) == kVideoVariant;
  const absl::StatusOr<Json> node = ReadNode(key, context);
  if (!node.ok()) return Refused(node.status(), key, context);
  const std::string url = is_video ? VideoUrlOf(*node) : PhotoUrlOf(*node);
  if (url.empty()) return NoUrl(*node, is_video);
  locations_.Put(key.id(), url);
  return HttpFetch{.url = Secret(url)};
}

absl::StatusOr<Json> FacebookExporter::ReadNode(const v1::MediaKey& key, ProviderContext& context) {
  FieldList& fields = VariantOf(key) == kVideoVariant ? video_media_fields_ : photo_media_fields_;
  const std::string page = PageOf(key);
  if (page.empty()) return client_.Get(key.id(), fields, {}, context);
  Json node;
  const absl::Status status = pages_.As(page, context, [&](ProviderContext& own) {
    PF_ASSIGN_OR_RETURN(node, client_.Get(key.id(), fields, {}, own));
    return absl::OkStatus();
  });
  PF_RETURN_IF_ERROR(status);
  return node;
}

// One item that Facebook will not show must not end the job; a permission that was taken back
// must, where it was the person's own. Items look deleted then, too.
absl::Status FacebookExporter::Refused(const absl::Status& status, const v1::MediaKey& key,
                                       ProviderContext& context) {
  const bool is_gone = ReasonOf(status) == v1::SOURCE_GONE;
  if (!is_gone && !IsRefusal(status)) return status;
  if (PageOf(key).empty()) {
    PF_RETURN_IF_ERROR(rights_.StillAllow(VariantOf(key) == kVideoVariant, context));
  }
  if (is_gone) return status;
  return Failure(v1::NO_MEDIA_URL, absl::StrCat("Facebook lists this item but does not give it "
                                                "out; it is left out. ",
                                                ProblemOf(status).message()));
}

}  // namespace photoferry::meta
