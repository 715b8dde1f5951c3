// A row of given cells, as a query would bring it.
#pragma once

#include <string>
#include <vector>

#include "support/own_database.hpp"

namespace audience {

/// Makes rows on a database of its own; a row lives until the next one.
class CellRows {
 public:
  const Statement& row(const std::vector<Cell>& cells) {
    std::string sql = "SELECT ?";
    for (std::size_t i = 1; i < cells.size(); ++i) sql += ", ?";
    statement_ = std::make_unique<Statement>(own_->prepare(sql));
    int index = 0;
    for (const Cell& cell : cells) statement_->bind(index++, cell);
    statement_->step();
    return *statement_;
  }
  /// A row of one cell that is neither number nor text.
  const Statement& blob(std::string_view bytes) {
    statement_ = std::make_unique<Statement>(own_->prepare("SELECT ?"));
    statement_->bind_blob(0, bytes);
    statement_->step();
    return *statement_;
  }

 private:
  OwnDatabase own_;
  std::unique_ptr<Statement> statement_;
};

}  // namespace audience
