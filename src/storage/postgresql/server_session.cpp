// A transaction that only reads, and cursors within it.
#include "storage/postgresql/server_session.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr std::size_t rows_at_once = 4096;

}  // namespace

ServerSession::~ServerSession() {
  try {
    end();
  } catch (const Error&) {
    // The connection is lost, and the transaction with it.
  }
}

ServerConnection& ServerSession::reading() {
  if (!is_reading_) {
    connection_.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    is_reading_ = true;
    ++transactions_;
  }
  return connection_;
}

void ServerSession::end() {
  if (!is_reading_) return;
  is_reading_ = false;
  connection_.run("ROLLBACK");
}

ServerCursor::ServerCursor(ServerSession& session, const std::string& select,
                           const ServerParameters& parameters)
    : session_(session), name_(fmt::format("audience_{}", ++session.cursors_)) {
  session_.reading().run(fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", name_, select), parameters);
  transaction_ = session_.transactions_;
}

ServerCursor::~ServerCursor() {
  if (!session_.is_reading_ || session_.transactions_ != transaction_) return;
  try {
    session_.connection_.run("CLOSE " + name_);
  } catch (const Error&) {
    // It ends with the transaction.
  }
}

bool ServerCursor::next() {
  if (at_ == rows_.size() && has_more_) fetch();
  if (at_ == rows_.size()) return false;
  ++at_;
  return true;
}

void ServerCursor::fetch() {
  if (session_.transactions_ != transaction_)
    throw Error(ErrorKind::unexpected, "the state of the data that is being read was left");
  rows_ = session_.reading().rows(fmt::format("FETCH FORWARD {} FROM {}", rows_at_once, name_));
  at_ = 0;
  has_more_ = rows_.size() == rows_at_once;
}

}  // namespace audience
