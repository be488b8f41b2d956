// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/fakes/demo/account.h"
#include "tests/fakes/demo/fault_script.h"
#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

// Media URLs as Facebook's CDN has them: `oe` is the expiry as hexadecimal Unix seconds, `oh` a
// signature over path and expiry. Thread-safe.
class UrlSigner {
 public:
  UrlSigner(std::string key, absl::Duration lifetime) : key_(std::move(key)), lifetime_(lifetime) {}

  // "/path?oh=...&oe=...". Within one minute the same URL.
  std::string Sign(absl::string_view path, absl::Time now) const;

  enum class Verdict { kGood, kExpired, kMismatch };
  Verdict Check(absl::string_view path, absl::string_view oh, absl::string_view oe,
                absl::Time now) const;

 private:
  std::string SignatureOf(absl::string_view path, absl::string_view oe) const;

  const std::string key_;
  const absl::Duration lifetime_;
};

// The path of a rendition or of a video; `node` is a photo or a video.
std::string PhotoPath(absl::string_view id, Rendition rendition);
std::string VideoPath(absl::string_view id);
enum class InstagramRendition { kPicture, kVideo, kStill };
std::string InstagramPath(absl::string_view id, InstagramRendition rendition);

// Answers a CDN's requests. Thread-safe.
class Cdn {
 public:
  Cdn(const Account& account, GraphState& state, const UrlSigner& signer, FaultScript& faults)
      : account_(account), state_(state), signer_(signer), faults_(faults) {}

  ServerReply Answer(const ServerRequest& request) const;

 private:
  struct Target {
    Node node;
    Rendition rendition;
    bool is_still = false;  // the still picture of one of Instagram's videos
  };
  std::optional<Target> FindTarget(absl::string_view path) const;
  std::optional<Target> FindInstagram(absl::string_view path) const;
  std::shared_ptr<const MediaFile> FileOf(const Target& target) const;
  ServerReply Truth(const ServerRequest& request, const std::optional<Target>& target) const;
  ServerReply Media(const ServerRequest& request, const Target& target) const;

  const Account& account_;
  GraphState& state_;
  const UrlSigner& signer_;
  FaultScript& faults_;
};

// What either server's faults do to a whole answer; leaves the faults alone that are not about
// answers as such.
void Spoil(const Fault& fault, ServerReply& reply);

}  // namespace photoferry::demo
