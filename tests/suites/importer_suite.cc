// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/importer_suite.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "tests/testing/fake_media_source.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::Each;
using ::testing::Not;
using ::testing::SizeIs;

using Presence = RemoteState::Presence;

v1::Photo PhotoWithId(const std::string& id) {
  v1::Photo photo;
  photo.set_id(id);
  photo.set_kind(v1::PHOTO);
  photo.set_caption(absl::StrCat("Caption of ", id));
  photo.mutable_taken_time()->mutable_time()->set_seconds(1467628496);
  photo.mutable_uploaded_time()->set_seconds(1467714896);
  return photo;
}

std::string KeyOf(const std::string& id) {
  return absl::StrCat("key-", id);
}

class ListedContents final : public AlbumContents {
 public:
  explicit ListedContents(std::vector<ClosedItem> items) : items_(std::move(items)) {}
  absl::StatusOr<std::optional<ClosedItem>> Next() override {
    if (next_ == items_.size()) return std::nullopt;
    return items_[next_++];
  }

 private:
  const std::vector<ClosedItem> items_;
  size_t next_ = 0;
};

}  // namespace

void PrintTo(const ImporterCase& value, std::ostream* out) {
  *out << value.plugin().spec.id();
}

ImporterSuite::ImporterSuite()
    : plugin_(GetParam().plugin()),
      account_(GetParam().new_account()),
      credential_{.access_token = Secret(account_.token), .app_secret = Secret()} {}

void ImporterSuite::SetUp() {
  importer_ = NewImporter();
  ASSERT_NE(importer_, nullptr);
  PF_ASSERT_OK_AND_ASSIGN(connected_, importer_->Connect(context_));
}

std::unique_ptr<Importer> ImporterSuite::NewImporter() {
  const auto options = ProviderOptions::From(plugin_.spec, account_.options);
  EXPECT_THAT(options, IsOk());
  if (!options.ok()) return nullptr;
  absl::StatusOr<std::unique_ptr<Importer>> made = plugin_.make(*options);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? *std::move(made) : nullptr;
}

bool ImporterSuite::HasAlbums() const {
  return capabilities().container_model() != v1::NO_ALBUMS;
}

bool ImporterSuite::CheckTells() const {
  return capabilities().doubt() != v1::NOTHING_TELLS;
}

absl::StatusOr<AlbumEntry> ImporterSuite::EnsureAlbum(const std::string& id) {
  AlbumEntry entry;
  entry.album.set_id(id);
  entry.album.set_title(absl::StrCat("Album ", id));
  PF_ASSIGN_OR_RETURN(entry.ref, importer().EnsureAlbum(entry.album, context()));
  return entry;
}

absl::StatusOr<Stored> ImporterSuite::Deliver(const std::string& id, MediaSource& source,
                                              const AlbumEntry* album) {
  FakeSendTask task(KeyOf(id), PhotoWithId(id), source);
  if (album != nullptr) task.set_album(*album);
  absl::StatusOr<SendResult> result = importer().Send(task, context());
  if (!task.saved().empty()) sessions_[id] = task.saved().back();
  PF_ASSIGN_OR_RETURN(SendResult sent, std::move(result));
  if (std::holds_alternative<Stored>(sent)) return std::get<Stored>(std::move(sent));
  const PublishEntry entry{
      .key = task.key(), .photo = task.photo(), .handle = std::get<Staged>(sent).handle};
  auto answers = importer().Publish(absl::MakeSpan(&entry, 1), album, context());
  if (answers.size() == 1) return answers[0];
  return Failure(v1::INTERNAL_FAULT, "Publish must give one answer for each entry.");
}

absl::StatusOr<Stored> ImporterSuite::Deliver(const std::string& id, const std::string& bytes,
                                              const AlbumEntry* album) {
  FakeMediaSource source(scheduler(), bytes);
  return Deliver(id, source, album);
}

