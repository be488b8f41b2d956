// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

// What others rely on in a .proto file, one line a promise: a line that goes or changes breaks
// somebody's program, stored job or configuration; a new line does not.
//
//   field photoferry.v1.Photo.album_ids = 4 repeated string
//   value photoferry.v1.Photo.PHOTO = 1
//   method photoferry.v1.TransferService.Watch: photoferry.v1.WatchRequest -> stream
//   photoferry.v1.Change

namespace photoferry {

// Of one file, in its order.
std::vector<std::string> ApiLinesOf(const google::protobuf::FileDescriptor& file);

// Of the files of package photoferry.v1 in `files`, sorted by bytes. Every file that one of them
// imports must come before it, as protoc --include_imports writes them; std::nullopt otherwise.
std::optional<std::vector<std::string>> ApiLinesOf(
    const google::protobuf::FileDescriptorSet& files);

}  // namespace photoferry
