// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fakes/nextcloud/dav_message.h"
#include "tests/fakes/nextcloud/nextcloud_service.h"

namespace photoferry::fakes {

// What a test in another process asks of a fake, without a login:
//
//   GET /control/inventory   {"files": [{"path", "bytes", "sha256", "modified", "favourite"}],
//                             "folders": [path...], "albums": {name: [path...]},
//                             "unfinished_uploads": n}
//   GET /control/log         [{"method", "path", "body_bytes", "status"}], 0: it got no answer
//   POST /control/faults     faults are added, as FaultsFromJson reads them
//   DELETE /control/faults
bool IsControl(const DavRequest& request);
DavResponse Control(NextcloudService& service, const DavRequest& request);

}  // namespace photoferry::fakes
