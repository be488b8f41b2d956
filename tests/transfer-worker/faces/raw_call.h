// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/testing/canary.h"

// gRPC below its messages: for services whose messages are not at hand, and for requests that no
// decent client would send.

namespace photoferry {

constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
// HealthCheckResponse.status: 1 is SERVING.
constexpr char kServing[] = "\x08\x01";

inline grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

inline std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (buffer.Valid() && buffer.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) {
      bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
  }
  return bytes;
}

inline void Next(grpc::CompletionQueue& queue) {
  void* tag;
  bool ok;
  ASSERT_TRUE(queue.Next(&tag, &ok));
}

// One request and one answer of any method, as bytes; "error: ..." if it fails.
inline std::string RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                           const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, method, &queue);
  grpc::ByteBuffer answer;
  grpc::Status status;
  call->StartCall(nullptr);
  Next(queue);
  call->WriteLast(BufferOf(request), {}, nullptr);
  Next(queue);
  call->Read(&answer, nullptr);
  Next(queue);
  call->Finish(&status, nullptr);
  Next(queue);
  canary::Inspect("answer", method, BytesOf(answer));
  return status.ok() ? BytesOf(answer) : "error: " + status.error_message();
}

}  // namespace photoferry
