// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/report_text.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/base/status.h"
#include "common/base/text.h"

namespace photoferry {
namespace {

constexpr size_t kTitleBytes = 120;

}  // namespace

std::string WithCommas(int64_t number) {
  std::string digits = absl::StrCat(number);
  const size_t first = number < 0 ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string HumanBytes(int64_t bytes) {
  constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return absl::StrCat(bytes, " B");
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  // 999.95 would be shown as 1000.0.
  while (value >= 999.95 && unit + 1 < std::size(kUnits)) {
    value /= 1000;
    ++unit;
  }
  return absl::StrFormat("%.1f %s", value, kUnits[unit]);
}

std::string HumanDuration(absl::Duration time) {
  const int64_t seconds = std::max<int64_t>(0, absl::ToInt64Seconds(time));
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3600) return absl::StrCat(seconds / 60, " min ", seconds % 60, " s");
  if (seconds < 86400) return absl::StrCat(seconds / 3600, " h ", seconds / 60 % 60, " min");
  return absl::StrCat(seconds / 86400, " d ", seconds / 3600 % 24, " h");
}

std::string Counted(int64_t number, absl::string_view one, absl::string_view many) {
  return absl::StrCat(WithCommas(number), " ", number == 1 ? one : many);
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

bool IsUnchanged(const v1::TransferItem& item) {
  return item.stage() == v1::SKIPPED && item.problem().reason() == v1::UNCHANGED;
}

std::string StageWord(v1::ItemStage stage, v1::JobMode mode) {
  switch (stage) {
    case v1::DONE:
      return mode == v1::PLAN ? "would arrive" : "arrived";
    case v1::SKIPPED:
      return mode == v1::PLAN ? "would be skipped" : "skipped";
    case v1::ITEM_FAILED:
      return "failed";
    case v1::UNCERTAIN:
      return "uncertain";
    case v1::STAGED:
      return "sent, not yet visible";
    case v1::STORED:
      return "sent, not yet confirmed";
    default:
      return "not begun";
  }
}

std::string IntegrityWord(const v1::TransferItem& item) {
  if (item.stage() != v1::DONE) return "";
  if (item.integrity() == v1::HASH_CONFIRMED) return "hash confirmed";
  if (item.integrity() == v1::SIZE_CONFIRMED) return "size confirmed";
  return item.remote().already_there() ? "was already there" : "";
}

std::string ReasonWords(v1::Reason reason) {
  if (reason == v1::REASON_UNSPECIFIED) return "no reason given";
  return absl::StrReplaceAll(absl::AsciiStrToLower(ReasonName(reason)), {{"_", " "}});
}

std::string ItemTitle(const v1::Photo& photo) {
  for (const std::string* text : {&photo.original_name(), &photo.title(), &photo.caption()}) {
    if (!text->empty()) return Beginning(*text, kTitleBytes);
  }
  return absl::StrCat(photo.kind() == v1::VIDEO ? "video " : "photo ", photo.id());
}

std::string IdOf(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

std::string ConservationLine(const v1::Tally& tally, v1::JobMode mode, int64_t unchanged) {
  return absl::StrCat(WithCommas(tally.found()), " found = ", WithCommas(tally.done()), " ",
                      StageWord(v1::DONE, mode), " + ",
                      unchanged > 0 ? absl::StrCat(WithCommas(unchanged), " unchanged + ") : "",
                      WithCommas(tally.skipped() - unchanged), " skipped + ",
                      WithCommas(tally.failed()), " failed + ", WithCommas(tally.uncertain()),
                      " uncertain + ", WithCommas(tally.open()), " open");
}

bool Balances(const v1::Tally& tally) {
  return tally.found() ==
         tally.done() + tally.skipped() + tally.failed() + tally.uncertain() + tally.open();
}

}  // namespace photoferry
