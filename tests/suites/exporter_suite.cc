// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/exporter_suite.h"

#include <deque>
#include <utility>

#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr int kAttempts = 4;
constexpr size_t kMostListings = 10000;

void Unite(const ListedPage& page, WalkFindings& findings) {
  for (const v1::PhotoAlbum& album : page.albums) findings.albums[album.id()] = album;
  for (const v1::Photo& photo : page.photos) {
    findings.photos.emplace(photo.id(), photo);
    for (const v1::Placement& placement : photo.placements()) {
      findings.photos_of[placement.album_id()].insert(photo.id());
    }
  }
}

absl::StatusOr<std::string> ReadAll(const LocalReader& reader) {
  std::string bytes(static_cast<size_t>(reader.size()), '\0');
  PF_ASSIGN_OR_RETURN(const size_t read, reader.ReadAt(0, bytes.data(), bytes.size()));
  bytes.resize(read);
  return bytes;
}

absl::StatusOr<std::string> ReadAll(Pipe& pipe) {
  std::string all;
  std::string buffer(64 << 10, '\0');
  for (;;) {
    PF_ASSIGN_OR_RETURN(const size_t got, pipe.Read(buffer.data(), buffer.size()));
    if (got == 0) return all;
    all.append(buffer, 0, got);
  }
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ExporterSuite);

void PrintTo(const ExporterCase& value, std::ostream* out) {
  *out << value.plugin().spec.id();
}

ExporterSuite::ExporterSuite()
    : plugin_(GetParam().plugin()),
      account_(GetParam().new_account()),
      credential_{.access_token = Secret(account_.token), .app_secret = Secret()} {
  hasty_.AdvanceBySleeping();
}

void ExporterSuite::SetUp() {
  exporter_ = NewExporter();
  ASSERT_NE(exporter_, nullptr);
  ASSERT_THAT(exporter_->Connect(context_), IsOk());
}

std::string ExporterSuite::WhyNot(const std::string& what) const {
  const auto found = GetParam().cannot.find(what);
  return found == GetParam().cannot.end() ? "" : found->second;
}

std::unique_ptr<Exporter> ExporterSuite::NewExporter() {
  const auto options = ProviderOptions::From(plugin_.spec, account_.options);
  EXPECT_THAT(options, IsOk());
  if (!options.ok()) return nullptr;
  absl::StatusOr<std::unique_ptr<Exporter>> made = plugin_.make(*options);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? *std::move(made) : nullptr;
}

absl::StatusOr<WalkFindings> ExporterSuite::Walk(Exporter& exporter,
                                                 const v1::Selection& selection) {
  WalkFindings findings;
  std::deque<std::string> open = {""};
  std::set<std::string> known = {""};
  int attempts = 0;
  while (!open.empty()) {
    const absl::StatusOr<ListedPage> page = exporter.ListPage(open.front(), selection, context_);
    if (!page.ok()) {
      findings.errors.push_back(page.status());
      WaitAsAsked(page.status());
      if (++attempts == kAttempts) return page.status();
      continue;
    }
    attempts = 0;
    findings.cursors.push_back(open.front());
    open.pop_front();
    Unite(*page, findings);
    if (page->next) open.push_front(*page->next);
    for (const std::string& child : page->children) {
      if (known.insert(child).second) open.push_back(child);
    }
    if (findings.cursors.size() > kMostListings) {
      return Failure(v1::INTERNAL_FAULT, "The walk does not end.");
    }
  }
  return findings;
}

void ExporterSuite::WaitAsAsked(const absl::Status& error) {
  hasty_.Advance(RetryAfterOf(error).value_or(absl::ZeroDuration()));
}

absl::StatusOr<std::string> ExporterSuite::Fetch(const MediaLocation& location) {
  if (const auto* local = std::get_if<std::shared_ptr<const LocalReader>>(&location)) {
    return ReadAll(**local);
  }
  const auto& fetch = std::get<HttpFetch>(location);
  HttpRequest request{.url = std::string(fetch.url.Reveal()),
                      .headers = fetch.headers,
                      .url_origin = fetch.origin,
                      .max_redirects = 5};
  PF_ASSIGN_OR_RETURN(HttpStream stream, http_->Open(request, OpenOptions(), {}));
  if (stream.status != 200) return Failure(v1::NOT_MEDIA, "The location does not answer 200.");
  return ReadAll(*stream.body);
}

}  // namespace photoferry
