// SPDX-License-Identifier: Apache-2.0
#include "common/base/xml.h"

#include <expat.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

// Stands between namespace and name; no URI and no name can hold it.
constexpr char kSeparator = '\n';
constexpr size_t kLongestSpace = 256;

absl::Status Malformed(absl::string_view what) {
  return Failure(v1::MALFORMED_ANSWER,
                 absl::StrCat("The other side sent an answer that cannot be read: ", what, "."));
}

// Builds the tree and stops the parser at the first thing that is refused.
class TreeBuilder {
 public:
  explicit TreeBuilder(const XmlLimits& limits) : limits_(limits) {}

  absl::StatusOr<XmlElement> Parse(absl::string_view text) {
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
        XML_ParserCreateNS(nullptr, kSeparator), &XML_ParserFree);
    if (parser == nullptr) return Failure(v1::INTERNAL_FAULT, "There is no memory left.");
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, &OnStart, &OnEnd);
    XML_SetCharacterDataHandler(parser_, &OnText);
    XML_SetStartDoctypeDeclHandler(parser_, &OnDoctype);
    const XML_Status status =
        XML_Parse(parser_, text.data(), static_cast<int>(text.size()), XML_TRUE);
    if (!refusal_.ok()) return refusal_;
    if (status != XML_STATUS_OK) return Malformed("it is not XML");
    return std::move(root_.children.front());
  }

 private:
  static TreeBuilder& Self(void* self) { return *static_cast<TreeBuilder*>(self); }
  static void OnStart(void* self, const char* name, const char**) { Self(self).Start(name); }
  static void OnEnd(void* self, const char*) { Self(self).End(); }
  static void OnText(void* self, const char* text, int size) {
    Self(self).open_.back()->text.append(text, static_cast<size_t>(size));
  }
  static void OnDoctype(void* self, const char*, const char*, const char*, int) {
    Self(self).Refuse("it declares a document type");
  }

  void Start(absl::string_view name) {
    if (++elements_ > limits_.max_elements) return Refuse("it has too many elements");
    if (static_cast<int>(open_.size()) > limits_.max_depth) return Refuse("it is nested too deep");
    const size_t separator = name.find(kSeparator);
    // A namespace is written down once and repeated here for every element.
    if (separator != absl::string_view::npos && separator > kLongestSpace) {
      return Refuse("a namespace of it is too long");
    }
    XmlElement element;
    if (separator != absl::string_view::npos) {
      element.space = std::string(name.substr(0, separator));
      name.remove_prefix(separator + 1);
    }
    element.name = std::string(name);
    std::vector<XmlElement>& siblings = open_.back()->children;
    siblings.push_back(std::move(element));
    open_.push_back(&siblings.back());
  }

  // Also called for an empty element whose start was refused.
  void End() {
    if (refusal_.ok()) open_.pop_back();
  }

  void Refuse(absl::string_view what) {
    if (refusal_.ok()) refusal_ = Malformed(what);
    XML_StopParser(parser_, XML_FALSE);
  }

  const XmlLimits& limits_;
  XML_Parser parser_ = nullptr;
  XmlElement root_;
  std::vector<XmlElement*> open_ = {&root_};  // of each only the last child grows
  int elements_ = 0;
  absl::Status refusal_;
};

}  // namespace

const XmlElement* XmlElement::Child(absl::string_view child_space,
                                    absl::string_view child_name) const {
  for (const XmlElement& child : children) {
    if (child.Is(child_space, child_name)) return &child;
  }
  return nullptr;
}

std::string XmlElement::ChildText(absl::string_view child_space,
                                  absl::string_view child_name) const {
  const XmlElement* child = Child(child_space, child_name);
  return child == nullptr ? "" : std::string(absl::StripAsciiWhitespace(child->text));
}

absl::StatusOr<XmlElement> ParseXml(absl::string_view text, const XmlLimits& limits) {
  if (text.size() > limits.max_bytes || text.size() > INT32_MAX) {
    return Malformed(absl::StrCat("XML of more than ", limits.max_bytes, " bytes"));
  }
  return TreeBuilder(limits).Parse(text);
}

std::string XmlEscaped(absl::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<uint8_t>(text[at]);
    const bool control = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    if (control || byte == 0x7f) continue;
    if (absl::StartsWith(text.substr(at), "\xef\xbf\xbe") ||
        absl::StartsWith(text.substr(at), "\xef\xbf\xbf")) {
      at += 2;
      continue;
    }
    clean.push_back(text[at]);
  }
  return absl::StrReplaceAll(
      clean, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"\r", "&#13;"}});
}

}  // namespace photoferry
