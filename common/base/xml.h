// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// An element of a document whose names are in namespaces (W3C, Namespaces in XML 1.0). Prefixes
// and attributes are not kept: the protocols that are spoken here put nothing into them.
struct XmlElement {
  std::string space;  // the namespace's name, "DAV:"; "" for none
  std::string name;   // without prefix
  std::string text;   // its own, in one piece, without that of the elements inside
  std::vector<XmlElement> children;

  bool Is(absl::string_view wanted_space, absl::string_view wanted_name) const {
    return space == wanted_space && name == wanted_name;
  }
  // The first child of that name; nullptr: none.
  const XmlElement* Child(absl::string_view child_space, absl::string_view child_name) const;
  // Its text without blanks around it; "" without such a child.
  std::string ChildText(absl::string_view child_space, absl::string_view child_name) const;
};

struct XmlLimits {
  size_t max_bytes = 32 << 20;
  int max_depth = 32;
  int max_elements = 500'000;
};

// Parses a document that a stranger sent; returns its root. Too large, too deep, too many elements,
// broken, or with a document type declaration - where entities that swell or read files come
// from -: MALFORMED_ANSWER, and the message quotes nothing of the text.
absl::StatusOr<XmlElement> ParseXml(absl::string_view text, const XmlLimits& limits = {});

// Text as an element's content or an attribute's value. What XML 1.0 cannot say is left out.
std::string XmlEscaped(absl::string_view text);

}  // namespace photoferry
