// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/xml.h"
#include "tests/fakes/nextcloud/nextcloud_state.h"

namespace photoferry::fakes {

inline constexpr char kDav[] = "DAV:";
inline constexpr char kOwncloud[] = "http://owncloud.org/ns";
inline constexpr char kNextcloud[] = "http://nextcloud.org/ns";

// What a PROPFIND asks for.
struct PropertyQuery {
  enum class Kind { kAll, kNames, kThese };
  Kind kind = Kind::kAll;
  std::vector<PropertyName> names;
};
// Nothing if the body is none of PROPFIND's. No body asks for all.
std::optional<PropertyQuery> ParsePropertyQuery(absl::string_view body);

// Properties with their values as XML, by the status that they are answered with.
using PropertiesByStatus = std::map<int, std::string>;

// One property as an element; `inner` is XML.
std::string PropertyXml(const PropertyName& name, absl::string_view inner);
// The element again, its namespaces declared where they are used.
std::string ElementXml(const XmlElement& element);

// The value, as XML, of a property that the server keeps; nothing if this node has none such.
std::optional<std::string> LiveProperty(const PropertyName& property, const DavNode& node,
                                        absl::string_view name, const NextcloudState& state);
bool IsLiveProperty(const PropertyName& property);

PropertiesByStatus FindProperties(const PropertyQuery& query, const DavNode& node,
                                  absl::string_view name, const NextcloudState& state);

// The body of a 207.
class Multistatus {
 public:
  void Add(absl::string_view href, const PropertiesByStatus& properties);
  void DropLast();
  std::string Document() const;

 private:
  std::vector<std::string> responses_;
};

}  // namespace photoferry::fakes
