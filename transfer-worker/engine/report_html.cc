// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/report_html.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

constexpr char kHead[] = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Photoferry report</title>
<style>
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5d6b7d;--paper:#fbfcfe;--card:#fff;
--line:#dfe5ee;--good:#1a7f4b;--bad:#b3261e;--unsure:#96650a}
@media(prefers-color-scheme:dark){:root{--ink:#e7ecf3;--soft:#9aa8ba;--paper:#12171f;--card:#1a212c;
--line:#2d3846;--good:#55c98c;--bad:#ff8a80;--unsure:#e8b350}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:68rem;padding:2.5rem 1.25rem 4rem;background:var(--paper);
color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.75rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
p{margin:.4rem 0}a{color:inherit}.soft{color:var(--soft)}
.pill{display:inline-block;padding:.1rem .7rem;border-radius:1rem;border:1px solid;font-size:.9rem}
.good{color:var(--good)}.bad{color:var(--bad)}.unsure{color:var(--unsure)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;
margin:1.5rem 0 1rem}
.card,.note{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.8rem 1rem}
.card b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
.note{border-left:4px solid var(--unsure);margin:.75rem 0}
table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:.45rem .7rem;border-top:1px solid var(--line);
overflow-wrap:anywhere}
th{font-size:.85rem;color:var(--soft);font-weight:600;white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums}td.state{white-space:nowrap}
summary{cursor:pointer;margin:2.5rem 0 .75rem;font-size:1.2rem;font-weight:600}
@media print{body{max-width:none;padding:0}}
</style></head><body>
)";

std::string Card(int64_t number, absl::string_view word, absl::string_view tone) {
  return absl::StrCat("<div class=\"card\"><b class=\"", number == 0 ? "soft" : tone, "\">",
                      WithCommas(number), "</b>", HtmlText(word), "</div>\n");
}

std::string Cards(const ReportFacts& facts) {
  const v1::TransferJob& job = facts.job;
  const v1::Tally& items = job.counters().items();
  const std::string unchanged =
      job.since_last() ? Card(facts.unchanged, "unchanged", "good") : std::string();
  return absl::StrCat(
      "<div class=\"cards\">\n", Card(items.found(), "found", ""),
      Card(items.done(), StageWord(v1::DONE, job.mode()), "good"), unchanged,
      Card(items.skipped() - facts.unchanged, StageWord(v1::SKIPPED, job.mode()), "unsure"),
      Card(items.failed(), "failed", "bad"), Card(items.uncertain(), "uncertain", "unsure"),
      Card(items.open(), "open", "unsure"), "</div>\n");
}

std::string StatePill(const v1::TransferJob& job) {
  const v1::Tally& items = job.counters().items();
  const bool whole = job.state() == v1::SUCCEEDED && items.failed() + items.uncertain() == 0;
  const absl::string_view tone = job.state() == v1::FAILED ? "bad" : whole ? "good" : "unsure";
  std::string words = "Not finished";
  if (job.state() == v1::SUCCEEDED) words = whole ? "Complete" : "Finished, not everything arrived";
  if (job.state() == v1::FAILED) words = "Stopped by an error";
  if (job.state() == v1::CANCELLED) words = "Cancelled";
  if (job.mode() == v1::PLAN) words = absl::StrCat("Plan, nothing was sent. ", words);
  return absl::StrCat("<p><span class=\"pill ", tone, "\">", words, "</span></p>\n");
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", TimeOf(time), absl::UTCTimeZone());
}

std::string Header(const v1::TransferJob& job) {
  std::string times;
  if (job.has_start_time()) absl::StrAppend(&times, "Begun ", TimeText(job.start_time()));
  if (job.has_end_time()) absl::StrAppend(&times, ", ended ", TimeText(job.end_time()));
  return absl::StrCat("<h1>", HtmlText(job.source().provider()), " → ",
                      HtmlText(job.destination().provider()), "</h1>\n<p class=\"soft\">",
                      HtmlText(times), times.empty() ? "" : " · ", "job ",
                      HtmlText(IdOf(job.name())), "</p>\n", StatePill(job));
}

