// One state of a server's data, read for as long as a command needs it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "storage/postgresql/server_connection.hpp"

namespace audience {

/// A connection that reads in one transaction (REPEATABLE READ, READ ONLY), begun with the first look. Not
/// for several threads at once.
class ServerSession {
 public:
  explicit ServerSession(const ServerSettings& settings) : connection_(settings) {}
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  /// Inside the transaction, which is begun where there is none.
  [[nodiscard]] ServerConnection& reading();
  /// Ends the transaction: the next look sees what stands then, or, where the state is held, the same as
  /// before, whatever failed meanwhile. Cursors end with it.
  void renew();
  /// From here on there is one state of the data, that of now, until the session ends.
  void hold();
  [[nodiscard]] bool is_held() const { return is_held_; }
  [[nodiscard]] const std::string& shown() const { return connection_.shown(); }

 private:
  friend class ServerCursor;
  ServerConnection connection_;
  std::optional<ServerTransaction> transaction_;
  bool is_held_ = false;
  std::size_t renewals_ = 0;  ///< of the transaction so far; a cursor outlives none
  std::size_t cursors_ = 0;   ///< opened so far
};

/// The rows of a statement, some thousands at a time: memory is flat, and several can be walked at once.
class ServerCursor {
 public:
  /// The session must outlive it.
  ServerCursor(ServerSession& session, const std::string& select, const ServerParameters& parameters);
  ~ServerCursor();
  ServerCursor(const ServerCursor&) = delete;
  ServerCursor& operator=(const ServerCursor&) = delete;

  bool next();  ///< moves to the next row, or the first; false at the end, and ever after
  [[nodiscard]] std::size_t width() const { return rows_[at_ - 1].size(); }
  /// None where it is null. Until the following next().
  [[nodiscard]] const std::optional<std::string>& value(std::size_t column) const {
    return rows_[at_ - 1][column];
  }

 private:
  void fetch();
  ServerSession& session_;
  std::size_t renewals_;  ///< of the session when it was opened
  std::string name_;
  std::vector<std::vector<std::optional<std::string>>> rows_;
  std::size_t at_ = 0;  ///< rows of these that were moved to
  bool has_more_ = true;
};

}  // namespace audience
