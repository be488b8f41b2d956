// SPDX-License-Identifier: Apache-2.0
#include "tests/api/api_lines.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace photoferry {
namespace {

namespace pb = google::protobuf;

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
  if (field.json_name() != field.camelcase_name())
    absl::StrAppend(&line, " as ", field.json_name());
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

std::optional<std::vector<std::string>> ApiLinesOf(const pb::FileDescriptorSet& files) {
  pb::DescriptorPool pool;
  std::vector<std::string> all;
  for (const pb::FileDescriptorProto& file : files.file()) {
    const pb::FileDescriptor* const built = pool.BuildFile(file);
    if (built == nullptr) return std::nullopt;
    if (built->package() != "photoferry.v1") continue;
    std::vector<std::string> lines = ApiLinesOf(*built);
    std::move(lines.begin(), lines.end(), std::back_inserter(all));
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace photoferry
