// A transaction that only reads, and cursors within it.
#include "storage/postgresql/server_session.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr std::size_t rows_at_once = 4096;

}  // namespace

ServerConnection& ServerSession::reading() {
  if (!transaction_) transaction_.emplace(connection_);
  return connection_;
}

void ServerSession::renew() {
  if (!transaction_) return;
  ++renewals_;
  if (is_held_) {
    connection_.run("ROLLBACK TO SAVEPOINT audience_state");
  } else {
    transaction_.reset();
  }
}

void ServerSession::hold() {
  if (is_held_) return;
  renew();
  // A state is that of a transaction's first look, not of its beginning.
  reading().run("SELECT 1");
  connection_.run("SAVEPOINT audience_state");
  is_held_ = true;
}

ServerCursor::ServerCursor(ServerSession& session, const std::string& select,
                           const ServerParameters& parameters)
    : session_(session), name_(fmt::format("audience_{}", ++session.cursors_)) {
  session_.reading().run(fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", name_, select), parameters);
  renewals_ = session_.renewals_;
}

ServerCursor::~ServerCursor() {
  if (session_.renewals_ != renewals_) return;
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
  if (session_.renewals_ != renewals_)
    throw Error(ErrorKind::unexpected, "the state of the data that is being read was left");
  rows_ = session_.reading().rows(fmt::format("FETCH FORWARD {} FROM {}", rows_at_once, name_));
  at_ = 0;
  has_more_ = rows_.size() == rows_at_once;
}

}  // namespace audience