absl::StatusOr<v1::AlbumRef> ImporterSuite::Place(const AlbumEntry& album, const std::string& id,
                                                  const v1::RemoteItem& item) {
  const PlaceEntry entry{.key = KeyOf(id), .photo = PhotoWithId(id), .item = item, .position = 0};
  PF_ASSIGN_OR_RETURN(PlaceResult placed,
                      importer().Place(album, absl::MakeSpan(&entry, 1), context()));
  if (placed.entries.size() != 1) {
    return Failure(v1::INTERNAL_FAULT, "Place must give one answer for each entry.");
  }
  PF_RETURN_IF_ERROR(placed.entries[0]);
  return placed.ref;
}

absl::StatusOr<RemoteState> ImporterSuite::CheckOn(Importer& importer, const std::string& id,
                                                   std::optional<v1::RemoteItem> item) {
  CheckEntry entry{.key = KeyOf(id), .photo = PhotoWithId(id)};
  entry.item = std::move(item);
  if (sessions_.contains(id)) entry.session = sessions_[id];
  entry.mime_type = "image/jpeg";
  auto states = importer.Check(absl::MakeSpan(&entry, 1), context_);
  if (states.size() == 1) return states[0];
  return Failure(v1::INTERNAL_FAULT, "Check must give one answer for each entry.");
}

void ImporterSuite::ExpectConfirmed(const std::string& id, const v1::RemoteItem& item,
                                    const std::string& bytes) {
  v1::RemoteItem told = item;
  if (!told.has_size_bytes() && !told.has_hash()) {
    PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(importer(), id, item));
    ASSERT_EQ(state.presence, Presence::kPresent);
    told = state.item;
  }
  EXPECT_TRUE(told.has_size_bytes() || told.has_hash()) << "nothing confirms the item";
  if (told.has_size_bytes()) {
    EXPECT_EQ(told.size_bytes(), static_cast<int64_t>(bytes.size()));
  }
  if (told.hash().algorithm() == v1::ContentHash::SHA256) {
    EXPECT_EQ(HexOf(told.hash().digest()), HexOf(Sha256Of(bytes)));
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ImporterSuite);

TEST_P(ImporterSuite, ConnectingNamesTheSameAccountAgain) {
  PF_ASSERT_OK_AND_ASSIGN(const Destination again, importer().Connect(context()));
  EXPECT_FALSE(again.account_key.empty());
  const std::unique_ptr<Importer> other = NewImporter();
  PF_ASSERT_OK_AND_ASSIGN(const Destination fresh, other->Connect(context()));
  EXPECT_EQ(fresh.account_key, again.account_key);
}

TEST_P(ImporterSuite, AnItemHasANameAndIsConfirmedByTheDestination) {
  const std::string bytes(3 << 20, 'p');
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver("1", bytes));
  EXPECT_FALSE(stored.item.id().empty());
  ExpectConfirmed("1", stored.item, bytes);
}

TEST_P(ImporterSuite, TwoItemsOfTheSameBytesStayTwo) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored one, Deliver("1", "bytes"));
  PF_ASSERT_OK_AND_ASSIGN(const Stored two, Deliver("2", "bytes"));
  EXPECT_NE(one.item.id(), two.item.id());
}

TEST_P(ImporterSuite, CheckFindsWhatAnEarlierProcessSent) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver("1", "bytes"));
  const std::unique_ptr<Importer> restarted = NewImporter();
  ASSERT_THAT(restarted->Connect(context()), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(RemoteState state, CheckOn(*restarted, "1", stored.item));
  EXPECT_EQ(state.presence, Presence::kPresent);
  EXPECT_EQ(state.item.id(), stored.item.id());
  // The same after a crash before the answer was written down: only the key and the session are
  // left.
  PF_ASSERT_OK_AND_ASSIGN(state, CheckOn(*restarted, "1"));
  EXPECT_EQ(state.presence, CheckTells() ? Presence::kPresent : Presence::kUnknown);
  if (CheckTells()) {
    EXPECT_EQ(state.item.id(), stored.item.id());
  }
}

TEST_P(ImporterSuite, CheckNeverFindsWhatWasNotSent) {
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(importer(), "never"));
  EXPECT_EQ(state.presence, CheckTells() ? Presence::kAbsent : Presence::kUnknown);
}

