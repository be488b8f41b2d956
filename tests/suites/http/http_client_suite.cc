// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/http/http_client_suite.h"

#include "absl/strings/str_cat.h"

namespace photoferry {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HttpClientSuite);

std::string HttpClientSuite::ServeAlways(const ServedAnswer& answer) {
  return Serve([answer](const ServedRequest& request) {
    (void)request.body();
    return answer;
  });
}

std::string HttpClientSuite::ServeEcho() {
  return Serve([](const ServedRequest& request) {
    ServedAnswer answer{.headers = {{"X-Method", request.method}, {"X-Target", request.target}}};
    for (const auto& [name, value] : request.headers.all()) {
      answer.headers.Add(absl::StrCat("X-Saw-", name), value);
    }
    answer.body = request.body().value_or("it broke off");
    return answer;
  });
}

absl::StatusOr<std::string> HttpClientSuite::ReadAll(Pipe& pipe) {
  std::string all;
  std::string buffer(64 << 10, '\0');
  for (;;) {
    PF_ASSIGN_OR_RETURN(const size_t got, pipe.Read(buffer.data(), buffer.size()));
    if (got == 0) return all;
    all.append(buffer, 0, got);
  }
}

std::string HttpClientSuite::Pattern(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 131 + (i >> 8)) & 0xff);
  return bytes;
}

}  // namespace photoferry
