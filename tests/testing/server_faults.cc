// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/server_faults.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace photoferry {
namespace {

constexpr char kFileLines[] = "Content-Type: image/jpeg\r\nETag: \"1\"\r\n";

std::string LengthLine(size_t length) {
  return absl::StrCat("Content-Length: ", length, "\r\n");
}

// What the file's own answer becomes when its length is told so.
void AnswerWithLengths(FaultyExchange& x, absl::string_view lines) {
  x.connection.Send(HeadOf("200 OK", lines) + x.file);
  x.connection.CloseWriting();
  x.connection.Drain();
}

void AnswerInChunks(FaultyExchange& x, absl::string_view chunks) {
  x.connection.Send(HeadOf("200 OK", "Transfer-Encoding: chunked\r\n"));
  x.connection.Send(chunks);
}

std::string ChunkOf(absl::string_view bytes) {
  return absl::StrCat(absl::Hex(bytes.size()), "\r\n", bytes, "\r\n");
}

// ---- Slow and silent

void Whole(FaultyExchange& x) {
  x.connection.Send(WholeAnswer(x.head, x.file));
}
void Silent(FaultyExchange& x) {
  x.connection.Drain();
}
void SlowHead(FaultyExchange& x) {
  x.SendSlowly(WholeAnswer(x.head, x.file));
}
void SlowBody(FaultyExchange& x) {
  x.connection.Send(HeadOf("200 OK", LengthLine(x.file.size())));
  x.SendSlowly(x.file);
}
void StuckBody(FaultyExchange& x) {
  x.connection.Send(HeadOf("200 OK", LengthLine(x.file.size())));
  x.connection.Send(x.file.substr(0, x.file.size() / 2));
  x.connection.Drain();
}
void SlowReader(FaultyExchange& x) {
  while (x.pause() && !x.connection.ReadBytes(1).empty()) {
  }
}
void StuckReader(FaultyExchange& x) {
  while (x.pause()) {
  }
}

// ---- Cut

void Reset(FaultyExchange& x) {
  x.connection.Send(WholeAnswer(x.head, x.file).substr(0, static_cast<size_t>(x.details.at)));
  x.connection.Reset();
}
void Close(FaultyExchange& x) {
  x.connection.Send(WholeAnswer(x.head, x.file).substr(0, static_cast<size_t>(x.details.at)));
  x.connection.CloseWriting();
}
void ResetUpload(FaultyExchange& x) {
  x.connection.ReadBytes(static_cast<size_t>(x.details.at));
  x.connection.Reset();
}
void CloseUpload(FaultyExchange& x) {
  x.connection.ReadBytes(static_cast<size_t>(x.details.at));
  x.connection.CloseWriting();
  x.connection.Drain();
}
void EarlyRefusal(FaultyExchange& x) {
  x.connection.SendAnswer(507, "no room");
  x.connection.Drain();
}

// ---- Lengths

void LengthShort(FaultyExchange& x) {
  AnswerWithLengths(x, LengthLine(x.file.size() / 2));
}
void LengthLong(FaultyExchange& x) {
  AnswerWithLengths(x, LengthLine(x.file.size() + 1));
}
void LengthNegative(FaultyExchange& x) {
  AnswerWithLengths(x, "Content-Length: -1\r\n");
}
void LengthAbsurd(FaultyExchange& x) {
  AnswerWithLengths(x, "Content-Length: 9223372036854775808\r\n");
}
void LengthNoNumber(FaultyExchange& x) {
  AnswerWithLengths(x, "Content-Length: many\r\n");
}
void LengthTwice(FaultyExchange& x) {
  AnswerWithLengths(x, LengthLine(x.file.size()) + LengthLine(x.file.size() - 1));
}
void LengthRepeated(FaultyExchange& x) {
  AnswerWithLengths(x, LengthLine(x.file.size()) + LengthLine(x.file.size()));
}
void LengthLost(FaultyExchange& x) {
  x.connection.Send(HeadOf("200 OK", "Connection: close\r\n") +
                    x.file.substr(0, x.file.size() / 2));
  x.connection.CloseWriting();
}

// ---- Heads

void HeadersEndless(FaultyExchange& x) {
  x.connection.Send("HTTP/1.1 200 OK\r\n");
  for (int64_t line = 0; x.connection.Send(absl::StrCat("X-Line-", line, ": more\r\n")); ++line) {
  }
}
void HeaderHuge(FaultyExchange& x) {
  x.connection.Send(HeadOf("200 OK", absl::StrCat("X-Huge: ", std::string(1 << 20, 'h'), "\r\n")));
  x.connection.Drain();
}
void HeadersTwice(FaultyExchange& x) {
  const std::string lines = absl::StrCat(kFileLines, kFileLines, "Date: never\r\nDate: 1\r\n",
                                         "Content-Type: text/html\r\n");
  x.connection.Send(HeadOf("200 OK", lines + LengthLine(x.file.size())) + x.file);
}
void HeaderNonsense(FaultyExchange& x) {
  x.connection.Send("HTTP/1.1 200 OK\r\nthis is no header\r\n: nor is this\r\n\r\n");
  x.connection.CloseWriting();
}
void NoHttp(FaultyExchange& x) {
  x.connection.Send("SSH-2.0-OpenSSH_9.2\r\n");
  x.connection.CloseWriting();
}

// ---- Chunks

void ChunksEndless(FaultyExchange& x) {
  AnswerInChunks(x, "");
  const std::string chunk = ChunkOf(std::string(16 << 10, 'c'));
  while (x.connection.Send(chunk)) {
  }
}
void ChunksCut(FaultyExchange& x) {
  AnswerInChunks(x, ChunkOf(x.file));
  x.connection.CloseWriting();
}
void ChunkAbsurd(FaultyExchange& x) {
  AnswerInChunks(x, "FFFFFFFFFFFFFFFFF\r\nabc");
  x.connection.Drain();
}
void ChunkNonsense(FaultyExchange& x) {
  AnswerInChunks(x, "one photo\r\n");
  x.connection.Drain();
}

// ---- Ranges and contents

void RangeWrong(FaultyExchange& x) {
  const size_t last = x.file.size() - 1;
  x.connection.Send(
      HeadOf("206 Partial Content", absl::StrCat(kFileLines, "Content-Range: bytes 7-", last, "/",
                                                 last + 1, "\r\n", LengthLine(last - 6))) +
      x.file.substr(7));
}
void RangeIgnored(FaultyExchange& x) {
  x.connection.Send(HeadOf("200 OK", kFileLines + LengthLine(x.file.size())) + x.file);
}
void RangeNonsense(FaultyExchange& x) {
  x.connection.Send(
      HeadOf("206 Partial Content",
             absl::StrCat(kFileLines, "Content-Range: some\r\n", LengthLine(x.file.size()))) +
      x.file);
}
void GzipUnasked(FaultyExchange& x) {
  constexpr absl::string_view kPacked(
      "\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x04\0\x43\xbe\xb7\xe8\x01\0\0\0", 21);
  x.connection.Send(HeadOf("200 OK", absl::StrCat("Content-Encoding: gzip\r\n", kFileLines,
                                                  LengthLine(kPacked.size()))));
  x.connection.Send(kPacked);
}
void ErrorPage(FaultyExchange& x) {
  constexpr absl::string_view kPage = "<html><body>Please log in.</body></html>";
  x.connection.Send(absl::StrCat(HeadOf("200 OK", kFileLines + LengthLine(kPage.size())), kPage));
}

// ---- Redirects

void RedirectTo(FaultyExchange& x, absl::string_view where) {
  x.connection.SendAnswer(302, "", absl::StrCat("Location: ", where, "\r\n"));
}
void RedirectLoop(FaultyExchange& x) {
  RedirectTo(x, "/again");
}
// Hop n leads to hop n + 1; the eleventh to the file.
void RedirectFar(FaultyExchange& x) {
  const absl::string_view path = absl::string_view(x.head).substr(x.head.find(' ') + 1);
  int hop = 0;
  const absl::string_view number = absl::StripPrefix(path, "/hop-");
  if (number != path) (void)absl::SimpleAtoi(number.substr(0, number.find(' ')), &hop);
  if (hop >= 11) return Whole(x);
  RedirectTo(x, absl::StrCat("/hop-", hop + 1));
}
void RedirectPrivate(FaultyExchange& x) {
  RedirectTo(x, "https://10.0.0.1/");
}
void RedirectNowhere(FaultyExchange& x) {
  RedirectTo(x, "file:///etc/passwd");
}

}  // namespace

