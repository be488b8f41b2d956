// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/managed_pages.h"
#include "exporters/meta/graph/permissions.h"
#include "exporters/meta/instagram/instagram_account.h"

namespace photoferry::meta {
namespace {

constexpr char kPageFields[] =
    "id,name,tasks,has_transitioned_to_new_page_experience,"
    "instagram_business_account{id,username,name,media_count},"
    "connected_instagram_account{id,username}";

// Every role but that of a live contributor has one of these, and each of these lets the account be
// read.
const std::vector<std::string>& ReadingTasks() {
  static const auto& tasks = *new std::vector<std::string>{
      "MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"};
  return tasks;
}

struct Page : ManagedPage {
  std::optional<InstagramAccount> professional;
  std::optional<InstagramAccount> connected;  // tied, but without rights for programs
};

std::optional<InstagramAccount> AccountFrom(const Json& node) {
  InstagramAccount account{.id = IdOf(node),
                           .username = JsonString(node, "username"),
                           .name = JsonString(node, "name"),
                           .media_count = JsonInt(node, "media_count")};
  if (!IsGraphId(account.id)) return std::nullopt;
  return account;
}

Page PageFrom(const Json& entry) {
  return {ManagedPageFrom(entry), AccountFrom(JsonMember(entry, "instagram_business_account")),
          AccountFrom(JsonMember(entry, "connected_instagram_account"))};
}

absl::Status CheckPermissions(GraphClient& client, ProviderContext& context) {
  struct Needed {
    const char* right;
    const char* what;
    const char* meaning;
  };
  constexpr Needed kNeeded[] = {
      {"instagram_basic", "the Instagram account", ""},
      {"pages_show_list", "the list of Pages",
       " Through Facebook Login an Instagram account is found by its Page."}};
  PF_ASSIGN_OR_RETURN(const auto permissions, ReadPermissions(client, context));
  if (permissions.empty()) return absl::OkStatus();
  for (const Needed& needed : kNeeded) {
    const auto found = permissions.find(needed.right);
    if (found != permissions.end() && found->second) continue;
    const MissingRight missing = WhyMissing(permissions, needed.what, needed.right);
    return Failure(v1::PERMISSION_MISSING,
                   absl::StrCat("Nothing can be copied. ", missing.why, needed.meaning),
                   missing.what_to_do);
  }
  return absl::OkStatus();
}

// The login may be that of a Page, which has no list of Pages.
absl::StatusOr<std::vector<Page>> ReadOwnPage(GraphClient& client, FieldList& fields,
                                              ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const Json page, client.Get("me", fields, {}, context));
  return std::vector<Page>{PageFrom(page)};
}

absl::StatusOr<std::vector<Page>> ReadPages(GraphClient& client, ProviderContext& context) {
  FieldList fields(kPageFields, {"id", "instagram_business_account"});
  const absl::StatusOr<std::vector<Json>> entries = ListManagedPages(client, fields, context);
  if (!entries.ok() && UnknownFieldOf(entries.status()) == "accounts") {
    return ReadOwnPage(client, fields, context);
  }
  PF_RETURN_IF_ERROR(entries.status());
  std::vector<Page> pages;
  for (const Json& entry : *entries) pages.push_back(PageFrom(entry));
  return pages;
}

std::string NamesOf(const std::vector<Page>& pages) {
  return absl::StrJoin(pages, ", ", [](std::string* out, const Page& page) {
    absl::StrAppend(out, "\"", page.name, "\"");
  });
}

std::string AccountsOf(const std::vector<Page>& pages) {
  return absl::StrJoin(pages, ", ", [](std::string* out, const Page& page) {
    absl::StrAppend(out, NameOf(*page.professional), " of the Page \"", page.name, "\"");
  });
}

absl::Status NoAccount(const std::vector<Page>& pages) {
  if (pages.empty()) {
    return Failure(
        v1::PERMISSION_MISSING,
        "This login manages no Facebook Page, or shared none when it was made. Through Facebook "
        "Login only a professional Instagram account that is tied to a Page can be read.",
        absl::StrCat("Tie the account to a Page and connect again, choosing that Page; or log in "
                     "with Instagram Login (the option instagram.login), which needs no Page. ",
                     kProfessionalOrArchive));
  }
  for (const Page& page : pages) {
    if (!page.connected.has_value()) continue;
    return Failure(v1::PERMISSION_MISSING,
                   absl::StrCat("The Instagram account ", NameOf(*page.connected),
                                " is connected with the Page \"", page.name,
                                "\", but not as a professional account; programs may not read it."),
                   kProfessionalOrArchive);
  }
  return Failure(
      v1::PERMISSION_MISSING,
      absl::StrCat("No professional Instagram account is tied to the Pages of this login (",
                   NamesOf(pages), "); there is nothing to copy."),
      absl::StrCat(
          "Tie the account to one of them in the Page's settings and connect again, or log "
          "in with Instagram Login (the option instagram.login), which needs no Page. ",
          kProfessionalOrArchive));
}

absl::Status NoTask(const Page& page) {
  return Failure(
      v1::PERMISSION_MISSING,
      absl::StrCat("Your role on the Page \"", page.name,
                   "\" has no task that lets its Instagram account ", NameOf(*page.professional),
                   " be read (it has: ", TasksOf(page), ")."),
      absl::StrCat("Ask who manages the Page for one of the tasks ",
                   TasksInWords(page, ReadingTasks()), ", then start the job again."));
}

absl::StatusOr<Page> Choose(const std::vector<Page>& pages, const std::string& wanted) {
  std::vector<Page> candidates;
  for (const Page& page : pages) {
    if (!page.professional.has_value()) continue;
    // A list that was begun again tells the same Page twice.
    const bool known = absl::c_any_of(candidates, [&page](const Page& one) {
      return one.professional->id == page.professional->id;
    });
    if (!known) candidates.push_back(page);
  }
  if (candidates.empty()) return NoAccount(pages);
  if (wanted.empty() && candidates.size() == 1) return candidates.front();
  for (const Page& page : candidates) {
    if (!wanted.empty() && IsWanted(*page.professional, wanted)) return page;
  }
  return Failure(
      v1::BAD_CONFIGURATION,
      absl::StrCat(wanted.empty() ? "This login leads to several Instagram accounts: "
                                  : absl::StrCat("This login leads to no Instagram account ",
                                                 wanted, ". It leads to: "),
                   AccountsOf(candidates), "."),
      "Name one of them in the option instagram.account, by username or id.");
}

}  // namespace

absl::StatusOr<InstagramAccount> FindThroughPages(GraphClient& client, const std::string& wanted,
                                                  ProviderContext& context) {
  PF_RETURN_IF_ERROR(CheckPermissions(client, context));
  PF_ASSIGN_OR_RETURN(const std::vector<Page> pages, ReadPages(client, context));
  PF_ASSIGN_OR_RETURN(const Page page, Choose(pages, wanted));
  if (!MayHaveOneOf(page, ReadingTasks())) return NoTask(page);
  InstagramAccount account = *page.professional;
  if (!MayHaveOneOf(page, {"MANAGE"})) {
    account.notices.push_back(
        absl::StrCat("Captions come without their @ signs: Instagram shows these only to who "
                     "manages the Page \"",
                     page.name, "\"."));
  }
  return account;
}

}  // namespace photoferry::meta
