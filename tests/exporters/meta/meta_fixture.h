// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "common/base/rng.h"
#include "common/base/status.h"
#include "common/provider/provider_context.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/canary.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/map_memory.h"
#include "tests/testing/scripted_http_client.h"

namespace photoferry::meta {

// What the engine lends to an exporter, with nothing behind it: no wire, no waiting.
class MetaTest : public ::testing::Test {
 protected:
  MetaTest() { scheduler_.AdvanceBySleeping(); }

  // How much time went by, in sleep or because the test moved the clock.
  absl::Duration Passed() const { return scheduler_.clock().Monotonic(); }

  ProviderContext Context() {
    return {.http = http_,
            .scheduler = scheduler_,
            .rng = *rng_,
            .memory = memory_,
            .credential = credential_,
            .stop = stop_.get_token()};
  }

  ScriptedHttpClient http_;
  ManualScheduler scheduler_;
  std::unique_ptr<Rng> rng_ = NewRng(7);
  MapMemory memory_;
  Credential credential_ = {.access_token = Secret(canary::Token())};
  std::stop_source stop_;
};

// The Graph API's error envelope.
inline HttpResponse GraphErrorAnswer(int code, int subcode = 0, absl::string_view message = "no",
                                     int status = 400) {
  Json error = {{"message", std::string(message)}, {"type", "OAuthException"}, {"code", code}};
  if (subcode != 0) error["error_subcode"] = subcode;
  return {.status = status, .body = ToText({{"error", error}})};
}

}  // namespace photoferry::meta
