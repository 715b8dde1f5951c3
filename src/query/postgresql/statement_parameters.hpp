// The values of a statement: none of them is ever part of its text.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/postgresql/server_connection.hpp"

namespace audience {

struct ServerStatement {
  std::string text;
  ServerParameters parameters;
};

/// Equal values of a type are one parameter.
class StatementParameters {
 public:
  /// What stands for the value, cast to its type, until the statement is finished. No value may hold a NUL:
  /// the server has no such text.
  std::string add(std::string value, std::string_view type);
  /// The same of a list, cast to an array of the type.
  std::string add_list(const std::vector<std::string>& values, std::string_view type);
  /// The text with `$1::bigint` and so on for what was added, numbered as they stand there; values that it
  /// does not use are left out, for the server could not tell their types.
  [[nodiscard]] ServerStatement finish(std::string_view text) const;

 private:
  std::vector<std::string> values_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;  ///< by type and value
};

}  // namespace audience
