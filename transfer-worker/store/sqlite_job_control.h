// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "transfer-worker/store/job_control.h"
#include "transfer-worker/store/sqlite_database.h"

namespace photoferry {

// JobControl in SQLite. Thread-safe. ListItems and ListDisappeared are in
// sqlite_item_report.cc, ReopenFailed in sqlite_reopen.cc.
class SqliteJobControl final : public JobControl {
 public:
  // `database` outlives it.
  explicit SqliteJobControl(SqliteDatabase& database) : database_(database) {}

  absl::StatusOr<v1::TransferJob> Create(absl::string_view tenant, const v1::TransferJob& job,
                                         absl::string_view request_id) override;
  absl::StatusOr<v1::TransferJob> Get(absl::string_view name) override;
  absl::StatusOr<JobPage> List(absl::string_view tenant, int page_size, int64_t after) override;
  absl::StatusOr<v1::TransferJob> Express(absl::string_view name, Wish wish) override;
  absl::Status Delete(absl::string_view name) override;
  absl::StatusOr<ItemPage> ListItems(absl::string_view name, const ItemFilter& filter,
                                     int page_size, int64_t after) override;
  absl::StatusOr<ItemPage> ListDisappeared(absl::string_view name, int page_size,
                                           int64_t after) override;
  absl::StatusOr<int64_t> ReopenFailed(absl::string_view name,
                                       const std::vector<v1::Reason>& reasons,
                                       bool include_uncertain) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace photoferry