void FaultyExchange::SendSlowly(absl::string_view bytes) {
  for (const char byte : bytes) {
    if (!connection.Send(absl::string_view(&byte, 1)) || !pause()) return;
  }
}

std::string HeadOf(absl::string_view status, absl::string_view lines) {
  return absl::StrCat("HTTP/1.1 ", status, "\r\n", lines, "\r\n");
}

std::string WholeAnswer(absl::string_view request_head, const std::string& file) {
  const std::string range = HeaderOf(request_head, "Range");
  size_t from = 0;
  const absl::string_view first = absl::StripPrefix(range, "bytes=");
  if (range.empty() || !absl::SimpleAtoi(first.substr(0, first.find('-')), &from) ||
      from >= file.size()) {
    return HeadOf("200 OK", kFileLines + LengthLine(file.size())) + file;
  }
  return HeadOf("206 Partial Content",
                absl::StrCat(kFileLines, "Content-Range: bytes ", from, "-", file.size() - 1, "/",
                             file.size(), "\r\n", LengthLine(file.size() - from))) +
         file.substr(from);
}

const std::vector<PlainFault>& PlainFaults() {
  static const auto& faults = *new std::vector<PlainFault>{
      {{"none", "The file as it is, in ranges too."}, true, Whole},
      {{"silent", "Takes the request and never answers."}, false, Silent},
      {{"slow-head", "One byte at a time, from the first on."}, true, SlowHead},
      {{"slow-body", "A prompt head; then one byte at a time."}, true, SlowBody},
      {{"stuck-body", "Half the file, then nothing."}, true, StuckBody},
      {{"slow-reader", "Reads an upload one byte at a time."}, false, SlowReader},
      {{"stuck-reader", "Reads the head of an upload and no more."}, false, StuckReader},
      {{"reset", "Resets the connection at a byte of the answer."}, true, Reset},
      {{"close", "Closes the connection at a byte of the answer."}, true, Close},
      {{"reset-upload", "Resets the connection at a byte of the upload."}, false, ResetUpload},
      {{"close-upload", "Closes its side at a byte of the upload."}, false, CloseUpload},
      {{"early-refusal", "Answers 507 before it has read an upload."}, false, EarlyRefusal},
      {{"length-short", "Tells half the length."}, true, LengthShort},
      {{"length-long", "Tells a byte more than there is."}, true, LengthLong},
      {{"length-negative", "Tells a length of -1."}, true, LengthNegative},
      {{"length-absurd", "Tells a length of 2^63."}, true, LengthAbsurd},
      {{"length-no-number", "Tells a length that is a word."}, true, LengthNoNumber},
      {{"length-twice", "Tells two lengths that differ."}, true, LengthTwice},
      {{"length-repeated", "Tells the right length twice."}, true, LengthRepeated},
      {{"length-lost", "Tells no length and closes after half the file."}, true, LengthLost},
      {{"headers-endless", "Sends header lines for ever."}, true, HeadersEndless},
      {{"header-huge", "Sends a header of 1 MiB."}, true, HeaderHuge},
      {{"headers-twice", "Sends headers twice, with other values."}, true, HeadersTwice},
      {{"header-nonsense", "Sends lines that are no headers."}, true, HeaderNonsense},
      {{"no-http", "Answers in another protocol."}, true, NoHttp},
      {{"chunks-endless", "Sends chunks for ever."}, true, ChunksEndless},
      {{"chunks-cut", "Sends the file in chunks and closes before the last."}, true, ChunksCut},
      {{"chunk-absurd", "Announces a chunk of 2^68 bytes."}, true, ChunkAbsurd},
      {{"chunk-nonsense", "Announces a chunk of a size that is a word."}, true, ChunkNonsense},
      {{"range-wrong", "Answers every request with the range from byte 7 on."}, true, RangeWrong},
      {{"range-ignored", "Answers with the whole file, whatever range is asked."},
       true,
       RangeIgnored},
      {{"range-nonsense", "Answers 206 with a range that is none."}, true, RangeNonsense},
      {{"gzip-unasked", "Packs the answer though nobody asked for that."}, true, GzipUnasked},
      {{"error-page", "Answers 200 and image/jpeg with a page of HTML."}, true, ErrorPage},
      {{"redirect-loop", "Redirects to itself."}, true, RedirectLoop},
      {{"redirect-far", "Redirects eleven times before the file."}, true, RedirectFar},
      {{"redirect-private", "Redirects into a private network."}, true, RedirectPrivate},
      {{"redirect-nowhere", "Redirects to a file: URL."}, true, RedirectNowhere},
  };
  return faults;
}

}  // namespace photoferry
