// SPDX-License-Identifier: Apache-2.0
#include "common/base/log.h"

#include <unistd.h>

#include <array>
#include <atomic>

#include "absl/time/time.h"
#include "common/base/clock.h"

namespace photoferry {
namespace {

struct LevelName {
  LogLevel level;
  absl::string_view name;
};

constexpr std::array<LevelName, 5> kLevelNames = {{{LogLevel::kTrace, "trace"},
                                                   {LogLevel::kDebug, "debug"},
                                                   {LogLevel::kInfo, "info"},
                                                   {LogLevel::kWarning, "warn"},
                                                   {LogLevel::kError, "error"}}};

using Sink = void (*)(absl::string_view line);

std::atomic<LogLevel> g_level{LogLevel::kWarning};
std::atomic<Sink> g_sink{nullptr};

// One write a line, so that the lines of several threads and processes do not mix.
void WriteToStandardError(absl::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
    if (written <= 0) return;
    line.remove_prefix(static_cast<size_t>(written));
  }
}

bool NeedsQuotes(absl::string_view value) {
  return value.empty() || value.find_first_of(" \"=") != absl::string_view::npos;
}

void AppendValue(absl::string_view value, std::string& line) {
  if (!NeedsQuotes(value)) {
    absl::StrAppend(&line, value);
    return;
  }
  line.push_back('"');
  for (const char c : value) {
    if (c == '"') line.push_back('\\');
    line.push_back(c);
  }
  line.push_back('"');
}

std::string LineOf(LogLevel level, absl::string_view event,
                   std::initializer_list<LogField> fields) {
  std::string line =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ ", SystemClock().Now(), absl::UTCTimeZone());
  absl::StrAppend(&line, kLevelNames[static_cast<size_t>(level)].name, " ", Redacted(event));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, " ", field.key, "=");
    // Redacted together with its name, which may be what makes the value a secret.
    const std::string pair = Redacted(absl::StrCat(field.key, "=", field.value));
    AppendValue(absl::string_view(pair).substr(field.key.size() + 1), line);
  }
  line.push_back('\n');
  return line;
}

}  // namespace

void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  if (level < g_level.load(std::memory_order_relaxed)) return;
  const std::string line = LineOf(level, event, fields);
  const Sink sink = g_sink.load();
  (sink == nullptr ? WriteToStandardError : sink)(line);
}

void SetLogLevel(LogLevel level) {
  g_level.store(level);
}

bool SetLogLevel(absl::string_view level) {
  for (const LevelName& known : kLevelNames) {
    if (known.name != level) continue;
    SetLogLevel(known.level);
    return true;
  }
  return false;
}

void SetLogSink(void (*sink)(absl::string_view line)) {
  g_sink.store(sink);
}

}  // namespace photoferry
