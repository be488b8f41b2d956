// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/demo_texts.h"

#include "absl/strings/str_cat.h"

namespace photoferry::demo {
namespace {

const char* const kCaptions[] = {
    "First snow of the year",
    "Großmutters Garten im Spätsommer",
    "Été à la mer, enfin !",
    "Çiçekler açtı",
    "Καλοκαίρι στη Νάξο",
    "Зимний вечер у реки",
    "غروب الشمس فوق البحر",
    "שקיעה על החוף",
    "सुबह की चाय",
    "外婆做的饺子",
    "桜が満開です",
    "부산의 아침",
    "เช้าวันใหม่",
    "🎉 Happy birthday, Ada! 🎂",
    "👨‍👩‍👧‍👦 all of us, at last",
    "1/2 of the way up",
    "../../etc/passwd is a funny file name",
    "CON",
    ".hidden",
    "trailing dots and spaces. . ",
    "a \"quoted\" <b>bold</b> & 'single' caption",
    "two\nlines\tand a tab",
    "C:\\Users\\me\\photos?*|:",
    "e\u0301 composed otherwise than \u00e9",
    "100% $HOME `ls` ; rm -rf",
    "\u202Eright to left override",
    "#holiday @nobody http://example.org/?a=b&c=d",
};

const char* const kWrittenAltTexts[] = {
    "Two children throw snowballs in front of a red house",
    "Ein Beet mit gelben Dahlien, dahinter ein Zaun",
    "Μια βάρκα στο λιμάνι",
    "طفلة تضحك",
    "一只猫在窗台上睡觉",
};

const char* const kAutomaticAltTexts[] = {
    "No photo description available.",
    "May be an image of mountain, sky and nature",
    "May be an image of 2 people, people smiling and text that says 'WELCOME'",
    "May be an image of food and indoor",
};

const Person kFriends[] = {
    {"10158600000000011", "Ada Nkemelu"},     {"10158600000000022", "José Ñíguez"},
    {"10158600000000033", "Ольга Петрова"},   {"10158600000000044", "李小龍"},
    {"10158600000000055", "Müller & Söhne"},  {"10158600000000066", "محمد علي"},
    {"10158600000000077", "Νίκος Παπαδάκης"},
};

const DemoPlace kPlaces[] = {
    {"110774245616525", "Berlin, Germany", true, 52.5167, 13.3833, "", "Berlin", "", "Germany"},
    {"106078429431815", "Νάξος", true, 37.1036, 25.3766, "", "Naxos", "84300", "Greece"},
    {"108099562543414", "Praia do Futuro", true, -3.7419, -38.4489, "Av. Zezé Diogo", "Fortaleza",
     "60182-025", "Brazil"},
    {"111227078906045", "金閣寺", true, 35.0394, 135.7292, "1 Kinkakujicho", "Kyoto", "603-8361",
     "Japan"},
    {"114952118516947", "Fiji, near the date line", true, -16.8, 179.9999, "", "", "", "Fiji"},
    {"112345678901234", "Grandmother's kitchen", false},
};

const char* const kAlbumNames[] = {
    "Holiday in Greece",  // twice: see AlbumName
    "Holiday in Greece",
    "Sommer / Winter",
    "Наши кошки",
    "..",
    "صور العائلة",
    "家族旅行 2019",
    "Garden: before & after?",
    "גינה",
    "दीवाली",
    "🏔️ Alps 🏔️",
    "  spaces around  ",
    "aux.jpg",
};

const char* const kPrivacies[] = {"everyone", "friends", "friends-of-friends", "custom"};

std::string LongText(const char* word, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) absl::StrAppend(&text, word, " ", i, " ");
  return text;
}

}  // namespace

std::string PickCaption(Dice& dice) {
  if (dice.OneIn(6)) return "";
  if (dice.OneIn(60)) return LongText("and then we walked on,", 300);
  if (dice.OneIn(60)) return LongText("дальше", 400);
  return dice.Pick(kCaptions);
}

std::string PickWrittenAltText(Dice& dice) {
  return dice.Pick(kWrittenAltTexts);
}
std::string PickAutomaticAltText(Dice& dice) {
  return dice.Pick(kAutomaticAltTexts);
}
DemoPlace PickPlace(Dice& dice) {
  return dice.Pick(kPlaces);
}
Person PickFriend(Dice& dice) {
  return dice.Pick(kFriends);
}
std::string PickPrivacy(Dice& dice) {
  return dice.Pick(kPrivacies);
}

std::string AlbumName(int64_t normal_album) {
  constexpr int64_t kNames = std::size(kAlbumNames);
  if (normal_album == kNames) return LongText("A very long album name", 40);
  if (normal_album < kNames) return kAlbumNames[normal_album];
  return absl::StrCat("Album ", normal_album);
}

std::string PickAlbumDescription(Dice& dice) {
  if (dice.OneIn(2)) return "";
  return absl::StrCat(dice.Pick(kCaptions), "\n", dice.Pick(kCaptions));
}

int64_t Characters(const std::string& text) {
  int64_t count = 0;
  for (const char byte : text) count += (byte & 0xc0) != 0x80;
  return count;
}

}  // namespace photoferry::demo
