// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/report.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/engine/report_facts.h"
#include "transfer-worker/engine/report_file.h"
#include "transfer-worker/engine/report_html.h"
#include "transfer-worker/engine/report_rows.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

// A page that a browser opens at once; what is left out here is in report.csv.
constexpr int64_t kMostArrivedRows = 5000;

absl::Status MakeDirectory(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  return Failure(v1::STORE_FAILED, absl::StrCat("The folder ", directory,
                                                " for the report cannot be made: ", error.message(),
                                                ". The photos are not concerned."));
}

absl::Status WriteJson(JobControl& jobs, absl::string_view job_name, const ReportFacts& facts,
                       const std::string& path) {
  PF_ASSIGN_OR_RETURN(ReportFile json, ReportFile::Create(path));
  absl::string_view separator = "\n";
  const auto write = [&](const v1::TransferItem& item) {
    json.Write(separator);
    json.Write(JsonItem(item));
    separator = ",\n";
    return absl::OkStatus();
  };
  json.Write(JsonHead(facts));
  PF_RETURN_IF_ERROR(ForEachItem(jobs, job_name, {}, write));
  json.Write("\n],\n\"disappeared\":[");
  separator = "\n";
  PF_RETURN_IF_ERROR(ForEachDisappeared(jobs, job_name, write));
  json.Write("\n]}\n");
  return json.Commit();
}

// The first round: one line an item for the CSV and JSON files, and the facts for the page.
absl::Status WriteRows(JobControl& jobs, absl::string_view job_name, ReportFacts& facts,
                       const std::string& csv_path, const std::string& json_path) {
  PF_ASSIGN_OR_RETURN(ReportFile csv, ReportFile::Create(csv_path));
  csv.Write("\xEF\xBB\xBF");  // without it, Excel takes UTF-8 for something else
  csv.Write(CsvHeader());
  PF_RETURN_IF_ERROR(ForEachItem(jobs, job_name, {}, [&](const v1::TransferItem& item) {
    facts.Add(item);
    csv.Write(CsvRow(item, facts.job.mode()));
    return absl::OkStatus();
  }));
  PF_RETURN_IF_ERROR(ForEachDisappeared(jobs, job_name, [&](const v1::TransferItem& item) {
    csv.Write(CsvDisappearedRow(item));
    return absl::OkStatus();
  }));
  PF_RETURN_IF_ERROR(csv.Commit());
  return WriteJson(jobs, job_name, facts, json_path);
}

absl::Status WriteNotArrived(JobControl& jobs, absl::string_view job_name, const ReportFacts& facts,
                             ReportFile& html) {
  if (facts.reasons.empty()) return absl::OkStatus();
  const ItemFilter others = {
      .stages = {v1::OPEN, v1::STAGED, v1::STORED, v1::SKIPPED, v1::ITEM_FAILED, v1::UNCERTAIN}};
  html.Write(HtmlNotArrivedHead());
  PF_RETURN_IF_ERROR(ForEachItem(jobs, job_name, others, [&](const v1::TransferItem& item) {
    if (!IsUnchanged(item)) html.Write(HtmlNotArrivedRow(item, facts.job.mode()));
    return absl::OkStatus();
  }));
  html.Write(HtmlTableEnd());
  return absl::OkStatus();
}

absl::Status WriteDisappeared(JobControl& jobs, absl::string_view job_name,
                              const ReportFacts& facts, ReportFile& html) {
  if (facts.job.disappeared() == 0) return absl::OkStatus();
  html.Write(HtmlDisappearedHead());
  PF_RETURN_IF_ERROR(ForEachDisappeared(jobs, job_name, [&](const v1::TransferItem& item) {
    html.Write(HtmlDisappearedRow(item));
    return absl::OkStatus();
  }));
  html.Write(HtmlTableEnd());
  return absl::OkStatus();
}

absl::Status WriteArrived(JobControl& jobs, absl::string_view job_name, const ReportFacts& facts,
                          ReportFile& html) {
  html.Write(HtmlArrivedHead(facts.job.mode()));
  int64_t shown = 0;
  int64_t after = 0;
  do {
    PF_ASSIGN_OR_RETURN(const ItemPage page,
                        jobs.ListItems(job_name, {.stages = {v1::DONE}}, 500, after));
    for (const v1::TransferItem& item : page.items) html.Write(HtmlArrivedRow(item));
    shown += static_cast<int64_t>(page.items.size());
    after = page.next;
  } while (after != 0 && shown < kMostArrivedRows);
  html.Write(HtmlArrivedEnd(after == 0 ? 0 : facts.job.counters().items().done() - shown));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReportFiles> WriteReport(JobControl& jobs, absl::string_view job_name,
                                        const std::string& directory) {
  ReportFacts facts;
  PF_ASSIGN_OR_RETURN(facts.job, jobs.Get(job_name));
  PF_RETURN_IF_ERROR(MakeDirectory(directory));
  const ReportFiles files = {.html = absl::StrCat(directory, "/report.html"),
                             .json = absl::StrCat(directory, "/report.json"),
                             .csv = absl::StrCat(directory, "/report.csv")};
  PF_RETURN_IF_ERROR(WriteRows(jobs, job_name, facts, files.csv, files.json));
  PF_ASSIGN_OR_RETURN(ReportFile html, ReportFile::Create(files.html));
  html.Write(HtmlOpening(facts));
  PF_RETURN_IF_ERROR(WriteNotArrived(jobs, job_name, facts, html));
  PF_RETURN_IF_ERROR(WriteDisappeared(jobs, job_name, facts, html));
  html.Write(HtmlAlbums(facts));
  PF_RETURN_IF_ERROR(WriteArrived(jobs, job_name, facts, html));
  html.Write(HtmlClosing());
  PF_RETURN_IF_ERROR(html.Commit());
  return files;
}

ReportedCounts CountsIn(const std::string& directory) {
  std::ifstream file(absl::StrCat(directory, "/report.json"));
  if (!file) return {};
  const Json summary = ReadJsonSummary(file);
  return {.already_there = JsonInt(summary, "already_there"),
          .unchanged = JsonInt(summary, "unchanged")};
}

std::string ReportDirectory(const std::string& state_directory, absl::string_view job_name) {
  return absl::StrCat(state_directory, "/jobs/", IdOf(job_name));
}

}  // namespace photoferry
