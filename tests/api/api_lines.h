// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

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

// Of all proto/photoferry/v1/*.proto in the checkout at `root`, sorted by bytes. Ends the program
// with a message on a file that does not parse.
std::vector<std::string> ApiLinesOfTree(const std::string& root);

}  // namespace photoferry
