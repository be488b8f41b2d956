// SPDX-License-Identifier: Apache-2.0
// photoferry-demo-account: an account to try Photoferry on, without Facebook and without a network.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "common/base/rng.h"
#include "common/base/status.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/fakes/demo/login_book.h"
#include "tests/fakes/demo/manifest.h"
#include "tests/fakes/demo/photographs.h"

namespace photoferry::demo {
namespace {

struct Arguments {
  GraphOptions graph{.account = {.instagram = {.posts = 40, .stories = 3, .withheld_one_in = 6}},
                     .control = true};
  int port = 0;
  int pages = 1;
  std::string photographs = "auto";
  std::string style = "pictures";
  int64_t url_lifetime_seconds = 72 * 3600;
  std::string info, manifest, faults;
};

const std::map<std::string, PageTie> kTies = {{"professional", PageTie::kProfessional},
                                              {"connected", PageTie::kConnected},
                                              {"none", PageTie::kNone},
                                              {"no-page", PageTie::kNoPage}};

void DeclareInstagram(CLI::App& app, Arguments& arguments) {
  InstagramAccountOptions& instagram = arguments.graph.account.instagram;
  app.add_option(
         "--instagram-posts", instagram.posts,
         "Posts that the Instagram account has; each fifth is a carousel, each fifth a reel")
      ->capture_default_str();
  app.add_option("--instagram-stories", instagram.stories, "Stories that are there for 24 hours")
      ->capture_default_str();
  app.add_option("--instagram-withheld", instagram.withheld_one_in,
                 "Of so many videos one comes without its file; 0: none")
      ->capture_default_str();
  app.add_option("--instagram-collaborations", instagram.collaborations,
                 "Posts that are counted but, being published by others, not listed")
      ->capture_default_str();
  app.add_option("--instagram-accounts", instagram.other_accounts,
                 "Further Pages, each with an empty Instagram account")
      ->capture_default_str();
  app.add_option("--instagram-type", instagram.type,
                 "account_type: BUSINESS, MEDIA_CREATOR, PERSONAL")
      ->capture_default_str();
  app.add_option("--instagram-page", instagram.tie,
                 "How the Page holds the account: professional, connected, none, no-page")
      ->transform(CLI::CheckedTransformer(kTies))
      ->default_str("professional");
  app.add_option("--instagram-tasks", instagram.tasks,
                 "The person's tasks on the Page; default: all of them");
  app.add_flag("--instagram-wrapped-me", arguments.graph.wrapped_me,
               "Wrap Instagram Login's \"me\" as {\"data\":[...]}");
  app.add_option("--instagram-token", arguments.graph.instagram_token,
                 "Instagram Login's access token; default: a random one");
}

void DeclareLogin(CLI::App& app, LoginOptions& login) {
  app.add_option("--redirect-uri", login.redirect_uris,
                 "Where a login may come back to, besides the addresses of this machine");
  app.add_flag("--without-role", login.without_role,
               "The app has Standard Access and the person no role in it");
  app.add_flag("--wrapped-token", login.wrapped_token,
               "Wrap Instagram Login's first token as {\"data\":[...]}");
  app.add_option_function<int64_t>(
      "--first-token-seconds",
      [&login](int64_t seconds) { login.first_token_life = absl::Seconds(seconds); },
      "How long the token lives that Facebook Login's code is exchanged for; default: 7200");
}

void Declare(CLI::App& app, Arguments& arguments) {
  AccountOptions& account = arguments.graph.account;
  app.add_option("--port", arguments.port, "Port on 127.0.0.1; 0: any free one")
      ->capture_default_str();
  app.add_option("--photos", account.photos, "Photos that the account has")->capture_default_str();
  app.add_option("--videos", account.videos, "Videos that the account has")->capture_default_str();
  app.add_option("--albums", account.albums, "Albums that the account has")->capture_default_str();
  app.add_option("--pages", arguments.pages,
                 "Facebook Pages that the person manages, each with a few photos, videos and reels")
      ->capture_default_str();
  app.add_option("--tagged", account.tagged,
                 "Photos of other people on which the account's owner is tagged")
      ->capture_default_str();
  app.add_option("--seed", account.seed, "Another seed is another account; the same one the same")
      ->capture_default_str();
  app.add_option("--style", arguments.style,
                 "pictures: they can be looked at; filler: files of --file-bytes each")
      ->check(CLI::IsMember({"pictures", "filler"}))
      ->capture_default_str();
  app.add_option("--file-bytes", account.file_bytes, "Size of each file of style filler")
      ->transform(CLI::AsSizeValue(false))
      ->default_str("51200");
  app.add_option("--photographs", arguments.photographs,
                 "Folder of JPEG files to use as the first photos; auto: those of Debian's "
                 "mate-backgrounds or kphotoalbum, if installed; none")
      ->capture_default_str();
  app.add_option("--token", arguments.graph.token,
                 "The access token to take; default: a random one");
  app.add_option("--app-secret", arguments.graph.app_secret,
                 "Ask for an appsecret_proof made with this secret");
  app.add_option("--declined", arguments.graph.declined,
                 "Permissions that the person declined: user_photos, user_videos, "
                 "pages_show_list, instagram_basic");
  app.add_option("--url-lifetime-seconds", arguments.url_lifetime_seconds,
                 "How long media URLs are valid")
      ->capture_default_str();
  app.add_option("--heavy-page", arguments.graph.heavy_page,
                 "Refuse pages of more than so many values (limit x fields); 0: none");
  app.add_option("--calls-per-hour", arguments.graph.app_budget.calls,
                 "Calls an hour that are allowed; 0: any number");
  app.add_option("--faults", arguments.faults, "JSON file of what is to go wrong")
      ->check(CLI::ExistingFile);
  app.add_option("--info", arguments.info,
                 "File to write {graph_url, cdn_url, token, instagram_url, instagram_token, "
                 "login_url, app_id, app_secret, instagram_app_id, instagram_app_secret, pid} to, "
                 "once the server answers");
  app.add_option("--manifest", arguments.manifest,
                 "File to write every item's size, SHA-256 and albums to");
}

void Complete(Arguments& arguments) {
  GraphOptions& graph = arguments.graph;
  if (graph.instagram_token == GraphOptions().instagram_token) {
    graph.instagram_token = absl::StrCat("IGdemo-", NewRng()->Uuid());
  }
  if (graph.token == GraphOptions().token) graph.token = absl::StrCat("demo-", NewRng()->Uuid());
  graph.account.pages.resize(static_cast<size_t>(std::max(0, arguments.pages)));
  graph.account.style = arguments.style == "filler" ? MediaStyle::kFiller : MediaStyle::kPictures;
  graph.url_lifetime = absl::Seconds(arguments.url_lifetime_seconds);
  for (const std::string& declined : graph.declined) std::erase(graph.granted, declined);
  if (graph.account.style == MediaStyle::kPictures && arguments.photographs != "none") {
    graph.account.photographs =
        FindPhotographs(arguments.photographs == "auto" ? "" : arguments.photographs);
  }
}

absl::Status LoadFaults(const std::string& path, FaultScript& faults) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  PF_ASSIGN_OR_RETURN(const Json rules, ParseJson(text));
  return faults.Load(rules);
}

// Appears as a whole, readable by its owner alone: it holds the token.
absl::Status WriteInfo(const GraphServer& server, const GraphOptions& graph,
                       const std::string& path) {
  const LoginOptions& login = graph.login;
  const Json info = {{"graph_url", server.base_url()},
                     {"cdn_url", server.cdn_url()},
                     {"token", server.token()},
                     {"instagram_url", server.instagram_url()},
                     {"instagram_token", server.instagram_token()},
                     {"login_url", server.login_url()},
                     {"app_id", login.app_id},
                     {"app_secret", AppSecretOf(graph, GraphDoor::kFacebook)},
                     {"instagram_app_id", login.instagram_app_id},
                     {"instagram_app_secret", AppSecretOf(graph, GraphDoor::kInstagramLogin)},
                     {"pid", getpid()}};
  const std::string draft = path + ".new";
  const mode_t others = umask(077);
  std::ofstream file(draft);
  umask(others);
  file << ToText(info, 2) << "\n";
  file.close();
  if (file && std::rename(draft.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return Failure(v1::BAD_REQUEST, absl::StrCat("The file ", path, " cannot be written."),
                 "Name a file in a folder that can be written to.");
}

void Greet(const GraphServer& server, const Arguments& arguments) {
  const AccountOptions& account = arguments.graph.account;
  const bool shows_tokens = arguments.info.empty();
  std::cout << "The demo account of " << server.account().user().name
            << " is open: " << account.photos << " photos (" << account.photographs.size()
            << " of them photographs), " << account.videos << " videos, " << account.albums
            << " albums.\n"
            << "Graph API: " << server.base_url() << "\n"
            << "Log in:    " << server.login_url() << " (the app's id is "
            << arguments.graph.login.app_id << ")\n";
  if (shows_tokens) std::cout << "Token:     " << server.token() << "\n";
  if (server.account().instagram().exists()) {
    std::cout << "Instagram: @" << server.account().instagram().username(0) << ", "
              << account.instagram.posts << " posts and " << account.instagram.stories
              << " stories; by the Graph API and token above (--from instagram --option "
                 "instagram.graph_url=URL), or by Instagram Login:\n"
              << "  instagram_url: " << server.instagram_url() << "\n";
    if (shows_tokens) std::cout << "  Token:         " << server.instagram_token() << "\n";
  }
  std::cout << "Stop it with Ctrl-C." << std::endl;
}

absl::Status Run(const Arguments& arguments, const sigset_t& end_signals) {
  GraphServer server(arguments.graph);
  if (!arguments.faults.empty()) {
    PF_RETURN_IF_ERROR(LoadFaults(arguments.faults, server.faults()));
  }
  if (!arguments.manifest.empty()) {
    PF_RETURN_IF_ERROR(WriteManifest(server.account(), arguments.manifest));
  }
  PF_RETURN_IF_ERROR(server.Start(arguments.port));
  if (!arguments.info.empty()) {
    PF_RETURN_IF_ERROR(WriteInfo(server, arguments.graph, arguments.info));
  }
  Greet(server, arguments);
  int signal = 0;
  sigwait(&end_signals, &signal);
  server.Stop();
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  // Blocked before any thread starts, so that all of them leave these signals to sigwait.
  sigset_t end_signals;
  sigemptyset(&end_signals);
  sigaddset(&end_signals, SIGINT);
  sigaddset(&end_signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &end_signals, nullptr);

  CLI::App app(
      "A made-up Facebook account on this machine, and an Instagram account of the same person, to "
      "try Photoferry on.\n"
      "It serves the Graph API and media files on loopback; nothing leaves the machine.");
  Arguments arguments;
  Declare(app, arguments);
  DeclareInstagram(app, arguments);
  DeclareLogin(app, arguments.graph.login);
  CLI11_PARSE(app, argc, argv);
  Complete(arguments);
  const absl::Status status = Run(arguments, end_signals);
  if (status.ok()) return 0;
  const v1::Problem problem = ProblemOf(status);
  std::cerr << problem.message() << "\n" << problem.what_to_do() << "\n";
  return 1;
}

}  // namespace
}  // namespace photoferry::demo

int main(int argc, char** argv) {
  return photoferry::demo::Main(argc, argv);
}