std::string ProblemNote(const v1::Problem& problem) {
  if (problem.message().empty()) return "";
  return absl::StrCat("<div class=\"note\"><p><b>", HtmlText(problem.message()), "</b></p><p>",
                      HtmlText(problem.what_to_do()), "</p></div>\n");
}

std::string Sums(const ReportFacts& facts) {
  const v1::Counters& counters = facts.job.counters();
  std::string text = absl::StrCat(
      "<p>", HtmlText(ConservationLine(counters.items(), facts.job.mode(), facts.unchanged)),
      Balances(counters.items()) ? " <span class=\"good\">✓ adds up</span>"
                                 : " <span class=\"bad\">✗ does not add up</span>",
      "</p>\n<p>", HtmlText(Counted(counters.photos(), "photo", "photos")), ", ",
      HtmlText(Counted(counters.videos(), "video", "videos")), ", ",
      HtmlText(Counted(counters.albums(), "album", "albums")), ", ",
      HumanBytes(counters.bytes().done()), " of ", HumanBytes(counters.bytes().found()));
  if (counters.items_of_unknown_size() > 0) {
    absl::StrAppend(&text, " and ", WithCommas(counters.items_of_unknown_size()),
                    " of unknown size");
  }
  absl::StrAppend(&text, "</p>\n");
  if (facts.job.mode() == v1::PLAN) return text;
  absl::StrAppend(&text, "<p>Of what arrived, ", WithCommas(facts.hash_confirmed),
                  " confirmed by hash and ", WithCommas(facts.size_confirmed), " by size; ",
                  WithCommas(facts.already_there), " had been there before.</p>\n");
  return text;
}

std::string Reasons(const ReportFacts& facts) {
  if (facts.reasons.empty()) return "";
  std::string text =
      "<h2>Why some did not arrive</h2>\n<table><tr><th>Reason</th><th class=\"n\">Items</th>"
      "<th>What to do</th></tr>\n";
  for (const auto& [reason, found] : facts.reasons) {
    absl::StrAppend(&text, "<tr><td>", HtmlText(ReasonWords(reason)), "</td><td class=\"n\">",
                    WithCommas(found.items), "</td><td>", HtmlText(found.what_to_do),
                    "</td></tr>\n");
  }
  return absl::StrCat(text, "</table>\n");
}

std::string AlbumTitlesOf(const v1::TransferItem& item) {
  std::string titles;
  for (const v1::PlacementOutcome& placement : item.placements()) {
    absl::StrAppend(&titles, titles.empty() ? "" : ", ", placement.album_title());
  }
  return titles;
}

absl::string_view ToneOf(v1::ItemStage stage) {
  return stage == v1::ITEM_FAILED ? "bad" : "unsure";
}

}  // namespace

std::string HtmlText(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"},
                                    {"<", "&lt;"},
                                    {">", "&gt;"},
                                    {"\"", "&quot;"},
                                    {"'", "&#39;"},
                                    {absl::string_view("\0", 1), "\xEF\xBF\xBD"}});
}

std::string HtmlLink(absl::string_view url, absl::string_view text) {
  const bool may_follow = absl::StartsWith(url, "https://") || absl::StartsWith(url, "http://") ||
                          absl::StartsWith(url, "file:///");
  if (!may_follow) return HtmlText(text);
  return absl::StrCat("<a rel=\"noopener noreferrer\" href=\"", HtmlText(url), "\">",
                      HtmlText(text), "</a>");
}

std::string HtmlOpening(const ReportFacts& facts) {
  const v1::TransferJob& job = facts.job;
  std::string text =
      absl::StrCat(kHead, Header(job), Cards(facts), Sums(facts), ProblemNote(job.failure()));
  if (job.state() == v1::WAITING) absl::StrAppend(&text, ProblemNote(job.waiting().problem()));
  for (const std::string& notice : job.notices()) {
    absl::StrAppend(&text, "<div class=\"note\">", HtmlText(notice), "</div>\n");
  }
  return absl::StrCat(text, Reasons(facts));
}

