// SPDX-License-Identifier: Apache-2.0
//
// An Instagram account comes home through either door: nothing is lost, nothing doubled, and what
// Instagram withholds is named.
#include "tests/e2e/programs.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;

class InstagramPrograms : public Programs {
 protected:
  InstagramPrograms()
      : Programs({.photos = 0,
                  .videos = 0,
                  .albums = 0,
                  .tagged = 0,
                  .style = demo::MediaStyle::kFiller,
                  .file_bytes = 20 << 10,
                  .instagram = {.posts = 33, .stories = 3, .withheld_one_in = 3}}) {}

  void LoginWith(const std::string& token) {
    const auto login = Photoferry({"login", "instagram", "--token-stdin"}, token + "\n");
    ASSERT_EQ(login.exit_code, 0) << login.output;
  }
  ChildProcess::Ending Run(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"run", "--from", "instagram", "--to", "folder:" + photos()});
    return Embedded(std::move(more));
  }

  const demo::InstagramAccount& instagram() const { return graph_.account().instagram(); }
  int64_t Withheld() const {
    int64_t withheld = 0;
    for (const int64_t number : instagram().Files())
      withheld += instagram().media(number).is_withheld;
    return withheld;
  }
  // Of a withheld video its still picture.
  std::multiset<std::string> ExpectedFiles() const {
    std::multiset<std::string> hashes;
    for (const int64_t number : instagram().Files()) {
      const bool withheld = instagram().media(number).is_withheld;
      hashes.insert((withheld ? graph_.account().InstagramStillPicture(number)
                              : graph_.account().InstagramFile(number))
                        ->Sha256());
    }
    return hashes;
  }
};

TEST_F(InstagramPrograms, ComesHomeWholeThroughEitherDoor) {
  for (const std::string& token : {graph_.token(), graph_.instagram_token()}) {
    LoginWith(token);
    const auto ran = Run();
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_EQ(Arrived(), ExpectedFiles());
    std::filesystem::remove_all(photos());
  }
}

}  // namespace
}  // namespace photoferry
