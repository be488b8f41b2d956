// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/time/time.h"
#include "tests/fakes/nextcloud/dav_files.h"

namespace photoferry::fakes {

// Chunked uploads, version 2: below /remote.php/dav/uploads/USER/
//
//   MKCOL ID            with the file's Destination, as every request but DELETE and PROPFIND
//   PUT ID/N            N from 1 to 10000; a number that is sent again replaces its chunk
//   PROPFIND ID         which chunks are there, and how large
//   MOVE ID/.file       the chunks, in the order of their numbers, become the file
//   DELETE ID
//
// An upload that nobody touches for 24 hours is gone.
class ChunkedUploads {
 public:
  ChunkedUploads(NextcloudState& state, DavFiles& files, DavPath base)
      : state_(state), files_(files), base_(std::move(base)) {}

  // `path`: below `base`.
  DavResponse Handle(const DavRequest& request, const DavPath& path);
  // Why a chunk of so many bytes will not do; -1: nobody said how many.
  std::optional<DavResponse> PutRefusal(const DavRequest& request, const DavPath& path,
                                        int64_t bytes);
  std::vector<std::string> Ids() const;
  void Clear() { uploads_.clear(); }

 private:
  struct Upload {
    std::string destination;
    absl::Time touched;
    std::map<int, absl::Cord> chunks;
    int64_t Bytes() const;
  };
  void Expire();
  DavResponse Make(const DavRequest& request, const std::string& id);
  DavResponse Put(const DavRequest& request, const DavPath& path);
  DavResponse Assemble(const DavRequest& request, const DavPath& path);
  std::optional<DavResponse> AssemblyRefusal(const DavRequest& request, const Upload& upload) const;
  DavResponse List(const DavRequest& request, const DavPath& path) const;

  NextcloudState& state_;
  DavFiles& files_;
  const DavPath base_;
  std::map<std::string, Upload> uploads_;
};

}  // namespace photoferry::fakes
