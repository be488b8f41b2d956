// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/layering/floors.h"
#include "tests/layering/include_line.h"

namespace photoferry {
namespace {

// The checkout that is looked at: this one, or that in $PHOTOFERRY_TREE.
std::string Root() {
  const char* other = std::getenv("PHOTOFERRY_TREE");
  return other != nullptr ? other : PHOTOFERRY_SOURCE_DIR;
}

std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool Allowed(const std::string& file, const std::string& header, bool quoted = true) {
  return Objection({.file = file, .header = header, .quoted = quoted}).empty();
}

TEST(LayeringTest, EveryFileIncludesOnlyWhatStandsOnLowerFloors) {
  int seen = 0;
  for (const std::string& file : SourceFilesOf(Root())) {
    for (const IncludeLine& include : IncludeLinesOf(file, TextOf(Root() + "/" + file))) {
      ++seen;
      const std::string objection = Objection(include);
      EXPECT_EQ(objection, "") << file << ":" << include.line;
    }
  }
  EXPECT_GT(seen, 1000) << "these are not all files of the house";
}

TEST(LayeringTest, EveryIncludedFileOfOursIsThere) {
  for (const std::string& file : SourceFilesOf(Root())) {
    for (const IncludeLine& include : IncludeLinesOf(file, TextOf(Root() + "/" + file))) {
      if (!IsOurs(include.header)) continue;
      EXPECT_TRUE(std::filesystem::exists(Root() + "/" + include.header))
          << file << ":" << include.line << " includes " << include.header;
    }
  }
}

TEST(FloorsTest, AProviderSeesTheContractButNoSibling) {
  EXPECT_TRUE(Allowed("importers/flickr/wire.cc", "importers/importer.h"));
  EXPECT_TRUE(Allowed("importers/flickr/wire.cc", "importers/flickr/wire.h"));
  EXPECT_TRUE(Allowed("exporters/meta/facebook/a.cc", "exporters/meta/graph/graph_client.h"));
  EXPECT_FALSE(Allowed("importers/flickr/wire.cc", "importers/local_folder/folder.h"));
  EXPECT_FALSE(Allowed("importers/flickr/wire.cc", "exporters/exporter.h"));
  EXPECT_FALSE(Allowed("exporters/meta/facebook/a.cc", "transfer-worker/store/store.h"));
  EXPECT_FALSE(Allowed("exporters/meta/facebook/a.cc", "transfer-worker/engine/item.h"));
}

TEST(FloorsTest, TheContractsSeeHttpsPlainTypesButNeverCurlOrAProvider) {
  EXPECT_TRUE(Allowed("exporters/exporter.h", "common/http/http_client.h"));
  EXPECT_FALSE(Allowed("exporters/exporter.h", "common/http/curl_http_client.h"));
  EXPECT_FALSE(Allowed("exporters/exporter.h", "exporters/meta/graph/graph_client.h"));
  EXPECT_FALSE(Allowed("common/provider/provider_context.h", "common/http/curl_loop.h"));
}

TEST(FloorsTest, NobodyLooksUp) {
  EXPECT_FALSE(Allowed("common/base/status.cc", "common/http/url.h"));
  EXPECT_FALSE(Allowed("common/http/url.cc", "common/media/sniff.h"));
  EXPECT_FALSE(Allowed("transfer-worker/store/vault.h", "transfer-worker/engine/item.h"));
  EXPECT_FALSE(Allowed("transfer-worker/engine/item.h", "transfer-worker/faces/grpc/rpc_status.h"));
  EXPECT_FALSE(Allowed("transfer-worker/cmd/worker.cc", "tests/testing/temp_dir.h"));
}

TEST(FloorsTest, TheEngineSeesTheStoresInterfaceOnly) {
  EXPECT_TRUE(Allowed("transfer-worker/engine/ledger.cc", "transfer-worker/store/checkpoints.h"));
  EXPECT_FALSE(Allowed("transfer-worker/engine/ledger.cc", "transfer-worker/store/sqlite_rows.h"));
  EXPECT_FALSE(Allowed("transfer-worker/engine/ledger.cc", "transfer-worker/store/sealer.h"));
  EXPECT_FALSE(Allowed("transfer-worker/faces/grpc/a.cc", "importers/local_folder/folder.h"));
  EXPECT_TRUE(Allowed("transfer-worker/cmd/embedded.cc", "transfer-worker/store/sqlite_jobs.h"));
}

TEST(FloorsTest, ALibraryIsSeenInItsLeafOnly) {
  EXPECT_TRUE(Allowed("common/http/curl_loop.h", "curl/curl.h", false));
  EXPECT_FALSE(Allowed("common/http/pipe.cc", "curl/curl.h", false));
  EXPECT_FALSE(Allowed("transfer-worker/engine/item.h", "sqlite3.h", false));
  EXPECT_FALSE(Allowed("transfer-worker/engine/item.h", "grpcpp/grpcpp.h", false));
  EXPECT_FALSE(Allowed("transfer-worker/engine/a.cc", "photoferry/v1/transfer_service.grpc.pb.h"));
  EXPECT_FALSE(Allowed("exporters/meta/graph/graph_page.cc", "nlohmann/json.hpp", false));
  EXPECT_FALSE(Allowed("common/http/pipe.cc", "absl/synchronization/mutex.h"));
  EXPECT_FALSE(Allowed("common/http/pipe.cc", "gtest/gtest.h"));
}

TEST(FloorsTest, AnUnknownLibraryOrARelativePathNeedsALineInTheTableFirst) {
  EXPECT_FALSE(Allowed("common/media/xmp.cc", "exiv2/exiv2.hpp", false));
  EXPECT_FALSE(Allowed("common/media/xmp.cc", "xmp.h"));
  EXPECT_FALSE(Allowed("common/media/xmp.cc", "../base/hash.h"));
  EXPECT_FALSE(Allowed("elsewhere/a.cc", "common/base/hash.h"));
  EXPECT_TRUE(Allowed("common/media/xmp.cc", "vector", false));
  EXPECT_TRUE(Allowed("common/media/xmp.cc", "sys/stat.h", false));
}

TEST(IncludeLineTest, ReadsBothKindsAndNothingElse) {
  const std::vector<IncludeLine> lines = IncludeLinesOf(
      "a.cc", "#include <map>\n// #include <set>\n  # include \"b/c.h\"  // why\n#define X <y>\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].header, "map");
  EXPECT_FALSE(lines[0].quoted);
  EXPECT_EQ(lines[1].header, "b/c.h");
  EXPECT_TRUE(lines[1].quoted);
  EXPECT_EQ(lines[1].line, 3);
}

}  // namespace
}  // namespace photoferry
