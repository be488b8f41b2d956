// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/wire.h"

#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "common/base/xml.h"
#include "importers/webdav/href.h"

namespace photoferry::webdav {
namespace {

constexpr char kDav[] = "DAV:";
constexpr char kOwncloud[] = "http://owncloud.org/ns";

struct Meaning {
  int status;
  v1::Reason reason;
  const char* what_to_do;
};
// In the order of kAnswers.
constexpr Meaning kMeanings[] = {
    {400, v1::ITEM_REJECTED, ""},
    {401, v1::LOGIN_NEEDED, "Give the login again: photoferry login webdav --token-stdin"},
    {403, v1::ITEM_REJECTED, ""},
    {404, v1::ITEM_REJECTED, ""},
    {405, v1::ITEM_REJECTED, ""},
    {409, v1::ITEM_REJECTED, ""},
    {412, v1::ITEM_REJECTED, ""},
    {413, v1::ITEM_TOO_LARGE, ""},
    {415, v1::TYPE_UNSUPPORTED, ""},
    {423, v1::SERVICE_DOWN, ""},
    {429, v1::RATE_LIMITED, ""},
    {507, v1::DESTINATION_FULL, "Make room there; the job goes on by itself."},
    {300, v1::BAD_CONFIGURATION, "Give the address that the server itself names."},
    {500, v1::SERVICE_DOWN, ""},
    {0, v1::ITEM_REJECTED, ""},
};
constexpr AnswerRow kAnswers[] = {
    {"HTTP 400", v1::ITEM_REJECTED, "The server does not take a file of this name."},
    {"HTTP 401", v1::LOGIN_NEEDED, "The server does not accept the login."},
    {"HTTP 403", v1::ITEM_REJECTED,
     "The server does not allow this file, though it allowed another one when the job began."},
    {"HTTP 404", v1::ITEM_REJECTED, "The server does not have what was asked for."},
    {"HTTP 405", v1::ITEM_REJECTED, "The server does not do this here."},
    {"HTTP 409", v1::ITEM_REJECTED, "The folder for this file is not there."},
    {"HTTP 412", v1::ITEM_REJECTED, "Something else has this name at the server meanwhile."},
    {"HTTP 413", v1::ITEM_TOO_LARGE, "The server takes no files of this size."},
    {"HTTP 415", v1::TYPE_UNSUPPORTED, "The server takes no files of this type."},
    {"HTTP 423", v1::SERVICE_DOWN, "Another program has locked this at the server."},
    {"HTTP 429", v1::RATE_LIMITED, "The server has had too many calls."},
    {"HTTP 507", v1::DESTINATION_FULL, "The server has no room left for the photos."},
    {"HTTP 300 to 399", v1::BAD_CONFIGURATION,
     "The server says that the folder is at another address."},
    {"HTTP 500 and above", v1::SERVICE_DOWN, "The server says that it is ill just now."},
    {"any other", v1::ITEM_REJECTED, "The server refused this."},
    {"HTTP 404, 405, 409 or 500 to an upload, its folder gone", v1::ALBUM_GONE,
     "The album's folder was removed from the server meanwhile."},
    {"the same, its folder there and no room for a small file either", v1::DESTINATION_FULL,
     "The server takes no file any more: most likely its disk is full."},
};
constexpr size_t kRanges = 3;  // the last of kMeanings
static_assert(std::size(kAnswers) == std::size(kMeanings) + 2);

size_t RowFor(int status) {
  constexpr size_t kNamed = std::size(kMeanings) - kRanges;
  for (size_t i = 0; i < kNamed; ++i) {
    if (kMeanings[i].status == status) return i;
  }
  return status >= 500 ? kNamed + 1 : status / 100 == 3 ? kNamed : kNamed + 2;
}

// "HTTP/1.1 200 OK"; nothing is a success too: some servers leave it out.
bool IsSuccess(absl::string_view status_line) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(status_line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  int status = 0;
  if (words.empty()) return true;
  return words.size() >= 2 && absl::SimpleAtoi(words[1], &status) && status / 100 == 2;
}

std::optional<int64_t> NumberIn(const XmlElement& properties, const char* name) {
  int64_t number = 0;
  const bool sound = absl::SimpleAtoi(properties.ChildText(kDav, name), &number) && number >= 0;
  return sound ? std::optional<int64_t>(number) : std::nullopt;
}

void Read(const XmlElement& properties, Resource& resource) {
  if (const XmlElement* type = properties.Child(kDav, "resourcetype")) {
    resource.is_folder = type->Child(kDav, "collection") != nullptr;
  }
  resource.size = NumberIn(properties, "getcontentlength");
  resource.etag = properties.ChildText(kDav, "getetag");
  // Nextcloud: -1 not computed yet, -2 not known, -3 without limit.
  resource.free_bytes = NumberIn(properties, "quota-available-bytes");
  resource.file_id = properties.ChildText(kOwncloud, "fileid");
  if (const XmlElement* user = properties.Child(kDav, "current-user-principal")) {
    resource.principal = PathOfHref(user->ChildText(kDav, "href"));
  }
}

std::optional<Resource> ResourceFrom(const XmlElement& response) {
  const XmlElement* href = response.Child(kDav, "href");
  if (href == nullptr || !IsSuccess(response.ChildText(kDav, "status"))) return std::nullopt;
  Resource resource{.path = PathOfHref(href->text)};
  for (const XmlElement& propstat : response.children) {
    if (!propstat.Is(kDav, "propstat") || !IsSuccess(propstat.ChildText(kDav, "status"))) continue;
    const XmlElement* properties = propstat.Child(kDav, "prop");
    if (properties != nullptr) Read(*properties, resource);
  }
  return resource;
}

}  // namespace

std::string PropfindBody() {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
         "<propfind xmlns=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><prop>"
         "<resourcetype/><getcontentlength/><getetag/><quota-available-bytes/>"
         "<current-user-principal/><oc:fileid/></prop></propfind>\n";
}

absl::StatusOr<std::vector<Resource>> ResourcesFrom(absl::string_view multistatus) {
  PF_ASSIGN_OR_RETURN(const XmlElement root, ParseXml(multistatus));
  if (!root.Is(kDav, "multistatus")) {
    return Failure(v1::MALFORMED_ANSWER,
                   "The server listed its files in a form that is not WebDAV.",
                   "Check that the address is that of a WebDAV folder.");
  }
  std::vector<Resource> resources;
  for (const XmlElement& response : root.children) {
    if (!response.Is(kDav, "response")) continue;
    if (std::optional<Resource> resource = ResourceFrom(response)) {
      resources.push_back(*std::move(resource));
    }
  }
  return resources;
}

std::string FavouriteBody() {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
         "<propertyupdate xmlns=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><set><prop>"
         "<oc:favorite>1</oc:favorite></prop></set></propertyupdate>\n";
}

bool FavouriteWasSet(absl::string_view multistatus) {
  const absl::StatusOr<XmlElement> root = ParseXml(multistatus);
  if (!root.ok()) return false;
  const XmlElement* response = root->Child(kDav, "response");
  const XmlElement* propstat = response == nullptr ? nullptr : response->Child(kDav, "propstat");
  return propstat != nullptr && IsSuccess(propstat->ChildText(kDav, "status"));
}

absl::Status StatusOf(const HttpResponse& answer, absl::Time now) {
  const size_t row = RowFor(answer.status);
  const std::string message = absl::StrCat(kAnswers[row].meaning, " (HTTP ", answer.status, ")");
  const std::optional<absl::Duration> wait = RetryAfterFrom(answer.headers, now);
  return wait ? FailureAfter(kMeanings[row].reason, message, *wait)
              : Failure(kMeanings[row].reason, message, kMeanings[row].what_to_do);
}

bool IsAmbiguousForUploads(int status) {
  return status == 404 || status == 405 || status == 409 || status == 410 || status == 500;
}

absl::Span<const AnswerRow> Answers() {
  return kAnswers;
}

}  // namespace photoferry::webdav
