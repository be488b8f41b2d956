// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "tests/api/api_lines.h"

// photoferry-api-lines TREE: prints what TREE's .proto files promise. scripts/ci/api.sh compares
// it.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: photoferry-api-lines TREE\n";
    return 2;
  }
  for (const std::string& line : photoferry::ApiLinesOfTree(argv[1])) std::cout << line << "\n";
  return 0;
}
