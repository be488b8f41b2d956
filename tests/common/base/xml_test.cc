// SPDX-License-Identifier: Apache-2.0
#include "common/base/xml.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

std::string Nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "<a>";
  for (int i = 0; i < depth; ++i) text += "</a>";
  return text;
}

TEST(Xml, NamesAreTakenByTheirNamespaceWhateverThePrefix) {
  for (const char* text : {R"(<D:a xmlns:D="DAV:"><D:b> 1 </D:b><b>2</b></D:a>)",
                           R"(<a xmlns="DAV:"><b> 1 </b><b xmlns="">2</b></a>)",
                           R"(<a xmlns="DAV:"><x:b xmlns:x="DAV:"> 1 </x:b></a>)"}) {
    PF_ASSERT_OK_AND_ASSIGN(const XmlElement root, ParseXml(text));
    EXPECT_TRUE(root.Is("DAV:", "a"));
    EXPECT_EQ(root.ChildText("DAV:", "b"), "1") << text;
    EXPECT_EQ(root.ChildText("DAV:", "c"), "");
    EXPECT_EQ(root.Child("other", "b"), nullptr);
  }
}

TEST(Xml, TextIsInOnePieceWhateverStandsBetween) {
  PF_ASSERT_OK_AND_ASSIGN(
      const XmlElement root,
      ParseXml("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>x &amp; <!-- no -->&#x1F30A;"
               "<b>inside</b><![CDATA[<y>]]></a>\n"));
  EXPECT_EQ(root.text, "x & \xf0\x9f\x8c\x8a<y>");
  EXPECT_EQ(root.children.size(), 1u);
}

TEST(Xml, WhatIsNoDocumentIsRefusedWithoutBeingQuoted) {
  for (const char* text :
       {"", "canary", "<a>", "<a></b>", "<a/><b/>", "<a>\xff</a>", "<x:a/>", "<a b=c/>"}) {
    const auto parsed = ParseXml(text);
    EXPECT_THAT(parsed, ReasonIs(v1::MALFORMED_ANSWER)) << text;
    EXPECT_FALSE(absl::StrContains(parsed.status().message(), "canary"));
  }
}

TEST(Xml, EntitiesOfADocumentsOwnAreRefused) {
  for (const char* text :
       {"<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\"><a/>", "<!DOCTYPE a><a/>"}) {
    EXPECT_THAT(ParseXml(text), ReasonIs(v1::MALFORMED_ANSWER)) << text;
  }
}

TEST(Xml, SizeDepthAndNumberHaveTheirLimits) {
  EXPECT_THAT(ParseXml(Nested(4), {.max_depth = 4}), IsOk());
  EXPECT_THAT(ParseXml(Nested(5), {.max_depth = 4}), ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_THAT(ParseXml("<a><b/><b/></a>", {.max_elements = 3}), IsOk());
  EXPECT_THAT(ParseXml("<a><b/><b/></a>", {.max_elements = 2}), ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_THAT(ParseXml("<a/>", {.max_depth = 0}), ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_THAT(ParseXml("<a>12345</a>", {.max_bytes = 12}), IsOk());
  EXPECT_THAT(ParseXml("<a>123456</a>", {.max_bytes = 12}), ReasonIs(v1::MALFORMED_ANSWER));
}

TEST(Xml, ANamespaceCannotSwellTheTree) {
  const std::string space(10'000, 'n');
  EXPECT_THAT(ParseXml(absl::StrCat("<a xmlns=\"", space, "\"><b/><b/></a>")),
              ReasonIs(v1::MALFORMED_ANSWER));
}

TEST(Xml, EscapedTextComesBackAsItWas) {
  const std::string text = "a<b>&\"c\" \r\n\t\xf0\x9f\x8c\x8a";
  PF_ASSERT_OK_AND_ASSIGN(const XmlElement root,
                          ParseXml(absl::StrCat("<a>", XmlEscaped(text), "</a>")));
  EXPECT_EQ(root.text, text);
  EXPECT_EQ(XmlEscaped("a\x01\xef\xbf\xbe\x7f z"), "a z");
}

}  // namespace
}  // namespace photoferry
