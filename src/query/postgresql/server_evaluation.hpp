// A document evaluated where the data lies.
#pragma once

#include <functional>
#include <string_view>

#include "query/filter_engine.hpp"
#include "query/postgresql/filter_sql.hpp"
#include "storage/postgresql/server_connection.hpp"

namespace audience {

/// Evaluation, with keys instead of numbers.
struct ServerEvaluation {
  std::int64_t population = 0;
  std::int64_t size = 0;              ///< after the limit
  std::vector<FunnelStep> funnel;     ///< a step for each filter, in document order, before the limit
  std::vector<FilterReport> filters;  ///< as many
};

/// Within the caller's transaction. The question has been checked (check_on_server). Throws as the
/// connection.
ServerEvaluation evaluate_on_server(ServerConnection& server, const ServerQuestion& question);

/// Each member's key, rising (texts by bytes, numbers by value), memory for one at a time; in the same
/// transaction as the evaluation, whose size cuts it to the limit.
void each_member_on_server(ServerConnection& server, const ServerQuestion& question,
                           const ServerEvaluation& evaluation,
                           const std::function<void(std::string_view key)>& take);

}  // namespace audience
