// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/login_rights.h"

namespace photoferry::demo {
namespace {

constexpr GraphDoor kFacebook = GraphDoor::kFacebook;
constexpr GraphDoor kInstagram = GraphDoor::kInstagramLogin;

// Those of Meta's permissions reference that are about photos, videos and whose they are.
constexpr LoginRight kRights[] = {
    {kPublicProfile, kFacebook, RightReach::kPerson, "Your name and profile picture"},
    {"email", kFacebook, RightReach::kPerson, "Your email address"},
    {"user_photos", kFacebook, RightReach::kPerson, "Your photos"},
    {"user_videos", kFacebook, RightReach::kPerson, "Your videos"},
    {"user_posts", kFacebook, RightReach::kPerson, "Your posts"},
    {"pages_show_list", kFacebook, RightReach::kPages, "The list of Pages that you manage"},
    {"pages_read_engagement", kFacebook, RightReach::kPages, "What your Pages have posted"},
    {"pages_read_user_content", kFacebook, RightReach::kPages, "What others posted on your Pages"},
    {"pages_manage_posts", kFacebook, RightReach::kPages, "To post on your Pages"},
    {"business_management", kFacebook, RightReach::kPerson, "Your businesses"},
    {"ads_read", kFacebook, RightReach::kPerson, "Your advertising"},
    {"ads_management", kFacebook, RightReach::kPerson, "To manage your advertising"},
    {"instagram_basic", kFacebook, RightReach::kInstagramAccounts,
     "The profile and posts of your Instagram account"},
    {"instagram_content_publish", kFacebook, RightReach::kInstagramAccounts,
     "To post on your Instagram account"},
    {"instagram_manage_comments", kFacebook, RightReach::kInstagramAccounts,
     "The comments on your Instagram account"},
    {"instagram_manage_insights", kFacebook, RightReach::kInstagramAccounts,
     "The insights of your Instagram account"},
    {"instagram_business_basic", kInstagram, RightReach::kPerson, "Your profile and posts"},
    {"instagram_business_content_publish", kInstagram, RightReach::kPerson, "To post for you"},
    {"instagram_business_manage_messages", kInstagram, RightReach::kPerson, "Your messages"},
    {"instagram_business_manage_comments", kInstagram, RightReach::kPerson, "Your comments"},
    {"instagram_business_manage_insights", kInstagram, RightReach::kPerson, "Your insights"},
};

}  // namespace

const LoginRight* FindRight(GraphDoor door, absl::string_view name) {
  for (const LoginRight& right : kRights) {
    if (right.door == door && name == right.name) return &right;
  }
  return nullptr;
}

}  // namespace photoferry::demo
