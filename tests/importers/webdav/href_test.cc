// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/href.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::webdav {
namespace {

TEST(Href, MeansOnePathHoweverItIsWritten) {
  for (const char* href : {"/dav/A%20%26%20B/", "/dav/A & B", "http://h/dav/A%20&%20B/",
                           "https://[::1]:8443/dav/%41 %26 B", " /d%61v/A%20%26%20B\n"}) {
    EXPECT_EQ(PathOfHref(href), "/dav/A & B") << href;
  }
}

TEST(Href, OddOnesStayWhatTheyAre) {
  EXPECT_EQ(PathOfHref("/"), "");
  EXPECT_EQ(PathOfHref("http://h"), "");
  EXPECT_EQ(PathOfHref("/100%/5%zz/%4"), "/100%/5%zz/%4");
  EXPECT_EQ(PathOfHref("/a%2Fb"), "/a/b");
  EXPECT_EQ(PathOfHref("/see http://x/y"), "/see http://x/y");
  EXPECT_EQ(PathOfHref("/\xf0\x9f\x8c\x8a.jpg"), PathOfHref("/%F0%9F%8C%8A.jpg"));
}

TEST(Href, NamesComeBackFromTheUrlsTheyAreIn) {
  PF_ASSERT_OK_AND_ASSIGN(const Url root, ParseUrl("https://h:8443/da v/"));
  const Tree tree(root);
  for (const char* name :
       {"plain.jpg", "a b.jpg", "50% & more?#[x].jpg", "Zürich 🌊 שלום", "+;=,:@!$'()*~", "..."}) {
    EXPECT_EQ(LastPart(PathOfHref(tree.FileUrl(std::string("Album/") + name))), name);
    PF_ASSERT_OK_AND_ASSIGN(const Url again, ParseUrl(tree.FileUrl(name)));
    EXPECT_EQ(again.ToString(), tree.FileUrl(name)) << "sent as it was signed";
  }
  EXPECT_EQ(tree.FolderUrl(""), "https://h:8443/da%20v/");
  EXPECT_EQ(tree.FolderUrl("A B"), "https://h:8443/da%20v/A%20B/");
}

}  // namespace
}  // namespace photoferry::webdav
