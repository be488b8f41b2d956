// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/report.h"

#include <algorithm>
#include <filesystem>

#include "common/base/json.h"
#include "tests/transfer-worker/faces/desk_fixture.h"
#include "transfer-worker/engine/report_html.h"
#include "transfer-worker/engine/report_rows.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ReportTest : public DeskFixture {
 protected:
  // One of each: checked by hash, by size, failed, uncertain, skipped.
  v1::TransferJob FinishedJob() {
    const v1::TransferJob job = Made();
    const ClaimedJob claimed = Claim();
    v1::Photo hostile = PhotoNamed("p2");
    hostile.set_title("<script>alert('x')</script> & \"more\"");
    hostile.set_permalink("javascript:alert(1)");
    v1::Photo formula = PhotoNamed("p3");
    formula.set_title("=HYPERLINK(\"http://evil\")");
    List(claimed, {PhotoNamed("p0"), PhotoNamed("p1"), hostile, formula, PhotoNamed("p4")},
         "Summer <b>2019</b>");
    Settle(claimed, DoneMove(0));
    Settle(claimed, DoneMove(1, v1::SIZE_CONFIRMED));
    Settle(claimed,
           FailedMove(2, v1::ITEM_REJECTED, "Refused, <i>for good</i>.", "Send it by hand."));
    ItemMove uncertain = FailedMove(3, v1::OUTCOME_UNKNOWN, "Nobody can tell.");
    uncertain.stage = v1::UNCERTAIN;
    Settle(claimed, uncertain);
    ItemMove skipped = FailedMove(4, v1::SOURCE_GONE, "Deleted meanwhile.");
    skipped.stage = v1::SKIPPED;
    Settle(claimed, skipped);
    EndWith(claimed, v1::SUCCEEDED);
    return job;
  }

  ReportFiles Written(const v1::TransferJob& job) {
    auto files = WriteReport(store_->jobs(), job.name(), directory_ / "report");
    EXPECT_THAT(files, IsOk());
    return files.ok() ? *files : ReportFiles();
  }
};

TEST_F(ReportTest, ThePageNamesEverythingThatDidNotArriveAndWhy) {
  const std::string html = ReadFile(Written(FinishedJob()).html);
  EXPECT_THAT(html, AllOf(HasSubstr("5 found = 2 arrived + 1 skipped + 1 failed + 1 uncertain + 0 "
                                    "open"),
                          HasSubstr("adds up"), HasSubstr("1 confirmed by hash and 1 by size")));
  EXPECT_THAT(html, AllOf(HasSubstr("Send it by hand."), HasSubstr("Nobody can tell."),
                          HasSubstr("Deleted meanwhile."), HasSubstr("title of p4")));
  EXPECT_THAT(html, AllOf(HasSubstr("hash confirmed"), HasSubstr("size confirmed"),
                          HasSubstr("href=\"https://photos.example/0\"")));
  EXPECT_THAT(html, HasSubstr("Finished, not everything arrived"));
}

TEST_F(ReportTest, WhatCameFromTheAccountIsEscaped) {
  const std::string html = ReadFile(Written(FinishedJob()).html);
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("javascript:")),
                          Not(HasSubstr("<b>2019")), Not(HasSubstr("<i>for good"))));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more"));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST_F(ReportTest, TheJsonFileHoldsTheJobTheSummaryAndEveryItem) {
  const std::string text = ReadFile(Written(FinishedJob()).json);
  PF_ASSERT_OK_AND_ASSIGN(const Json json, ParseJson(text));
  EXPECT_EQ(json["transfer_job"]["state"], "SUCCEEDED");
  EXPECT_EQ(json["summary"]["hash_confirmed"], 1);
  EXPECT_THAT(json["summary"]["not_arrived"], SizeIs(3));
  ASSERT_THAT(json["items"], SizeIs(5));
  EXPECT_EQ(json["items"][2]["problem"]["reason"], "ITEM_REJECTED");
  EXPECT_EQ(json["items"][0]["placements"][0]["album_title"], "Summer <b>2019</b>");
}

