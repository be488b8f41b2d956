// SPDX-License-Identifier: Apache-2.0
#include "tests/api/api_lines.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

namespace pb = google::protobuf;
using testing::ElementsAre;

// The lines of a set of files given as textproto.
std::vector<std::string> LinesOf(const std::string& text) {
  pb::FileDescriptorSet files;
  EXPECT_TRUE(pb::TextFormat::ParseFromString(text, &files));
  const auto lines = ApiLinesOf(files);
  EXPECT_TRUE(lines.has_value());
  return lines.value_or(std::vector<std::string>{});
}

TEST(ApiLinesTest, AFieldsNameNumberTypeAndKindAreItsPromise) {
  EXPECT_THAT(LinesOf(R"pb(
                file {
                  name: "m.proto"
                  package: "photoferry.v1"
                  syntax: "proto3"
                  message_type {
                    name: "M"
                    field { name: "a" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
                    field { name: "b" number: 2 label: LABEL_REPEATED type: TYPE_INT64 }
                    field {
                      name: "c"
                      number: 3
                      label: LABEL_OPTIONAL
                      type: TYPE_BOOL
                      proto3_optional: true
                      oneof_index: 1
                    }
                    field {
                      name: "d"
                      number: 4
                      label: LABEL_OPTIONAL
                      type: TYPE_MESSAGE
                      type_name: ".photoferry.v1.M"
                      oneof_index: 0
                    }
                    oneof_decl { name: "kind" }
                    oneof_decl { name: "_c" }
                  }
                })pb"),
              ElementsAre("field photoferry.v1.M.a = 1 string",
                          "field photoferry.v1.M.b = 2 repeated int64",
                          "field photoferry.v1.M.c = 3 optional bool",
                          "field photoferry.v1.M.d = 4 photoferry.v1.M of kind",
                          "message photoferry.v1.M"));
}

TEST(ApiLinesTest, AValueIsNamedWithItsNumberAndEnum) {
  EXPECT_THAT(LinesOf(R"pb(
                file {
                  name: "e.proto"
                  package: "photoferry.v1"
                  syntax: "proto3"
                  message_type {
                    name: "M"
                    enum_type {
                      name: "E"
                      value { name: "Z" number: 0 }
                      value { name: "Y" number: 7 }
                    }
                  }
                })pb"),
              ElementsAre("enum photoferry.v1.M.E", "message photoferry.v1.M",
                          "value photoferry.v1.M.Y = 7 of photoferry.v1.M.E",
                          "value photoferry.v1.M.Z = 0 of photoferry.v1.M.E"));
}

TEST(ApiLinesTest, AMethodIsNamedWithBothItsMessagesAndStreams) {
  EXPECT_THAT(
      LinesOf(R"pb(
        file {
          name: "s.proto"
          package: "photoferry.v1"
          syntax: "proto3"
          message_type { name: "M" }
          service {
            name: "S"
            method { name: "Watch" input_type: "M" output_type: "M" server_streaming: true }
          }
        })pb"),
      ElementsAre("message photoferry.v1.M",
                  "method photoferry.v1.S.Watch: photoferry.v1.M -> stream photoferry.v1.M"));
}

TEST(ApiLinesTest, OfImportedPackagesOnlyTheNamesAreSeen) {
  EXPECT_THAT(LinesOf(R"pb(
                file {
                  name: "t.proto"
                  package: "t"
                  syntax: "proto3"
                  message_type { name: "T" }
                }
                file {
                  name: "m.proto"
                  package: "photoferry.v1"
                  syntax: "proto3"
                  dependency: "t.proto"
                  message_type {
                    name: "M"
                    field {
                      name: "at"
                      number: 1
                      label: LABEL_OPTIONAL
                      type: TYPE_MESSAGE
                      type_name: ".t.T"
                    }
                  }
                })pb"),
              ElementsAre("field photoferry.v1.M.at = 1 t.T", "message photoferry.v1.M"));
}

}  // namespace
}  // namespace photoferry
