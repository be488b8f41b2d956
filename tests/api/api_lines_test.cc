// SPDX-License-Identifier: Apache-2.0
#include "tests/api/api_lines.h"

#include <fstream>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/compiler/parser.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

namespace pb = google::protobuf;
using testing::Contains;
using testing::ElementsAre;

class ApiLinesTest : public testing::Test {
 protected:
  std::vector<std::string> LinesOf(const std::string& body) {
    const std::string text = "syntax = \"proto3\"; package p;" + body;
    pb::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
    pb::io::Tokenizer tokenizer(&stream, nullptr);
    pb::FileDescriptorProto file;
    EXPECT_TRUE(pb::compiler::Parser().Parse(&tokenizer, &file));
    file.set_name("p.proto");
    const pb::FileDescriptor* const built = pool_.BuildFile(file);
    return built == nullptr ? std::vector<std::string>{} : ApiLinesOf(*built);
  }

 private:
  pb::DescriptorPool pool_;
};

TEST_F(ApiLinesTest, AFieldsNameNumberTypeAndKindAreItsPromise) {
  EXPECT_THAT(LinesOf("message M { string a = 1; repeated int64 b = 2; optional bool c = 3;"
                      " oneof d { M e = 4; } bytes f = 5 [json_name = \"g\"]; }"),
              ElementsAre("message p.M", "field p.M.a = 1 string", "field p.M.b = 2 repeated int64",
                          "field p.M.c = 3 optional bool", "field p.M.e = 4 p.M of d",
                          "field p.M.f = 5 bytes as g"));
}

TEST_F(ApiLinesTest, ValuesOfAnEnumAreNamedWithTheirEnum) {
  EXPECT_THAT(LinesOf("message M { enum E { Z = 0; Y = 7; } }"),
              ElementsAre("message p.M", "enum p.M.E", "value p.M.Z = 0 of p.M.E",
                          "value p.M.Y = 7 of p.M.E"));
}

TEST_F(ApiLinesTest, AMethodIsNamedWithBothItsMessagesAndStreams) {
  EXPECT_THAT(
      LinesOf("message M {} service S { rpc A(M) returns (stream M); rpc B(M) returns (M); }"),
      ElementsAre("message p.M", "method p.S.A: p.M -> stream p.M", "method p.S.B: p.M -> p.M"));
}

// scripts/ci/api.sh --update writes the golden file, and says what such a change asks of its
// author.
TEST(ApiTest, TheProtosPromiseWhatTheGoldenFileSays) {
  std::ifstream file(PHOTOFERRY_SOURCE_DIR "/tests/api/photoferry_v1.txt");
  std::set<std::string> golden;
  for (std::string line; std::getline(file, line);) golden.insert(line);
  const std::vector<std::string> lines = ApiLinesOfTree(PHOTOFERRY_SOURCE_DIR);
  const std::set<std::string> current(lines.begin(), lines.end());
  for (const std::string& line : golden)
    EXPECT_THAT(current, Contains(line)) << "somebody relies on it";
  for (const std::string& line : current)
    EXPECT_THAT(golden, Contains(line)) << "new: api.sh --update";
}

}  // namespace
}  // namespace photoferry
