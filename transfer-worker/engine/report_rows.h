// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/engine/report_facts.h"

// The rows of report.csv and report.json. Pure.

namespace photoferry {

// One cell as RFC 4180 wants it, always quoted. What a spreadsheet would take for a formula gets an
// apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection).
std::string CsvCell(absl::string_view text);

std::string CsvHeader();
std::string CsvRow(const v1::TransferItem& item, v1::JobMode mode);
// What the source has no more: where it still is.
std::string CsvDisappearedRow(const v1::TransferItem& item);

// Everything before the items: `{"transfer_job":...,"summary":...,"items":[`
std::string JsonHead(const ReportFacts& facts);
// The summary in a file that begins with JsonHead: its second line. Null if there is none.
Json ReadJsonSummary(std::istream& file);
// One item as proto JSON with the fields' own names.
std::string JsonItem(const v1::TransferItem& item);

}  // namespace photoferry
