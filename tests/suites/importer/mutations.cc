// SPDX-License-Identifier: Apache-2.0
//
// Bytes that go bad after they were stored: whatever became of them, Check says so, and of bytes
// that are as they were it says that too.
#include <algorithm>

#include "common/base/hash.h"
#include "tests/suites/importer_suite.h"

namespace photoferry {
namespace {

constexpr size_t kSize = 300000;
constexpr size_t kBlock = 4096;

struct Mutation {
  const char* name;
  bool same_size;
  std::string (*of)(std::string bytes, const std::string& other);
};

std::string Flipped(std::string bytes, size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  return bytes;
}

// `other` is a file of the same size.
const std::vector<Mutation>& Mutations() {
  using Text = std::string;
  using Other = const std::string&;
  static const auto& mutations = *new std::vector<Mutation>{
      {"a bit of the first byte", true, [](Text b, Other) { return Flipped(b, 0); }},
      {"a bit in the middle", true, [](Text b, Other) { return Flipped(b, kSize / 2); }},
      {"a bit of the last byte", true, [](Text b, Other) { return Flipped(b, kSize - 1); }},
      {"a block of zeros", true,
       [](Text b, Other) { return b.replace(8 * kBlock, kBlock, kBlock, '\0'); }},
      {"nothing but zeros", true, [](Text b, Other) { return Text(b.size(), '\0'); }},
      {"two blocks in each other's place", true,
       [](Text b, Other) {
         std::swap_ranges(b.begin(), b.begin() + kBlock, b.begin() + 20 * kBlock);
         return b;
       }},
      {"a block over its neighbour", true,
       [](Text b, Other) { return b.replace(9 * kBlock, kBlock, b.substr(8 * kBlock, kBlock)); }},
      {"another file of this size", true, [](Text, Other other) { return other; }},
      {"without its last byte", false, [](Text b, Other) { return b.substr(0, kSize - 1); }},
      {"without its second half", false, [](Text b, Other) { return b.substr(0, kSize / 2); }},
      {"without its first block", false, [](Text b, Other) { return b.substr(kBlock); }},
      {"empty", false, [](Text, Other) { return Text(); }},
      {"a byte longer", false, [](Text b, Other) { return b + '\0'; }},
      {"a block twice", false,
       [](Text b, Other) { return b.insert(8 * kBlock, b.substr(8 * kBlock, kBlock)); }},
      {"the whole file twice", false, [](Text b, Other) { return b + b; }},
      {"another file's end behind it", false,
       [](Text b, Other other) { return b + other.substr(kSize / 2); }},
  };
  return mutations;
}

class Verdict {
 public:
  Verdict(ImporterVisit& visit, Importer& importer, const Parcel& parcel,
          const v1::RemoteItem& item)
      : visit_(visit), importer_(importer), parcel_(parcel), entry_(visit.EntryOf(parcel, item)) {
    entry_.sha256 = Sha256Of(parcel.bytes);
  }

  // Whether Check, held against what was sent, finds nothing wrong. An error is no such word.
  bool SaysWhole() {
    const absl::StatusOr<RemoteState> state = visit_.CheckOn(importer_, entry_);
    if (!state.ok() || state->presence != RemoteState::Presence::kPresent) return false;
    const v1::RemoteItem& told = state->item;
    if (!told.has_size_bytes() && !told.has_hash()) return false;
    const bool size =
        !told.has_size_bytes() || told.size_bytes() == static_cast<int64_t>(parcel_.bytes.size());
    const bool hash =
        told.hash().algorithm() != v1::ContentHash::SHA256 || told.hash().digest() == entry_.sha256;
    return size && hash;
  }

 private:
  ImporterVisit& visit_;
  Importer& importer_;
  const Parcel& parcel_;
  CheckEntry entry_;
};

// Where hashes are told, by default or when asked for, every one of the sixteen is found. Where
// only sizes are, the spec says so by naming no hash, and the eight that keep the size are not.
TEST_P(ImporterSuite, CheckFindsWhateverHappenedToStoredBytes) {
  PF_NEEDS_HAND(overwrite);
  ASSERT_EQ(Mutations().size(), 16u);
  const Parcel parcel = ParcelOf("1", NoiseOf(kSize, 1));
  const std::string other = NoiseOf(kSize, 2);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
  const std::unique_ptr<Importer> checking = NewImporter(GetParam().verifying_options);
  PF_ASSERT_OK_AND_ASSIGN(const Destination connected, checking->Connect(context()));
  const bool by_hash =
      !connected.capabilities.hashes().empty() || !GetParam().verifying_options.empty();
  Verdict verdict(*this, *checking, parcel, stored.item);
  ASSERT_TRUE(verdict.SaysWhole());
  for (const Mutation& mutation : Mutations()) {
    ASSERT_THAT(hand().overwrite(stored.item.id(), mutation.of(parcel.bytes, other)), IsOk());
    if (by_hash || !mutation.same_size) {
      EXPECT_FALSE(verdict.SaysWhole()) << "not found: " << mutation.name;
    }
    ASSERT_THAT(hand().overwrite(stored.item.id(), parcel.bytes), IsOk());
    EXPECT_TRUE(verdict.SaysWhole()) << "a false alarm after: " << mutation.name;
  }
}

// A destination that says it tells hashes tells them; one that does not, says what follows.
TEST_P(ImporterSuite, TheSpecSaysWhetherBytesOrOnlySizesAreProved) {
  const Parcel parcel = ParcelOf("1", NoiseOf(1000));
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
  CheckEntry entry = EntryOf(parcel, stored.item);
  entry.sha256 = Sha256Of(parcel.bytes);
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(importer(), entry));
  if (!capabilities().hashes().empty()) {
    EXPECT_TRUE(state.item.has_hash() || stored.item.has_hash());
    return;
  }
  EXPECT_TRUE(state.item.has_size_bytes() || stored.item.has_size_bytes());
  const auto& limitations = spec().limitations();
  EXPECT_TRUE(std::any_of(limitations.begin(), limitations.end(), [](const std::string& text) {
    return text.find("size") != text.npos;
  })) << "a limitation must say that only sizes are confirmed";
}

}  // namespace
}  // namespace photoferry