TEST_F(ReportTest, WhatHadBeenThereBeforeIsReadBackFromTheReport) {
  const v1::TransferJob job = Made();
  const ClaimedJob claimed = Claim();
  List(claimed, {PhotoNamed("p0"), PhotoNamed("p1")});
  ItemMove there = DoneMove(0);
  there.progress.mutable_remote()->set_already_there(true);
  Settle(claimed, there);
  Settle(claimed, DoneMove(1));
  Written(job);
  EXPECT_EQ(CountsIn(directory_ / "report").already_there, 1);
  EXPECT_EQ(CountsIn(directory_ / "nowhere").already_there, 0);
}

TEST_F(ReportTest, OfAJobThatBringsNewsTheUnchangedAreNoLossAndTheDisappearedAreNamed) {
  const auto connect = [&](const ClaimedJob& job) {
    JobUpdate keys;
    keys.source_key = "anna";
    keys.destination_key = "disk";
    ASSERT_THAT(store_->checkpoints().UpdateJob(job.walk, keys), IsOk());
  };
  Made();
  const ClaimedJob first = Claim();
  connect(first);
  v1::Photo hostile = PhotoNamed("gone");
  hostile.set_title("<b>Gone</b>");
  List(first, {PhotoNamed("p0"), hostile, PhotoNamed("p2")});
  for (int i = 0; i < 3; ++i) Settle(first, DoneMove(i));
  EndWith(first, v1::SUCCEEDED);

  v1::TransferJob request = MadeUpJob();
  request.set_since_last(true);
  const v1::TransferJob job = Made(request);
  const ClaimedJob next = Claim();
  connect(next);
  List(next, {PhotoNamed("p0"), PhotoNamed("p2"), PhotoNamed("p3")});
  Settle(next, DoneMove(2));
  EndWith(next, v1::SUCCEEDED);
  const ReportFiles files = Written(job);

  const std::string html = ReadFile(files.html);
  EXPECT_THAT(html, AllOf(HasSubstr("3 found = 1 arrived + 2 unchanged + 0 skipped"),
                          HasSubstr("Complete"), Not(HasSubstr("What did not arrive")),
                          Not(HasSubstr("Why some did not arrive"))));
  EXPECT_THAT(html, AllOf(HasSubstr("What is no longer at the source"),
                          HasSubstr("&lt;b&gt;Gone&lt;/b&gt;"),
                          HasSubstr("href=\"https://photos.example/1\">remote-1</a>")));
  PF_ASSERT_OK_AND_ASSIGN(const Json json, ParseJson(ReadFile(files.json)));
  EXPECT_EQ(json["summary"]["unchanged"], 2);
  EXPECT_THAT(json["summary"]["not_arrived"], SizeIs(0));
  EXPECT_EQ(json["summary"]["albums"][0]["not_arrived"], 0);
  EXPECT_THAT(json["items"], SizeIs(3));
  ASSERT_THAT(json["disappeared"], SizeIs(1));
  EXPECT_EQ(json["disappeared"][0]["photo"]["id"], "gone");
  EXPECT_EQ(json["disappeared"][0]["remote"]["id"], "remote-1");
  EXPECT_THAT(ReadFile(files.csv), HasSubstr("\"gone\",\"photo\",\"<b>Gone</b>\""));
  EXPECT_THAT(ReadFile(files.csv), HasSubstr("no longer at the source"));
  EXPECT_EQ(CountsIn(directory_ / "report").unchanged, 2);
}

TEST_F(ReportTest, TheSpreadsheetHasOneLineAnItemAndNoFormulas) {
  const std::string csv = ReadFile(Written(FinishedJob()).csv);
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBF\"item\",\"kind\",\"title\""));
  EXPECT_THAT(csv, EndsWith("\r\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 6);
  EXPECT_THAT(csv, HasSubstr("\"'=HYPERLINK(\"\"http://evil\"\")\""));
  std::string sha256;
  for (int i = 0; i < 32; ++i) sha256 += "1f";
  EXPECT_THAT(csv, HasSubstr("\"hash confirmed\",\"" + sha256 + "\",\"remote-0\""));
}

TEST_F(ReportTest, FilesAreForTheirOwnerAndNothingIsLeftBesideThem) {
  const v1::TransferJob job = FinishedJob();
  Written(job);
  Written(job);  // again, over the first
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory_ / "report")) {
    EXPECT_EQ(entry.status().permissions(), std::filesystem::perms(0600)) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 3);
  EXPECT_EQ(std::filesystem::status(directory_ / "report").permissions(),
            std::filesystem::perms(0700));
}

