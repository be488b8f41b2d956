// SPDX-License-Identifier: Apache-2.0
// What faults do to an answer.
#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/cdn.h"

namespace photoferry::demo {
namespace {

void Replace(ServerReply& reply, int status, absl::string_view type, absl::string_view body) {
  reply.status = status;
  reply.headers = {{"Content-Type", std::string(type)}};
  reply.body = std::string(body);
  reply.file = nullptr;
}

constexpr absl::string_view kPage =
    "<!DOCTYPE html>\n<html><head><title>Error</title></head>"
    "<body><h1>Sorry, something went wrong.</h1></body></html>\n";

}  // namespace

void Spoil(const Fault& fault, ServerReply& reply) {
  reply.delay = fault.delay;
  reply.bytes_per_second = fault.bytes_per_second;
  switch (fault.kind) {
    case FaultKind::kStatus:
      Replace(reply, fault.status, "text/plain", fault.message);
      break;
    case FaultKind::kHtml:
      Replace(reply,
              fault.status != 0 ? fault.status
              : reply.file      ? 200
                                : 502,
              "text/html; charset=utf-8", kPage);
      break;
    case FaultKind::kEmptyBody:
      Replace(reply, fault.status != 0 ? fault.status : 200, "text/plain", "");
      break;
    case FaultKind::kReset:
      reply.reset = true;
      break;
    case FaultKind::kTruncate:
      reply.end_after = fault.at_byte;
      break;
    case FaultKind::kCut:
      reply.end_after = fault.at_byte;
      reply.reset_at_end = true;
      break;
    case FaultKind::kWrongLength:
      reply.claimed_length = reply.BodySize() + fault.length_error;
      break;
    case FaultKind::kNoLength:
      reply.tells_length = false;
      break;
    case FaultKind::kContentType:
      for (auto& [name, value] : reply.headers) {
        if (name == "Content-Type") value = fault.message;
      }
      break;
    case FaultKind::kGarble:
      reply.garbled_byte = fault.at_byte;
      break;
    default:
      break;
  }
  if (fault.retry_after_seconds) {
    reply.headers.emplace_back("Retry-After", absl::StrCat(*fault.retry_after_seconds));
  }
}

}  // namespace photoferry::demo
