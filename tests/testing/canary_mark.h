// SPDX-License-Identifier: Apache-2.0
#pragma once

// Stands in every token, app secret, signed URL and upload session of the test suite, and nowhere
// else: whoever finds it in what the programs leave behind has found a leak
// (tests/testing/canary.h, scripts/ci/canary.sh). Letters and digits only, so that no URL encoding
// changes it.
#define PHOTOFERRY_CANARY_MARK "pfcanary7Hq2Zt9Lw"
