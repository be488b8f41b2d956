// SPDX-License-Identifier: Apache-2.0
#include "tests/api/api_lines.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "google/protobuf/compiler/importer.h"

namespace photoferry {
namespace {

namespace pb = google::protobuf;

class Complaints final : public pb::compiler::MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int column,
                const std::string& message) override {
    std::cerr << file << ":" << line + 1 << ":" << column + 1 << ": " << message << "\n";
  }
};

std::string TypeOf(const pb::FieldDescriptor& field) {
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  if (field.enum_type() != nullptr) return field.enum_type()->full_name();
  return field.type_name();
}

std::string LineOf(const pb::FieldDescriptor& field) {
  std::string line = absl::StrCat("field ", field.full_name(), " = ", field.number(), " ");
  if (field.is_repeated()) absl::StrAppend(&line, "repeated ");
  if (field.has_optional_keyword()) absl::StrAppend(&line, "optional ");
  absl::StrAppend(&line, TypeOf(field));
  if (const pb::OneofDescriptor* const choice = field.real_containing_oneof()) {
    absl::StrAppend(&line, " of ", choice->name());
  }
  if (field.has_json_name()) absl::StrAppend(&line, " as ", field.json_name());
  return line;
}

void AddEnum(const pb::EnumDescriptor& descriptor, std::vector<std::string>& lines) {
  lines.push_back(absl::StrCat("enum ", descriptor.full_name()));
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const pb::EnumValueDescriptor& value = *descriptor.value(i);
    lines.push_back(absl::StrCat("value ", value.full_name(), " = ", value.number(), " of ",
                                 descriptor.full_name()));
  }
}

void AddMessage(const pb::Descriptor& message, std::vector<std::string>& lines) {
  lines.push_back(absl::StrCat("message ", message.full_name()));
  for (int i = 0; i < message.field_count(); ++i) lines.push_back(LineOf(*message.field(i)));
  for (int i = 0; i < message.enum_type_count(); ++i) AddEnum(*message.enum_type(i), lines);
  for (int i = 0; i < message.nested_type_count(); ++i) AddMessage(*message.nested_type(i), lines);
}

void AddService(const pb::ServiceDescriptor& service, std::vector<std::string>& lines) {
  for (int i = 0; i < service.method_count(); ++i) {
    const pb::MethodDescriptor& method = *service.method(i);
    lines.push_back(absl::StrCat(
        "method ", method.full_name(), ": ", method.client_streaming() ? "stream " : "",
        method.input_type()->full_name(), " -> ", method.server_streaming() ? "stream " : "",
        method.output_type()->full_name()));
  }
}

}  // namespace

std::vector<std::string> ApiLinesOf(const pb::FileDescriptor& file) {
  std::vector<std::string> lines;
  for (int i = 0; i < file.message_type_count(); ++i) AddMessage(*file.message_type(i), lines);
  for (int i = 0; i < file.enum_type_count(); ++i) AddEnum(*file.enum_type(i), lines);
  for (int i = 0; i < file.service_count(); ++i) AddService(*file.service(i), lines);
  return lines;
}

std::vector<std::string> ApiLinesOfTree(const std::string& root) {
  pb::compiler::DiskSourceTree tree;
  tree.MapPath("", root + "/proto");
  tree.MapPath("", PROTOBUF_INCLUDE_DIR);  // google/protobuf/timestamp.proto and its like
  Complaints complaints;
  pb::compiler::Importer importer(&tree, &complaints);
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(root + "/proto/photoferry/v1")) {
    if (entry.path().extension() != ".proto") continue;
    const std::string name = "photoferry/v1/" + entry.path().filename().string();
    const pb::FileDescriptor* const file = importer.Import(name);
    if (file == nullptr) {
      std::cerr << name << " does not parse.\n";
      std::exit(2);
    }
    std::vector<std::string> lines = ApiLinesOf(*file);
    std::move(lines.begin(), lines.end(), std::back_inserter(all));
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace photoferry
