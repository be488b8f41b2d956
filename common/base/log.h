// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

// One line an event, "event key=value key=value", to standard error. Thread-safe. Control bytes
// are escaped, and everything that looks like a token or a signed URL is blotted out whatever
// the caller did: query strings, Bearer and OAuth values, access_token and signature fields.
//
//   Log(LogLevel::kInfo, "page_committed", {{"job", job}, {"photos", photos.size()}});

namespace photoferry {

enum class LogLevel { kTrace, kDebug, kInfo, kWarning, kError };

struct LogField {
  LogField(absl::string_view key_text, const absl::AlphaNum& value_text)
      : key(key_text), value(value_text.Piece()) {}
  std::string key;
  std::string value;
};

void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields = {});

void SetLogLevel(LogLevel level);  // default kWarning
// "trace", "debug", "info", "warn", "error"; false for any other word.
bool SetLogLevel(absl::string_view level);

// `text` with secrets blotted out and control bytes escaped: for every message that may quote
// what a stranger said. Of a text beyond 16 KiB only the beginning is kept.
std::string Redacted(absl::string_view text);

// Sends log lines to `sink` instead, for tests; nullptr: standard error again.
void SetLogSink(void (*sink)(absl::string_view line));

}  // namespace photoferry
