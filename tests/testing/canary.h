// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/testing/canary_mark.h"

// Every secret of the suite carries a mark, and all that the code under test brings forth is looked
// through for it as it passes by: log lines at trace level, error texts, gRPC answers, the output
// of programs, and every file in a test's folder (databases, logs of SQLite, reports, sidecars). A
// mark that is found fails the test that ran. With PHOTOFERRY_CANARY_DIR in the environment, log
// lines and finds are also kept there, with a count of what was looked at, for
// scripts/ci/canary.sh.
//
// What the fakes know is no output of the product: their own memory, and the requests that tests
// send them, are not looked at. Thread-safe.

namespace photoferry::canary {

// A token that carries the mark.
inline std::string Token(absl::string_view rest = "") {
  return absl::StrCat(PHOTOFERRY_CANARY_MARK, rest);
}

// The mark as it may look: plain, in hexadecimal, in base64 at each of its three alignments.
const std::vector<std::string>& Spellings();
bool IsIn(absl::string_view bytes);

// $PHOTOFERRY_CANARY_DIR, or empty.
std::string KeepDirectory();

// `kind` is "log", "error", "answer", "output" or "file"; `where` tells a person where it was.
void Inspect(absl::string_view kind, absl::string_view where, absl::string_view bytes);
void InspectError(const absl::Status& status);
// Every file below `path`.
void InspectFolder(const std::string& path);

// Writes down how much was looked at. Once, when all tests of a program have run.
void KeepCounts();

}  // namespace photoferry::canary
