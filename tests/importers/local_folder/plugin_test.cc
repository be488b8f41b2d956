// SPDX-License-Identifier: Apache-2.0
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suites/importer_suite.h"
#include "tests/suites/provider_spec.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {

ImporterPlugin local_folder_importer_plugin();

namespace {

ImporterAccount NewAccount() {
  const auto folder = std::make_shared<TempDir>();
  return {.options = {{"path", folder->path()}}, .token = "", .keep = folder};
}

INSTANTIATE_TEST_SUITE_P(LocalFolder, ImporterSuite,
                         testing::Values(ImporterCase{local_folder_importer_plugin, NewAccount}));

TEST(LocalFolderPlugin, TheSpecTellsEverything) {
  EXPECT_THAT(SpecProblems(local_folder_importer_plugin().spec), ::testing::IsEmpty());
}

}  // namespace
}  // namespace photoferry
