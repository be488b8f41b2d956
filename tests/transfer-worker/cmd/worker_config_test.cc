// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/worker_config.h"

#include "tests/testing/temp_dir.h"
#include "tests/transfer-worker/faces/desk_fixture.h"
#include "transfer-worker/cmd/key_flags.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<v1::WorkerConfig> Read(const std::string& text) {
  PF_ASSIGN_OR_RETURN(v1::WorkerConfig config, ParseWorkerConfig(text, "worker.textproto"));
  return CompleteWorkerConfig(config, MadeUpProviders());
}

TEST(WorkerConfig, WhatIsLeftOutHasItsDefault) {
  PF_ASSERT_OK_AND_ASSIGN(const v1::WorkerConfig config, Read("state_directory: '/srv/state'"));
  EXPECT_EQ(config.state_directory(), "/srv/state");
  EXPECT_EQ(config.listen(), "unix:/srv/state/worker.sock");
  EXPECT_EQ(config.parallel_items(), 4);
  EXPECT_EQ(config.parallel_jobs(), 2);
  EXPECT_EQ(config.drain_seconds(), 20);
  EXPECT_EQ(config.log_level(), "info");
  EXPECT_FALSE(config.allow_loopback_media());
}

TEST(WorkerConfig, AWholeOneIsTakenAsItIs) {
  PF_ASSERT_OK_AND_ASSIGN(const v1::WorkerConfig config, Read(R"(
      # A comment.
      state_directory: "/srv/state"
      listen: "127.0.0.1:4180"
      parallel_items: 256
      parallel_jobs: 3
      allow_loopback_media: true
      drain_seconds: 60
      log_level: "debug"
      options { key: "facebook.page_size" value: "25" }
      options { key: "folder.path" value: "/srv/photos" })"));
  EXPECT_EQ(config.listen(), "127.0.0.1:4180");
  EXPECT_EQ(config.options().at("facebook.page_size"), "25");
  const EmbeddedOptions options = EngineOptionsOf(config);
  EXPECT_EQ(options.parallel_items, 256);
  EXPECT_EQ(options.parallel_jobs, 3);
  EXPECT_TRUE(options.allow_loopback_media);
  EXPECT_EQ(options.option_defaults.at("folder.path"), "/srv/photos");
}

TEST(WorkerConfig, TheKeyComesFromOnePlace) {
  PF_ASSERT_OK_AND_ASSIGN(v1::WorkerConfig config, Read("state_directory: '/srv/state'"));
  EXPECT_EQ(config.key_file(), "/srv/state/key");
  PF_ASSERT_OK_AND_ASSIGN(config, Read("key_file: '/etc/../etc/key'"));
  EXPECT_EQ(EngineOptionsOf(config).key.file, "/etc/key");
  PF_ASSERT_OK_AND_ASSIGN(config, Read("key_descriptor: 0"));
  EXPECT_EQ(EngineOptionsOf(config).key.descriptor, 0);
  EXPECT_EQ(EngineOptionsOf(config).key.file, "");
  PF_ASSERT_OK_AND_ASSIGN(config, Read("key_command: 'pass show key'"));
  EXPECT_EQ(EngineOptionsOf(config).key.command, "pass show key");
  EXPECT_EQ(EngineOptionsOf(config).key.descriptor, -1);
}

TEST(WorkerConfig, AKeyFlagWinsOverTheFile) {
  PF_ASSERT_OK_AND_ASSIGN(v1::WorkerConfig config,
                          ParseWorkerConfig("key_command: 'false'", "worker.textproto"));
  ApplyKeyFlags({}, config);
  EXPECT_EQ(KeySourceOf(config).command, "false");
  ApplyKeyFlags({.descriptor = 3}, config);
  EXPECT_EQ(KeySourceOf(config).command, "");
  EXPECT_EQ(KeySourceOf(config).descriptor, 3);
}

struct WrongConfig {
  const char* text;
  const char* message;
};

class WrongConfigTest : public ::testing::TestWithParam<WrongConfig> {};

TEST_P(WrongConfigTest, IsRefusedInClearWords) {
  const absl::Status status = Read(GetParam().text).status();
  ASSERT_THAT(status, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(std::string(status.message()), HasSubstr(GetParam().message));
  EXPECT_NE(ProblemOf(status).what_to_do(), "");
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongConfigTest,
    ::testing::Values(
        WrongConfig{"\nparalel_items: 4", "worker.textproto cannot be read: line 2"},
        WrongConfig{"paralel_items: 4", "Did you mean parallel_items?"},
        WrongConfig{"parallel_items: 'four'", "line 1, column 17"},
        WrongConfig{"listen: ", "line 1"},
        WrongConfig{"listen: 'unix:/a' listen: 'unix:/b'", "line 1"},
        WrongConfig{"parallel_items: 257", "parallel_items is 257; it may be 1 to 256"},
        WrongConfig{"parallel_items: -1", "parallel_items is -1"},
        WrongConfig{"parallel_jobs: 65", "it may be 1 to 64"},
        WrongConfig{"drain_seconds: 3601", "it may be 1 to 3600"},
        WrongConfig{"log_level: 'inof'", "Did you mean info?"},
        WrongConfig{"listen: '0.0.0.0:4180'", "does not listen on 0.0.0.0:4180"},
        WrongConfig{"listen: 'somewhere'", "not an address"},
        WrongConfig{"key_file: '/k'\nkey_command: 'k'", "line 2"},
        WrongConfig{"key_descriptor: -1", "a file descriptor is 0 or more"},
        WrongConfig{"key_command: ''", "key_command is empty"},
        WrongConfig{"options { key: 'facebok.page_size' value: '1' }", "Did you mean facebook?"},
        WrongConfig{"options { key: 'facebook.pagesize' value: '1' }", "Did you mean page_size?"},
        WrongConfig{"options { key: 'facebook.page_size' value: 'x' }", "whole number"},
        WrongConfig{"options { key: 'page_size' value: '1' }", "belongs to no provider"}));

std::string Repeated(absl::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) absl::StrAppend(&out, text);
  return out;
}

struct MalformedConfig {
  const char* kind;
  std::string text;
};

class MalformedConfigTest : public ::testing::TestWithParam<MalformedConfig> {};

TEST_P(MalformedConfigTest, IsRefusedInFewWords) {
  const absl::Status status = Read(GetParam().text).status();
  ASSERT_THAT(status, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_LT(ProblemOf(status).ByteSizeLong(), 1500u);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, MalformedConfigTest,
    ::testing::Values(MalformedConfig{"Truncated", "options { key: 'facebook.page_size' value: '2"},
                      MalformedConfig{"HugeValue", "parallel_items: 99999999999999999999"},
                      MalformedConfig{"HugerThanItsField", "parallel_items: 2147483648"},
                      MalformedConfig{"HugeNegativeValue", "drain_seconds: -2147483648"},
                      MalformedConfig{"Fraction", "parallel_items: 1.5"},
                      MalformedConfig{"UnknownField", "x: 1"},
                      MalformedConfig{"UnknownNumber", "99: 1"},
                      MalformedConfig{"UnknownMessage", "x { y { z: 1 } }"},
                      MalformedConfig{"UnknownFieldWithoutEnd", std::string(100000, 'x') + ": 1"},
                      MalformedConfig{"TextWithoutEnd", "listen: '" + std::string(100000, 'x')},
                      MalformedConfig{"LongLevel", "log_level: '" + std::string(100000, 'x') + "'"},
                      MalformedConfig{"LongAddress",
                                      "listen: '" + std::string(100000, 'x') + ":1'"},
                      MalformedConfig{"LongOption", "options { key: '" + std::string(100000, 'x') +
                                                        "' value: '' }"},
                      MalformedConfig{"Depth10000", Repeated("options { ", 10000)},
                      MalformedConfig{"NulByte", std::string("listen: 'a\0b'", 13)},
                      MalformedConfig{"EscapedNulByte", "state_directory: '/a\\000b'"},
                      MalformedConfig{"EscapedNulByteInSocket", "listen: 'unix:/a\\000b'"},
                      MalformedConfig{"BrokenUtf8", "state_directory: '/\\377'"},
                      MalformedConfig{"Json", "{\"parallel_items\": 4}"},
                      MalformedConfig{"Html", "<html></html>"}),
    [](const auto& info) { return std::string(info.param.kind); });

TEST(WorkerConfig, AFileThatIsNotThereIsNamed) {
  TempDir directory;
  const auto missing = ReadWorkerConfig(directory / "none.textproto");
  EXPECT_THAT(missing, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("none.textproto"));
  WriteFile(directory / "w.textproto", "parallel_items: 9");
  PF_ASSERT_OK_AND_ASSIGN(const auto config, ReadWorkerConfig(directory / "w.textproto"));
  EXPECT_EQ(config.parallel_items(), 9);
}

TEST(WorkerConfig, OptionsOfTheCommandLineAreSplitAtTheFirstEqualsSign) {
  v1::WorkerConfig config;
  EXPECT_THAT(AddOption("facebook.graph_url=http://x/?a=b", config), IsOk());
  EXPECT_EQ(config.options().at("facebook.graph_url"), "http://x/?a=b");
  EXPECT_THAT(AddOption("facebook.graph_url", config), ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(AddOption("graph_url=x", config), ReasonIs(v1::BAD_CONFIGURATION));
}

}  // namespace
}  // namespace photoferry
