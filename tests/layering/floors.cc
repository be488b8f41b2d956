// SPDX-License-Identifier: Apache-2.0
#include "tests/layering/floors.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace photoferry {
namespace {

// A folder ("common/http/"), the beginning of file names in it ("common/http/curl_"), or with a '*'
// that stands for one name ("exporters/*/").
using Place = absl::string_view;

// What matched of `path`; empty if nothing. "exporters/*/" matches "exporters/meta/" of a file
// there.
absl::string_view Matched(Place place, absl::string_view path) {
  const size_t star = place.find('*');
  if (star == Place::npos) return absl::StartsWith(path, place) ? path.substr(0, place.size()) : "";
  const size_t end = path.find('/', star);
  if (!absl::StartsWith(path, place.substr(0, star)) || end == absl::string_view::npos) return "";
  return path.substr(0, end + 1);
}

bool IsIn(absl::string_view path, const std::vector<Place>& places) {
  return std::any_of(places.begin(), places.end(),
                     [&](Place place) { return !Matched(place, path).empty(); });
}

struct Part {
  Place place;
  std::vector<Place> may_include;  // besides proto and itself
  std::vector<Place> never = {};   // exceptions from the above
};

const std::vector<Part>& House() {
  static const auto* const kHouse = new std::vector<Part>{
      // Floor 1.
      {"common/base/", {}},
      // Floor 2. The contracts see HTTP's plain types, never curl.
      {"common/http/", {"common/base/"}},
      {"common/media/", {"common/base/"}},
      {"common/auth/", {"common/base/", "common/http/"}, {"common/http/curl_"}},
      {"common/provider/", {"common/base/", "common/http/", "common/auth/"}, {"common/http/curl_"}},
      // Floor 3: never a sibling.
      {"exporters/*/", {"common/", "exporters/exporter.h"}, {"common/http/curl_"}},
      {"importers/*/",
       {"common/", "importers/importer.h", "importers/media_source.h"},
       {"common/http/curl_"}},
      // The store keeps logins, and calls nobody.
      {"transfer-worker/store/", {"common/base/", "common/auth/"}},
      // Floor 2 again: files beside the providers' folders.
      {"exporters/",
       {"common/base/", "common/http/", "common/auth/", "common/provider/"},
       {"common/http/curl_", "exporters/*/"}},
      {"importers/",
       {"common/base/", "common/http/", "common/auth/", "common/provider/"},
       {"common/http/curl_", "importers/*/"}},
      // Floor 4: contracts instead of providers, and of the store its interface.
      {"transfer-worker/engine/",
       {"common/", "exporters/", "importers/", "transfer-worker/store/"},
       {"common/http/curl_", "exporters/*/", "importers/*/", "transfer-worker/store/sqlite_",
        "transfer-worker/store/postgres_", "transfer-worker/store/seal"}},
      // Floor 5: the engine, and what the engine itself shows.
      {"transfer-worker/faces/",
       {"common/", "exporters/", "importers/", "transfer-worker/store/", "transfer-worker/engine/"},
       {"common/http/curl_", "exporters/*/", "importers/*/", "transfer-worker/store/sqlite_",
        "transfer-worker/store/postgres_", "transfer-worker/store/seal"}},
      // Floor 6: the only place that names concrete types.
      {"transfer-worker/cmd/", {"common/", "exporters/", "importers/", "transfer-worker/"}},
      // Tests see everything.
      {"tests/", {"common/", "exporters/", "importers/", "transfer-worker/"}},
  };
  return *kHouse;
}

// A library's headers, and where they may be seen.
struct Library {
  std::vector<absl::string_view> headers;  // how their names begin
  std::vector<Place> leaves;
};

const std::vector<Library>& Libraries() {
  static const auto* const kLibraries = new std::vector<Library>{
      // Abseil's own locks and sleeps go around the scheduler.
      {{"absl/synchronization/", "absl/time/clock.h"}, {"common/base/"}},
      {{"absl/", "google/protobuf/"},
       {"common/", "exporters/", "importers/", "transfer-worker/", "tests/"}},
      {{"nlohmann/"}, {"common/base/json.h"}},
      {{"expat.h"}, {"common/base/xml.cc"}},
      {{"openssl/"}, {"common/base/", "common/http/curl_tls", "tests/"}},
      {{"sodium.h"},
       {"common/base/", "transfer-worker/store/", "transfer-worker/engine/page_tokens", "tests/"}},
      {{"curl/"}, {"common/http/curl_"}},
      {{"sqlite3.h"},
       {"transfer-worker/store/sqlite_", "tests/disk/sqlite_", "tests/transfer-worker/store/"}},
      {{"libpq"}, {"transfer-worker/store/postgres_"}},
      {{"grpc/", "grpcpp/"},
       {"transfer-worker/faces/grpc/", "transfer-worker/cmd/", "tests/transfer-worker/faces/",
        "tests/transfer-worker/cmd/", "tests/e2e/"}},
      {{"CLI/"}, {"transfer-worker/cmd/", "tests/fakes/", "tests/bench/", "tests/sim/"}},
      {{"microhttpd.h"}, {"tests/fakes/nextcloud/nextcloud_server"}},
      {{"httplib.h"}, {"tests/fakes/"}},
      {{"jpeglib.h"}, {"tests/fakes/demo/"}},
      {{"gtest/", "gmock/"}, {"tests/"}},
  };
  return *kLibraries;
}

// What the operating system and C have; C++ headers have no dot in their names.
constexpr auto kSystem = std::to_array<absl::string_view>(
    {"arpa/",    "linux/",     "net/",      "netinet/", "sys/",      "dirent.h",  "dlfcn.h",
     "errno.h",  "fcntl.h",    "fnmatch.h", "glob.h",   "grp.h",     "ifaddrs.h", "langinfo.h",
     "netdb.h",  "poll.h",     "pthread.h", "pwd.h",    "sched.h",   "signal.h",  "spawn.h",
     "stdint.h", "stdio.h",    "stdlib.h",  "string.h", "strings.h", "syslog.h",  "termios.h",
     "time.h",   "ucontext.h", "unistd.h",  "wchar.h"});

bool IsOfTheSystem(absl::string_view header) {
  return !absl::StrContains(header, '.') ||
         std::any_of(kSystem.begin(), kSystem.end(),
                     [&](absl::string_view name) { return absl::StartsWith(header, name); });
}

std::string AmongOurs(const IncludeLine& include) {
  for (const Part& part : House()) {
    const absl::string_view own = Matched(part.place, include.file);
    if (own.empty()) continue;
    if (absl::StartsWith(include.header, own) && !IsIn(include.header, part.never)) return "";
    if (IsIn(include.header, part.may_include) && !IsIn(include.header, part.never)) return "";
    return absl::StrCat(own, " stands on a floor that does not see ", include.header, ".");
  }
  return absl::StrCat(include.file, " is on no floor: tests/layering/floors.cc has none for it.");
}

std::string OfLibraries(const IncludeLine& include) {
  for (const Library& library : Libraries()) {
    const auto begins = [&](absl::string_view name) {
      return absl::StartsWith(include.header, name);
    };
    if (std::none_of(library.headers.begin(), library.headers.end(), begins)) continue;
    if (IsIn(include.file, library.leaves)) return "";
    return absl::StrCat(include.header, " may be seen only in ",
                        absl::StrJoin(library.leaves, ", "), ".");
  }
  return absl::StrCat(include.header,
                      " is of no library that tests/layering/floors.cc knows, and not a full path "
                      "from the root either.");
}

}  // namespace

bool IsOurs(absl::string_view header) {
  return IsIn(header, {"common/", "exporters/", "importers/", "transfer-worker/", "tests/"});
}

std::string Objection(const IncludeLine& include) {
  if (absl::StartsWith(include.header, "photoferry/v1/")) {
    if (!absl::EndsWith(include.header, ".grpc.pb.h")) return "";
    return OfLibraries({.file = include.file, .header = "grpcpp/grpcpp.h"});
  }
  if (IsOurs(include.header)) return AmongOurs(include);
  if (!include.quoted && IsOfTheSystem(include.header)) return "";
  return OfLibraries(include);
}

}  // namespace photoferry