TEST_F(ReportTest, AFolderThatCannotBeWrittenIsAClearError) {
  const v1::TransferJob job = FinishedJob();
  WriteFile(directory_ / "file", "in the way");
  EXPECT_THAT(WriteReport(store_->jobs(), job.name(), directory_ / "file/report"),
              ReasonIs(v1::STORE_FAILED));
  EXPECT_THAT(WriteReport(store_->jobs(), "tenants/default/transferJobs/none", directory_ / "x"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ReportTest, PagesOfItemsAreReadToTheEnd) {
  const v1::TransferJob job = Made();
  const ClaimedJob claimed = Claim();
  std::vector<v1::Photo> photos;
  for (int i = 0; i < 1203; ++i) photos.push_back(PhotoNamed(absl::StrCat("p", i)));
  List(claimed, photos);
  const ReportFiles files = Written(job);
  const std::string csv = ReadFile(files.csv);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1204);
  EXPECT_THAT(ReadFile(files.html), HasSubstr("title of p1202"));
}

TEST(CsvCell, QuotesAndDisarms) {
  EXPECT_EQ(CsvCell("plain"), "\"plain\"");
  EXPECT_EQ(CsvCell("a \"b\", c\nd"), "\"a \"\"b\"\", c\nd\"");
  for (const char* formula : {"=1", "+1", "-1", "@x", "\tx", "\rx"}) {
    EXPECT_THAT(CsvCell(formula), StartsWith("\"'")) << formula;
  }
  EXPECT_EQ(CsvCell(""), "\"\"");
  EXPECT_EQ(CsvCell(absl::string_view("a\0b", 3)), "\"ab\"");
}

TEST(HtmlLink, FollowsOnlyWhatIsAPage) {
  EXPECT_THAT(HtmlLink("https://a/?x=1&y=\"", "t"),
              HasSubstr("href=\"https://a/?x=1&amp;y=&quot;\""));
  EXPECT_THAT(HtmlLink("file:///srv/a", "t"), StartsWith("<a "));
  for (const char* url :
       {"", "javascript:alert(1)", "data:text/html,x", "file://host/x", "JAVASCRIPT:x"}) {
    EXPECT_EQ(HtmlLink(url, "t"), "t") << url;
  }
}

TEST(ReportText, SpeaksOfNumbersAsPeopleDo) {
  EXPECT_EQ(WithCommas(0), "0");
  EXPECT_EQ(WithCommas(999), "999");
  EXPECT_EQ(WithCommas(8120), "8,120");
  EXPECT_EQ(WithCommas(-1234567), "-1,234,567");
  EXPECT_EQ(HumanBytes(999), "999 B");
  EXPECT_EQ(HumanBytes(1000), "1.0 kB");
  EXPECT_EQ(HumanBytes(999960), "1.0 MB");
  EXPECT_EQ(HumanBytes(2400000000), "2.4 GB");
  EXPECT_EQ(HumanDuration(absl::Seconds(45)), "45 s");
  EXPECT_EQ(HumanDuration(absl::Seconds(200)), "3 min 20 s");
  EXPECT_EQ(HumanDuration(absl::Minutes(200)), "3 h 20 min");
  EXPECT_EQ(HumanDuration(absl::Hours(50)), "2 d 2 h");
  EXPECT_EQ(Counted(1, "item", "items"), "1 item");
  EXPECT_EQ(Counted(2000, "item", "items"), "2,000 items");
}

TEST(ReportText, ATitleIsNeverHalfACharacter) {
  v1::Photo photo;
  photo.set_id("7");
  EXPECT_EQ(ItemTitle(photo), "photo 7");
  for (int length = 110; length < 130; ++length) {
    std::string caption(static_cast<size_t>(length), 'x');
    caption += "ééééééééééééé";
    photo.set_caption(caption);
    EXPECT_THAT(JsonItem(v1::TransferItem()), StartsWith("{"));
    const std::string title = ItemTitle(photo);
    EXPECT_EQ(ToText(Json(title)).find("\xEF\xBF\xBD"), std::string::npos) << length;
  }
}

}  // namespace
}  // namespace photoferry
