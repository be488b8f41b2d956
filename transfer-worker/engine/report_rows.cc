// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/report_rows.h"

#include <google/protobuf/util/json_util.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

constexpr char kSummaryKey[] = "\"summary\":";

std::string ProtoJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return "{}";
  return text;
}

std::string TakenText(const v1::Photo& photo) {
  const auto& time = photo.has_taken_time() ? photo.taken_time().time() : photo.uploaded_time();
  if (!photo.has_taken_time() && !photo.has_uploaded_time()) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", TimeOf(time), absl::UTCTimeZone());
}

std::string AlbumTitles(const v1::TransferItem& item) {
  return absl::StrJoin(item.placements(), "; ",
                       [](std::string* out, const v1::PlacementOutcome& placement) {
                         absl::StrAppend(out, placement.album_title(),
                                         placement.stage() == v1::ITEM_FAILED ? " (failed)" : "");
                       });
}

std::string SizeText(const v1::TransferItem& item) {
  if (item.remote().has_size_bytes()) return absl::StrCat(item.remote().size_bytes());
  return item.photo().has_size_bytes() ? absl::StrCat(item.photo().size_bytes()) : "";
}

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrCat(
      absl::StrJoin(cells, ",",
                    [](std::string* out, const std::string& cell) { out->append(CsvCell(cell)); }),
      "\r\n");
}

}  // namespace

std::string CsvCell(absl::string_view text) {
  constexpr absl::string_view kFormulaStarts = "=+-@\t\r\n";
  const bool formula = !text.empty() && kFormulaStarts.find(text[0]) != absl::string_view::npos;
  return absl::StrCat("\"", formula ? "'" : "",
                      absl::StrReplaceAll(text, {{"\"", "\"\""}, {absl::string_view("\0", 1), ""}}),
                      "\"");
}

std::string CsvHeader() {
  return CsvLine({"item", "kind", "title", "albums", "time", "bytes", "state", "reason", "message",
                  "what_to_do", "integrity", "sha256", "destination_id", "destination_url",
                  "source_url", "attempts"});
}

std::string CsvRow(const v1::TransferItem& item, v1::JobMode mode) {
  const v1::Photo& photo = item.photo();
  const v1::Problem& problem = item.problem();
  return CsvLine(
      {photo.id(), photo.kind() == v1::VIDEO ? "video" : "photo", ItemTitle(photo),
       AlbumTitles(item), TakenText(photo), SizeText(item), StageWord(item.stage(), mode),
       problem.reason() == v1::REASON_UNSPECIFIED ? "" : ReasonName(problem.reason()),
       problem.message(), problem.what_to_do(), IntegrityWord(item), HexOf(item.sha256()),
       item.remote().id(), item.remote().url(), photo.permalink(), absl::StrCat(item.attempts())});
}

std::string CsvDisappearedRow(const v1::TransferItem& item) {
  const v1::Photo& photo = item.photo();
  return CsvLine({photo.id(), photo.kind() == v1::VIDEO ? "video" : "photo", ItemTitle(photo), "",
                  TakenText(photo), SizeText(item), "no longer at the source", "",
                  "It stays at the destination.", "", "", "", item.remote().id(),
                  item.remote().url(), photo.permalink(), ""});
}

std::string JsonHead(const ReportFacts& facts) {
  Json reasons = Json::array();
  for (const auto& [reason, found] : facts.reasons) {
    reasons.push_back(
        {{"reason", ReasonName(reason)}, {"items", found.items}, {"what_to_do", found.what_to_do}});
  }
  Json albums = Json::array();
  for (const auto& [id, album] : facts.albums) {
    albums.push_back({{"id", id},
                      {"title", album.title},
                      {"url", album.url},
                      {"placed", album.placed},
                      {"not_arrived", album.not_arrived},
                      {"failed", album.failed},
                      {"open", album.open}});
  }
  const Json summary = {{"hash_confirmed", facts.hash_confirmed},
                        {"size_confirmed", facts.size_confirmed},
                        {"already_there", facts.already_there},
                        {"unchanged", facts.unchanged},
                        {"not_arrived", reasons},
                        {"albums", albums}};
  return absl::StrCat("{\"transfer_job\":", ProtoJson(facts.job), ",\n", kSummaryKey,
                      ToText(summary), ",\n\"items\":[");
}

Json ReadJsonSummary(std::istream& file) {
  std::string line;
  std::getline(file, line);
  std::getline(file, line);
  absl::string_view text = line;
  if (!absl::ConsumePrefix(&text, kSummaryKey) || !absl::ConsumeSuffix(&text, ",")) return {};
  return ParseJson(text).value_or(Json());
}

std::string JsonItem(const v1::TransferItem& item) {
  return ProtoJson(item);
}

}  // namespace photoferry
