// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "tests/fakes/destinations/fault_script.h"
#include "tests/fakes/nextcloud/chunked_uploads.h"
#include "tests/fakes/nextcloud/dav_files.h"
#include "tests/fakes/nextcloud/photo_albums.h"

namespace photoferry::fakes {

// One request as it was served.
struct ServedRequest {
  std::string method;
  std::string path;        // as sent
  int64_t body_bytes = 0;  // that came
  int status = 0;          // that the client saw; 0: none
};

// A file as somebody who looks at the disk sees it.
struct NextcloudFile {
  std::string path;  // decoded, below the person's folder, "Album/photo.jpg"
  int64_t id = 0;
  int64_t bytes = 0;
  std::string sha256;  // hexadecimal
  absl::Time modified;
  absl::Time created;
  bool favourite = false;
};

// What a Nextcloud of one person answers, without sockets, threads and time of its own: the same
// requests in the same order get the same answers. Faults strike by DAV method; of uploads in
// chunks PUT is called "chunk" and MOVE "assemble". Thread-safe.
class NextcloudService {
 public:
  explicit NextcloudService(const NextcloudOptions& options, const Clock& clock = SystemClock());

  // What is known when a request's head is there and its body is not. Counts it for the faults.
  struct Reception {
    std::optional<DavResponse> answer;     // at once, whatever follows
    std::optional<int64_t> hang_up_after;  // bytes of the body; Lost() tells of it
    std::optional<Fault> fault;
  };
  Reception Receive(const DavRequest& head);
  // With the whole body.
  DavResponse Handle(const DavRequest& request, const Reception& reception);
  DavResponse Handle(const DavRequest& request);
  // The connection ended before the body did.
  void Lost(const DavRequest& head, int64_t body_bytes);

  FaultScript& faults() { return faults_; }
  void SetCapacity(int64_t bytes);
  void SetPassword(absl::string_view password);

  std::vector<ServedRequest> Log() const;
  std::vector<NextcloudFile> Files() const;    // in the order of their paths
  std::vector<std::string> FilePaths() const;  // the same without a look inside
  std::vector<std::string> Folders() const;
  // Paths of files, in the order of joining.
  std::map<std::string, std::vector<std::string>> Albums() const;
  std::vector<std::string> UnfinishedUploads() const;  // their ids
  // As if nobody had touched them for a day.
  void ForgetUploads();
  int64_t UsedBytes() const;
  // Changes bytes behind everybody's back: etag and times stay. False: there is no such file.
  bool Corrupt(absl::string_view path, absl::Cord content);
  std::optional<absl::Cord> Read(absl::string_view path) const;

 private:
  std::optional<DavResponse> Refusal(const DavRequest& request) PF_REQUIRES(mutex_);
  bool IsLoggedIn(const DavRequest& request) const PF_REQUIRES(mutex_);
  DavResponse Route(const DavRequest& request) PF_REQUIRES(mutex_);
  DavResponse RouteDav(const DavRequest& request, const DavPath& path) PF_REQUIRES(mutex_);
  DavResponse Capabilities() const;
  DavResponse AboutUser() const PF_REQUIRES(mutex_);
  DavNode* FileAt(absl::string_view path) const PF_REQUIRES(mutex_);
  void LogServed(const DavRequest& request, int64_t body_bytes, const DavResponse& response)
      PF_REQUIRES(mutex_);

  const DavPath files_base_;
  const DavPath uploads_base_;
  const DavPath albums_base_;
  FaultScript faults_;
  mutable Mutex mutex_;
  mutable NextcloudState state_ PF_GUARDED_BY(mutex_);
  DavFiles files_ PF_GUARDED_BY(mutex_);
  ChunkedUploads uploads_ PF_GUARDED_BY(mutex_);
  PhotoAlbums albums_ PF_GUARDED_BY(mutex_);
  std::vector<ServedRequest> log_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::fakes
