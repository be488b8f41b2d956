// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "exporters/meta/graph/usage.h"

namespace photoferry::meta {

// What is known of one budget of calls, an app's or an account's, and when the next call may go. A
// budget is told in percent, and nobody tells how many calls it has or how long its window is: both
// are learnt from how the percentage moves. Pure.
//
// From 75 percent on calls are spaced out. From 95 percent on there are none, since calls while
// blocked prolong the block: for the time that was named, else until a look shows that the
// percentage has decayed. A look is a call, and counts: looks are made after 5, 10, 20, 40 and then
// 65 minutes; where a call takes a whole percent or more, after 65 minutes each, which an hour's
// window has seen the end of; and where one more call might be one too many, after a day.
class CallBudget {
 public:
  enum class Verdict {
    kGo,
    kAfterPause,    // go, after `wait`
    kAfterAnswers,  // calls under way may fill it up: their answers decide
    kClosed,        // not before `wait`
  };
  struct Advice {
    Verdict verdict = Verdict::kGo;
    absl::Duration wait = absl::ZeroDuration();
  };

  // Whether so many more calls may go while `under_way` wait for their answers.
  Advice Judge(absl::Time now, int under_way, int calls = 1) const;
  // As many of `wanted` calls as one request should take, at least one: at most half of what is
  // left, since what a call takes is an estimate, and few where the percentage is old.
  int Room(absl::Time now, int under_way, int wanted) const;

  // An answer that was no refusal told `usage`; what was asked counted as so many calls.
  void Observe(const Usage& usage, absl::Time now, int calls = 1);
  // A call was refused for this budget's sake. `wait`: as long as was named; zero: 5, 10, 20 up to
  // 60 minutes, longer each time in a row. Returns how long there are no calls.
  absl::Duration Refuse(absl::Duration wait, absl::Time now);
  // Calls went and nobody knows what came of them: they are taken to have counted.
  void Spend(int calls);

  // Calls are so few that each is worth telling everybody.
  bool is_tiny() const { return cost_ >= 1; }
  // It differs so much from `told` that others should know.
  bool IsNews(const CallBudget& told) const;
  // Takes over what somebody else found out later; a time without calls is never cut short.
  void Learn(const CallBudget& other, absl::Time now);

  // "<percent> <percent a call> <seen> <closed until> <refusals> <looks>", times as Unix
  // microseconds. What is unreadable knows nothing.
  std::string ToText() const;
  static CallBudget From(absl::string_view text);

 private:
  // The percentage still says something.
  bool Holds(absl::Time now) const;
  void Close(absl::Duration wait, absl::Time now);
  absl::Duration UntilNextLook();

  double percent_ = -1;                     // when last seen; -1: never
  double cost_ = 0;                         // percent that a call takes, on average
  absl::Time seen_ = absl::InfinitePast();  // when the latest answer came
  absl::Time closed_until_ = absl::InfinitePast();
  int refusals_ = 0;  // in a row
  int looks_ = 0;     // in a row, in vain
};

}  // namespace photoferry::meta
