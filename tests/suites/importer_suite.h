// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suites/importer_visit.h"
#include "tests/suites/needs_hand.h"
#include "tests/testing/status_matchers.h"

// What every importer promises (importers/importer.h), whatever its destination. An importer joins
// by one line:
//
//   INSTANTIATE_TEST_SUITE_P(Flickr, ImporterSuite,
//                            testing::Values(ImporterCase{flickr_importer_plugin, NewAccount}));
//
// The promises stand in tests/suites/importer, one idea a file. Many need a hand at the destination
// (destination_hand.h): a hook that is lacking fails its tests, unless ImporterCase::cannot says
// why there can be none. Tests that the capabilities make pointless are skipped, with the reason.

namespace photoferry {

class ImporterSuite : public ::testing::TestWithParam<ImporterCase>, protected ImporterVisit {
 protected:
  ImporterSuite() : ImporterVisit(GetParam()) {}
  void SetUp() override { ASSERT_THAT(Connect(), IsOk()); }

  // Why there can be no such thing here; empty: there can.
  static std::string WhyNot(const std::string& what);

  // Size or hash, as the destination told them at delivery or tells them now, are those of the
  // parcel.
  void ExpectConfirmed(const Parcel& parcel, const v1::RemoteItem& item);
  // The destination holds exactly these bytes, as a person there sees it.
  void ExpectHeld(const Parcel& parcel, const v1::RemoteItem& item);
  // Nothing that a person would see came of this item, and Check does not find it.
  void ExpectNothingOf(const Parcel& parcel);

  Mutex publish_lane_;  // one Publish at a time, where two jobs run at once
};

}  // namespace photoferry