TEST_P(ImporterSuite, CheckAnswersEveryEntryInItsOrder) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored one, Deliver("1", "one"));
  PF_ASSERT_OK_AND_ASSIGN(const Stored two, Deliver("2", "two, longer"));
  std::vector<CheckEntry> entries;
  for (const auto& [id, stored] : {std::pair("2", &two), {"1", &one}}) {
    entries.push_back({.key = KeyOf(id), .photo = PhotoWithId(id)});
    entries.back().item = stored->item;
    entries.back().mime_type = "image/jpeg";
  }
  const auto states = importer().Check(entries, context());
  ASSERT_THAT(states, SizeIs(2));
  ASSERT_THAT(states, Each(IsOk()));
  EXPECT_EQ(states[0]->item.id(), two.item.id());
  EXPECT_EQ(states[1]->item.id(), one.item.id());
}

TEST_P(ImporterSuite, ARepeatDoublesNothingWhereThatIsSaid) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored first, Deliver("1", "bytes"));
  if (capabilities().doubt() == v1::REPEAT_IS_HARMLESS) {
    PF_ASSERT_OK_AND_ASSIGN(const Stored again, Deliver("1", "bytes"));
    EXPECT_EQ(again.item.id(), first.item.id());
  }
  ExpectConfirmed("1", first.item, "bytes");
}

TEST_P(ImporterSuite, ASourceThatFailsIsToldAsItIsAndLeavesNoItem) {
  FakeMediaSource source(scheduler(), std::string(1 << 20, 'x'));
  source.BreakAt(300000, Failure(v1::SOURCE_CHANGED, "The photo was edited meanwhile."));
  EXPECT_THAT(Deliver("1", source), ReasonIs(v1::SOURCE_CHANGED));
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(importer(), "1"));
  EXPECT_NE(state.presence, Presence::kPresent);
}

TEST_P(ImporterSuite, AnAlbumThatIsAskedForTwiceIsOne) {
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry first, EnsureAlbum("a"));
  const std::unique_ptr<Importer> restarted = NewImporter();
  ASSERT_THAT(restarted->Connect(context()), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto again, restarted->EnsureAlbum(first.album, context()));
  ASSERT_EQ(again.has_value(), first.ref.has_value());
  if (again) {
    EXPECT_EQ(again->id(), first.ref->id());
  }
  const bool at_once = HasAlbums() && capabilities().container_model() != v1::LAZY_ALBUMS;
  EXPECT_EQ(first.ref.has_value(), at_once);
}

TEST_P(ImporterSuite, AnItemTakesItsPlaceInAnAlbumAndDoesSoAgain) {
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry album, EnsureAlbum("a"));
  const AlbumEntry* target = HasAlbums() ? &album : nullptr;
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver("1", "bytes", target));
  EXPECT_TRUE(HasAlbums() || !stored.placed_in_album);
  if (!HasAlbums() || stored.placed_in_album) return;
  for (int time = 0; time < 2; ++time) {
    PF_ASSERT_OK_AND_ASSIGN(album.ref, Place(album, "1", stored.item));
    EXPECT_FALSE(album.ref->id().empty());
  }
}

TEST_P(ImporterSuite, AnAlbumCanBeClosedTwice) {
  if (!HasAlbums()) {
    EXPECT_THAT(EnsureAlbum("a"), IsOk());
    return;
  }
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry album, EnsureAlbum("a"));
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver("1", "bytes", &album));
  if (!stored.placed_in_album) {
    PF_ASSERT_OK_AND_ASSIGN(album.ref, Place(album, "1", stored.item));
  }
  for (int time = 0; time < 2; ++time) {
    ListedContents contents({{.key = KeyOf("1"),
                              .photo = PhotoWithId("1"),
                              .item = stored.item,
                              .sha256 = Sha256Of("bytes"),
                              .position = 0}});
    EXPECT_THAT(importer().CloseAlbum(album, contents, context()), IsOk());
  }
}

}  // namespace photoferry
