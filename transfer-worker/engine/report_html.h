// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/engine/report_facts.h"

// The pieces of report.html, in the order in which they are written. Pure. Every text that came
// from an account is escaped, links lead to http, https and file URLs only, and the page's own
// policy forbids scripts and anything fetched from elsewhere.

namespace photoferry {

// `text` fit for the inside of an element or of a quoted attribute.
std::string HtmlText(absl::string_view text);
// A link if `url` is one that may be followed, else the bare text.
std::string HtmlLink(absl::string_view url, absl::string_view text);

// Head, totals, what needs attention, reasons.
std::string HtmlOpening(const ReportFacts& facts);

std::string HtmlNotArrivedHead();
std::string HtmlNotArrivedRow(const v1::TransferItem& item, v1::JobMode mode);

std::string HtmlDisappearedHead();
std::string HtmlDisappearedRow(const v1::TransferItem& item);

std::string HtmlAlbums(const ReportFacts& facts);

// Some of what arrived; the whole list is in report.csv.
std::string HtmlArrivedHead(v1::JobMode mode);
std::string HtmlArrivedRow(const v1::TransferItem& item);

std::string HtmlTableEnd();
std::string HtmlArrivedEnd(int64_t not_shown);
std::string HtmlClosing();

}  // namespace photoferry