std::string HtmlNotArrivedHead() {
  return "<h2>What did not arrive</h2>\n<table><tr><th>Item</th><th>Album</th><th>State</th>"
         "<th>Why, and what to do</th></tr>\n";
}

std::string HtmlNotArrivedRow(const v1::TransferItem& item, v1::JobMode mode) {
  const v1::Problem& problem = item.problem();
  return absl::StrCat(
      "<tr><td>", HtmlLink(item.photo().permalink(), ItemTitle(item.photo())), "</td><td>",
      HtmlText(AlbumTitlesOf(item)), "</td><td class=\"state ", ToneOf(item.stage()), "\">",
      HtmlText(StageWord(item.stage(), mode)), "</td><td>", HtmlText(ReasonWords(problem.reason())),
      ". ", HtmlText(problem.message()), " ", HtmlText(problem.what_to_do()), "</td></tr>\n");
}

std::string HtmlDisappearedHead() {
  return "<h2>What is no longer at the source</h2>\n<p>An earlier job brought it, and this one did "
         "not find it listed: it is gone there, or was left out this time, as the notes above "
         "tell. "
         "It stays where it is.</p>\n<table><tr><th>Item</th><th>Where it is</th></tr>\n";
}

std::string HtmlDisappearedRow(const v1::TransferItem& item) {
  return absl::StrCat("<tr><td>", HtmlText(ItemTitle(item.photo())), "</td><td>",
                      HtmlLink(item.remote().url(), item.remote().id()), "</td></tr>\n");
}

std::string HtmlAlbums(const ReportFacts& facts) {
  if (facts.albums.empty()) return "";
  std::string text =
      "<h2>Albums</h2>\n<table><tr><th>Album</th><th class=\"n\">In it</th>"
      "<th class=\"n\">Not arrived</th><th class=\"n\">Not placed</th>"
      "<th class=\"n\">Open</th></tr>\n";
  for (const auto& [id, album] : facts.albums) {
    absl::StrAppend(&text, "<tr><td>", HtmlLink(album.url, album.title.empty() ? id : album.title),
                    "</td><td class=\"n\">", WithCommas(album.placed), "</td><td class=\"n\">",
                    WithCommas(album.not_arrived), "</td><td class=\"n\">",
                    WithCommas(album.failed), "</td><td class=\"n\">", WithCommas(album.open),
                    "</td></tr>\n");
  }
  return absl::StrCat(text, "</table>\n");
}

std::string HtmlArrivedHead(v1::JobMode mode) {
  return absl::StrCat("<details><summary>What ", HtmlText(StageWord(v1::DONE, mode)),
                      "</summary>\n<table><tr><th>Item</th><th>Album</th><th>Checked</th></tr>\n");
}

std::string HtmlArrivedRow(const v1::TransferItem& item) {
  return absl::StrCat("<tr><td>", HtmlLink(item.remote().url(), ItemTitle(item.photo())),
                      "</td><td>", HtmlText(AlbumTitlesOf(item)), "</td><td>",
                      HtmlText(IntegrityWord(item)), "</td></tr>\n");
}

std::string HtmlTableEnd() {
  return "</table>\n";
}

std::string HtmlArrivedEnd(int64_t not_shown) {
  if (not_shown == 0) return "</table></details>\n";
  return absl::StrCat("</table><p class=\"soft\">And ", WithCommas(not_shown),
                      " more; report.csv and report.json beside this page list them all.</p>"
                      "</details>\n");
}

std::string HtmlClosing() {
  return "<p class=\"soft\">Nothing was changed at the source. The same list for programs is in "
         "report.json and report.csv beside this page.</p>\n</body></html>\n";
}

}  // namespace photoferry
