// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/fakes/demo/account.h"
#include "tests/fakes/demo/dice.h"

// What people write under photos: many scripts, and all that file names and headers stumble over.

namespace photoferry::demo {

std::string PickCaption(Dice& dice);  // may be empty
std::string PickWrittenAltText(Dice& dice);
std::string PickAutomaticAltText(Dice& dice);
DemoPlace PickPlace(Dice& dice);
Person PickFriend(Dice& dice);
// Names repeat: the fifth album of ten may be called like the fourth.
std::string AlbumName(int64_t normal_album);
std::string PickAlbumDescription(Dice& dice);  // may be empty
std::string PickPrivacy(Dice& dice);

// UTF-8 characters in `text`.
int64_t Characters(const std::string& text);

}  // namespace photoferry::demo
