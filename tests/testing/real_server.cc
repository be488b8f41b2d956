// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/real_server.h"

#include <filesystem>
#include <map>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "tests/testing/child_process.h"

namespace photoferry {
namespace {

constexpr char kBash[] = "/bin/bash";

}  // namespace

absl::StatusOr<std::unique_ptr<RealServer>> RealServer::Start(absl::string_view kind,
                                                              const Options& options) {
  auto server = absl::WrapUnique(new RealServer());
  // The server's own user looks into it.
  std::filesystem::permissions(server->folder_.path(), std::filesystem::perms(0755));
  std::vector<std::string> command = {kBash,
                                      SERVERS_SCRIPT,
                                      "start",
                                      std::string(kind),
                                      server->folder_.path(),
                                      "--auth",
                                      options.digest ? "digest" : "basic"};
  if (options.capacity_bytes > 0) {
    command.insert(command.end(), {"--capacity", absl::StrCat(options.capacity_bytes)});
  }
  const ChildProcess::Ending ending = RunProgram(command);
  if (ending.exit_code != 0) {
    return Failure(v1::UNREACHABLE,
                   absl::StrCat("There is no server of the kind ", kind, ": ", ending.output));
  }
  PF_RETURN_IF_ERROR(server->ReadDescription(ending.output));
  return server;
}

RealServer::~RealServer() {
  RunProgram({kBash, SERVERS_SCRIPT, "stop", folder_.path()});
}

// Lines of "name=value".
absl::Status RealServer::ReadDescription(absl::string_view text) {
  std::map<std::string, std::string> values;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    values.insert(absl::StrSplit(line, absl::MaxSplits('=', 1)));
  }
  url_ = values["url"];
  user_ = values["user"];
  password_ = values["password"];
  storage_ = values["storage"];
  if (!url_.empty()) return absl::OkStatus();
  return Failure(v1::MALFORMED_ANSWER, absl::StrCat("The server told no address: ", text));
}

}  // namespace photoferry
