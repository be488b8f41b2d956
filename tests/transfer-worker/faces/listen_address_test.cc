// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/listen_address.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;

std::string Parsed(const std::string& text) {
  const auto address = ParseListenAddress(text);
  return address.ok() ? address->ToString() : "refused";
}

// A socket bound to `path`; it listens while `listening`.
int Bind(const std::string& path, bool listening) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  if (listening) {
    EXPECT_EQ(listen(fd, 1), 0);
  }
  return fd;
}

TEST(ListenAddress, UnixSocketsAndLoopbackAreTaken) {
  EXPECT_EQ(Parsed("unix:/run/worker.sock"), "unix:/run/worker.sock");
  EXPECT_EQ(Parsed("unix:///run/worker.sock"), "unix:/run/worker.sock");
  EXPECT_EQ(Parsed("unix:////run//worker.sock"), "unix:/run//worker.sock");
  EXPECT_EQ(Parsed("127.0.0.1:4180"), "127.0.0.1:4180");
  EXPECT_EQ(Parsed("[::1]:0"), "[::1]:0");
  EXPECT_EQ(Parsed("localhost:80"), "127.0.0.1:80");
}

TEST(ListenAddress, AnythingWiderIsRefusedWithAReason) {
  for (const char* wide : {"0.0.0.0:4180", "[::]:4180", "192.168.1.2:80", "example.org:80", ":80",
                           "*:80", "localhost.example.org:80", "127.0.0.1.example.org:80"}) {
    const auto refused = ParseListenAddress(wide);
    EXPECT_THAT(refused, ReasonIs(v1::BAD_CONFIGURATION)) << wide;
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("does not listen on")) << wide;
  }
  for (const char* wrong :
       {"", "unix:", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:x"}) {
    EXPECT_THAT(ParseListenAddress(wrong), ReasonIs(v1::BAD_CONFIGURATION)) << wrong;
  }
  EXPECT_THAT(ParseListenAddress("unix:/" + std::string(120, 'x')),
              ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(ParseListenAddress(std::string("unix:/run/a\0b", 13)),
              ReasonIs(v1::BAD_CONFIGURATION));
}

TEST(RemoveStaleSocket, RemovesWhatADeadWorkerLeft) {
  TempDir directory;
  const std::string path = directory / "worker.sock";
  EXPECT_THAT(RemoveStaleSocket(path), IsOk());
  close(Bind(path, /*listening=*/true));
  ASSERT_TRUE(std::filesystem::exists(path));
  EXPECT_FALSE(SomebodyListens(path));
  EXPECT_THAT(RemoveStaleSocket(path), IsOk());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(RemoveStaleSocket, LeavesALivingWorkerAlone) {
  TempDir directory;
  const std::string path = directory / "worker.sock";
  const int fd = Bind(path, /*listening=*/true);
  EXPECT_TRUE(SomebodyListens(path));
  const absl::Status refused = RemoveStaleSocket(path);
  EXPECT_THAT(refused, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("already listens"));
  EXPECT_TRUE(std::filesystem::exists(path));
  close(fd);
}

TEST(RemoveStaleSocket, NeverRemovesAnythingButASocket) {
  TempDir directory;
  const std::string file = directory / "precious";
  WriteFile(file, "photos");
  EXPECT_THAT(RemoveStaleSocket(file), ReasonIs(v1::BAD_CONFIGURATION));
  const std::string link = directory / "link";
  std::filesystem::create_symlink(file, link);
  EXPECT_THAT(RemoveStaleSocket(link), ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_EQ(ReadFile(file), "photos");
}

}  // namespace
}  // namespace photoferry
