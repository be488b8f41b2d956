// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/importers/local_folder/failing_disk.h"
#include "tests/suites/importer_suite.h"
#include "tests/suites/provider_spec.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {

ImporterPlugin local_folder_importer_plugin();

namespace {

// Every photo and video below the folder that holds the destination, and what else got there: what
// is hidden, sidecars and manifests are no items. A file with several names is one.
std::vector<std::string> ItemsBelow(const std::string& root, const std::string& folder) {
  const FileCallsUnseen unseen;
  std::map<std::pair<dev_t, ino_t>, std::string> items;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat found;
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() || ::stat(entry.path().c_str(), &found) != 0) continue;
    if (name.front() == '.' || name == "album.json" || name.ends_with(".xmp")) continue;
    items.emplace(std::pair(found.st_dev, found.st_ino),
                  std::filesystem::relative(entry.path(), root).string());
  }
  std::vector<std::string> names;
  for (const auto& [inode, name] : items) names.push_back(name);
  return names;
}

struct FolderAccount {
  TempDir dir;
  local_folder::FailingDisk disk;
};

ImporterAccount NewAccount() {
  const auto account = std::make_shared<FolderAccount>();
  const std::string root = account->dir / "out";
  const auto path_of = [root](const std::string& id) { return root + "/" + id; };
  return {.options = {{"path", root}},
          .keep = account,
          .hand = {
              .items = [account, root] { return ItemsBelow(root, account->dir.path()); },
              .items_in =
                  [root, path_of](const std::string& id) { return ItemsBelow(root, path_of(id)); },
              .read = [path_of](const std::string& id) -> absl::StatusOr<std::string> {
                const FileCallsUnseen unseen;
                return ReadFile(path_of(id));
              },
              .overwrite =
                  [path_of](const std::string& id, const std::string& bytes) {
                    const FileCallsUnseen unseen;
                    WriteFile(path_of(id), bytes);
                    return absl::OkStatus();
                  },
              .set_full = [account](bool full) { account->disk.SetFull(full); },
              .call_faults = std::shared_ptr<CallFaults>(account, &account->disk),
          }};
}

// It saves its place in a file that is given up when it would save more than 4 MiB of work.
INSTANTIATE_TEST_SUITE_P(LocalFolder, ImporterSuite,
                         testing::Values(ImporterCase{.plugin = local_folder_importer_plugin,
                                                      .new_account = NewAccount,
                                                      .resend_bound = 4 << 20}));

TEST(LocalFolderPlugin, TheSpecTellsEverything) {
  EXPECT_THAT(SpecProblems(local_folder_importer_plugin().spec), ::testing::IsEmpty());
}

}  // namespace
}  // namespace photoferry
