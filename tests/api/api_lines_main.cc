// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "tests/api/api_lines.h"

// photoferry-api-lines <SET: prints what the .proto files of photoferry.v1 promise, given what
// protoc --include_imports --descriptor_set_out wrote about them. scripts/ci/api.sh compares it.
int main() {
  google::protobuf::FileDescriptorSet files;
  if (!files.ParseFromIstream(&std::cin)) {
    std::cerr << "standard input is not a descriptor set\n";
    return 2;
  }
  const auto lines = photoferry::ApiLinesOf(files);
  if (!lines.has_value()) return 2;  // protobuf has said why
  for (const std::string& line : *lines) std::cout << line << "\n";
  return 0;
}
