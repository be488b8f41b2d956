// SPDX-License-Identifier: Apache-2.0
//
// Lets the canary see every answer of the service that any test of this program gets.
#include <google/protobuf/message.h>
#include <grpcpp/support/client_interceptor.h>

#include <cstring>
#include <memory>
#include <string>

#include "tests/testing/canary.h"

namespace photoferry {
namespace {

using grpc::experimental::InterceptionHookPoints;

class AnswerWatch final : public grpc::experimental::Interceptor {
 public:
  explicit AnswerWatch(const grpc::experimental::ClientRpcInfo& call)
      : method_(call.method()), has_message_(HasMessage(call)) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* batch) override {
    if (batch->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      LookAt(batch->GetRecvMessage());
    }
    if (batch->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_STATUS)) {
      const grpc::Status& status = *batch->GetRecvStatus();
      canary::Inspect("answer", method_, status.error_message());
      canary::Inspect("answer", method_, status.error_details());
    }
    batch->Proceed();
  }

 private:
  // Health and reflection speak in other types than generated messages, and generic calls, which
  // gRPC counts as streams both ways, in bytes: RawCall shows those to the canary itself.
  static bool HasMessage(const grpc::experimental::ClientRpcInfo& call) {
    return std::strncmp(call.method(), "/photoferry.v1.", 15) == 0 &&
           call.type() != grpc::experimental::ClientRpcInfo::Type::BIDI_STREAMING;
  }

  void LookAt(const void* message) const {
    if (message == nullptr || !has_message_) return;
    canary::Inspect("answer", method_,
                    static_cast<const google::protobuf::Message*>(message)->SerializeAsString());
  }

  const std::string method_;
  const bool has_message_;
};

class AnswerWatchFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* call) override {
    return new AnswerWatch(*call);
  }
};

[[maybe_unused]] const bool g_watched = [] {
  grpc::experimental::RegisterGlobalClientInterceptorFactory(new AnswerWatchFactory);
  return true;
}();

}  // namespace
}  // namespace photoferry
