// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/holdings.h"

namespace photoferry::sim {

// Photos as files, in folders of albums: which photo a file is, its sidecar says, and which album a
// folder is, its marker. What begins with a dot is on its way, and does not count.
class FolderHoldings : public Holdings {
 public:
  std::vector<HeldItem> Items() const override;
  std::vector<HeldAlbum> Albums() const override;
  std::optional<std::string> Sha256Of(const std::string& item) const override;
  bool HasStaged(const std::string& state) const override;
  std::string Words() const override;

 protected:
  // "Album/photo.jpg" and all others, in an order that is always the same.
  virtual std::vector<std::string> Paths() const = 0;
  virtual std::optional<std::string> Read(const std::string& path) const = 0;
  // A photo that is in two albums is two files.
  virtual bool RepeatsPhotos() const { return true; }
  std::string PhotoOf(const std::string& path) const;

 private:
  // By the texts that they were read from: reading them is what costs.
  mutable std::map<std::string, std::string> photos_;
  mutable std::map<std::string, std::string> albums_;
};

}  // namespace photoferry::sim
