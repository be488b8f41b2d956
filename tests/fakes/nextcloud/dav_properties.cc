// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/dav_properties.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

namespace photoferry::fakes {
namespace {

struct Subject {
  const DavNode& node;
  absl::string_view name;
  const NextcloudState& state;
};
using Value = std::optional<std::string>;
using Reader = std::function<Value(const Subject&)>;

Value Seconds(absl::Time time) {
  return absl::StrCat(absl::ToUnixSeconds(time));
}

// Of files only.
Reader OfFiles(const Reader& reader) {
  return [reader](const Subject& subject) {
    return subject.node.collection ? Value() : reader(subject);
  };
}
Reader OfFolders(const Reader& reader) {
  return [reader](const Subject& subject) {
    return subject.node.collection ? reader(subject) : Value();
  };
}

std::map<PropertyName, Reader> DavReaders() {
  return {
      {{kDav, "creationdate"},
       [](const Subject& s) {
         return absl::FormatTime("%Y-%m-%dT%H:%M:%S+00:00", s.node.created, absl::UTCTimeZone());
       }},
      {{kDav, "current-user-principal"},
       [](const Subject& s) {
         return absl::StrCat("<d:href>/remote.php/dav/principals/users/",
                             XmlEscaped(s.state.options.user), "/</d:href>");
       }},
      {{kDav, "displayname"}, [](const Subject& s) { return XmlEscaped(s.name); }},
      {{kDav, "getcontentlength"}, OfFiles([](const Subject& s) {
         return absl::StrCat(s.node.Bytes() - s.node.untold_bytes);
       })},
      {{kDav, "getcontenttype"}, OfFiles([](const Subject& s) { return MediaTypeOf(s.name); })},
      {{kDav, "getetag"}, [](const Subject& s) { return XmlEscaped(s.node.etag); }},
      {{kDav, "getlastmodified"},
       [](const Subject& s) {
         return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", s.node.modified, absl::UTCTimeZone());
       }},
      {{kDav, "quota-available-bytes"},
       OfFolders([](const Subject& s) { return absl::StrCat(s.state.AvailableBytes()); })},
      {{kDav, "quota-used-bytes"},
       OfFolders([](const Subject& s) { return absl::StrCat(s.node.Bytes()); })},
      {{kDav, "resourcetype"},
       [](const Subject& s) { return s.node.collection ? "<d:collection/>" : ""; }},
  };
}

std::map<PropertyName, Reader> CloudReaders() {
  return {
      {{kOwncloud, "checksums"},
       [](const Subject& s) -> Value {
         if (s.node.checksum.empty()) return std::nullopt;
         return absl::StrCat("<oc:checksum>", XmlEscaped(s.node.checksum), "</oc:checksum>");
       }},
      {{kOwncloud, "favorite"}, [](const Subject& s) { return s.node.favourite ? "1" : "0"; }},
      {{kOwncloud, "fileid"}, [](const Subject& s) { return absl::StrCat(s.node.id); }},
      {{kOwncloud, "id"}, [](const Subject& s) { return NextcloudState::FullId(s.node); }},
      {{kOwncloud, "permissions"},
       [](const Subject& s) { return s.node.collection ? "RGDNVCK" : "RGDNVW"; }},
      {{kOwncloud, "size"},
       [](const Subject& s) { return absl::StrCat(s.node.Bytes() - s.node.untold_bytes); }},
      {{kNextcloud, "creation_time"}, [](const Subject& s) { return Seconds(s.node.created); }},
      {{kNextcloud, "upload_time"},
       OfFiles([](const Subject& s) { return Seconds(s.node.uploaded); })},
  };
}

const std::map<PropertyName, Reader>& Readers() {
  static const auto& readers = *new std::map<PropertyName, Reader>([] {
    std::map<PropertyName, Reader> all = DavReaders();
    all.merge(CloudReaders());
    return all;
  }());
  return readers;
}

// What a PROPFIND without a body is told.
const std::vector<PropertyName>& TellTales() {
  static const auto& names = *new std::vector<PropertyName>{
      {kDav, "getlastmodified"},  {kDav, "getcontentlength"},      {kDav, "resourcetype"},
      {kDav, "quota-used-bytes"}, {kDav, "quota-available-bytes"}, {kDav, "getetag"},
      {kDav, "getcontenttype"}};
  return names;
}

void AddTo(PropertiesByStatus& properties, int status, const PropertyName& name,
           absl::string_view inner) {
  absl::StrAppend(&properties[status], PropertyXml(name, inner));
}

}  // namespace

std::optional<PropertyQuery> ParsePropertyQuery(absl::string_view body) {
  if (body.empty()) return PropertyQuery();
  const absl::StatusOr<XmlElement> root = ParseXml(body);
  if (!root.ok() || !root->Is(kDav, "propfind")) return std::nullopt;
  if (root->Child(kDav, "propname") != nullptr)
    return PropertyQuery{PropertyQuery::Kind::kNames, {}};
  const XmlElement* const prop = root->Child(kDav, "prop");
  if (prop == nullptr) return PropertyQuery();
  PropertyQuery query{PropertyQuery::Kind::kThese, {}};
  for (const XmlElement& child : prop->children) query.names.emplace_back(child.space, child.name);
  return query;
}

std::string PropertyXml(const PropertyName& name, absl::string_view inner) {
  static const auto& prefixes = *new std::map<std::string, std::string>{
      {kDav, "d:"}, {kOwncloud, "oc:"}, {kNextcloud, "nc:"}, {"", ""}};
  const auto found = prefixes.find(name.first);
  const std::string tag = absl::StrCat(found == prefixes.end() ? "x:" : found->second, name.second);
  const std::string declared =
      found == prefixes.end() ? absl::StrCat(" xmlns:x=\"", XmlEscaped(name.first), "\"") : "";
  if (inner.empty()) return absl::StrCat("<", tag, declared, "/>");
  return absl::StrCat("<", tag, declared, ">", inner, "</", tag, ">");
}

std::string ElementXml(const XmlElement& element) {
  std::string inner = XmlEscaped(element.text);
  for (const XmlElement& child : element.children) absl::StrAppend(&inner, ElementXml(child));
  return PropertyXml({element.space, element.name}, inner);
}

std::optional<std::string> LiveProperty(const PropertyName& property, const DavNode& node,
                                        absl::string_view name, const NextcloudState& state) {
  const auto reader = Readers().find(property);
  if (reader == Readers().end()) return std::nullopt;
  return reader->second({.node = node, .name = name, .state = state});
}

bool IsLiveProperty(const PropertyName& property) {
  return Readers().count(property) > 0;
}

PropertiesByStatus FindProperties(const PropertyQuery& query, const DavNode& node,
                                  absl::string_view name, const NextcloudState& state) {
  PropertiesByStatus found;
  if (query.kind == PropertyQuery::Kind::kThese) {
    for (const PropertyName& wanted : query.names) {
      const auto dead = node.dead_properties.find(wanted);
      const auto live = LiveProperty(wanted, node, name, state);
      if (live) {
        AddTo(found, 200, wanted, *live);
      } else if (dead != node.dead_properties.end()) {
        absl::StrAppend(&found[200], ElementXml(dead->second));
      } else {
        AddTo(found, 404, wanted, "");
      }
    }
    return found;
  }
  const bool names = query.kind == PropertyQuery::Kind::kNames;
  for (const PropertyName& property : TellTales()) {
    const auto live = LiveProperty(property, node, name, state);
    if (live) AddTo(found, 200, property, names ? "" : *live);
  }
  for (const auto& [property, element] : node.dead_properties) {
    absl::StrAppend(&found[200], names ? PropertyXml(property, "") : ElementXml(element));
  }
  return found;
}

void Multistatus::Add(absl::string_view href, const PropertiesByStatus& properties) {
  std::string response = absl::StrCat("<d:response><d:href>", XmlEscaped(href), "</d:href>");
  for (const auto& [status, xml] : properties) {
    absl::StrAppend(&response, "<d:propstat><d:prop>", xml, "</d:prop><d:status>HTTP/1.1 ", status,
                    status == 200 ? " OK" : " Said", "</d:status></d:propstat>");
  }
  if (properties.empty()) absl::StrAppend(&response, "<d:status>HTTP/1.1 200 OK</d:status>");
  responses_.push_back(response + "</d:response>");
}

void Multistatus::DropLast() {
  if (!responses_.empty()) responses_.pop_back();
}

std::string Multistatus::Document() const {
  return absl::StrCat("<d:multistatus xmlns:d=\"DAV:\" xmlns:oc=\"", kOwncloud, "\" xmlns:nc=\"",
                      kNextcloud, "\">", absl::StrJoin(responses_, ""), "</d:multistatus>");
}

}  // namespace photoferry::fakes
