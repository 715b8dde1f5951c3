// The RAII over SQLite.
#include "storage/database.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <new>

#include "audience/error.hpp"
#include "storage/checksum_functions.hpp"
#include "storage/sqlite_error.hpp"
#include "storage/stored_state.hpp"
#include "storage/unnamed_file.hpp"

namespace audience {
namespace {

/// Where SQLite could not make its -shm file (a folder that cannot be written), the file is read as it
/// stands.
std::string as_uri(const std::filesystem::path& file) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '?' || c == '#' || byte < 0x20) {
      uri += '%';
      uri += hex[byte >> 4U];
      uri += hex[byte & 15U];
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

/// Bytes 18 and 19 of the header are 2 in WAL mode (SQLite's file format, 1.3.3). Closing the file again
/// drops every lock (fcntl) that this process holds on it: never to be asked of a file that may be open here
/// in WAL mode, or another process takes itself for its last user and writes its log back under our readers.
bool is_in_wal_mode(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 20> header{};
  return stream.read(header.data(), header.size()) && header[18] == 2;
}

bool has_log(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(file.string() + "-wal", ignored);
  return !ignored && size > 0;
}

/// Whether the file can be read only as it stands, without locks: in WAL mode a reader makes files beside it,
/// which it may not where the folder cannot be written, and shall not beside another program's file. With a
/// log it is not all there.
bool must_be_immutable(const std::filesystem::path& file, Database::Mode mode) {
  if (mode == Database::Mode::read_only && ::access(file.parent_path().c_str(), W_OK) == 0) return false;
  return !has_log(file) && is_in_wal_mode(file);
}

/// The file behind symbolic links: its log lies beside it.
std::filesystem::path real_path(const std::filesystem::path& file) {
  std::error_code fault;
  auto real = std::filesystem::canonical(file, fault);
  return fault ? std::filesystem::absolute(file) : real;
}

void refuse_log_without_index(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!has_log(file) || std::filesystem::exists(file.string() + "-shm", ignored) || !is_in_wal_mode(file))
    return;
  throw Error(ErrorKind::database_unusable, file.string() + " has a log that its last writer left unfinished",
              "open it once with its own program, which mends it");
}

int column_index(int index) { return index + 1; }

}  // namespace

Statement::Statement(sqlite3* connection, std::string_view sql) : connection_(connection) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  statement_.reset(raw);
  if (code != SQLITE_OK) throw_sqlite_error(connection, code, "cannot read the database");
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), column_index(index), value);
  return *this;
}

Statement& Statement::bind(int index, double value) {
  sqlite3_bind_double(statement_.get(), column_index(index), value);
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), column_index(index), text.data() == nullptr ? "" : text.data(),
                      text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), column_index(index), bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind_null(int index) {
  sqlite3_bind_null(statement_.get(), column_index(index));
  return *this;
}

Statement& Statement::bind(int index, const Cell& cell) {
  if (const auto* integer_value = std::get_if<std::int64_t>(&cell)) return bind(index, *integer_value);
  if (const auto* real_value = std::get_if<double>(&cell)) return bind(index, *real_value);
  if (const auto* text_value = std::get_if<std::string_view>(&cell)) return bind(index, *text_value);
  return bind_null(index);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw_sqlite_error(connection_, code, "cannot use the database");
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

CellKind Statement::kind(int column) const {
  switch (sqlite3_column_type(statement_.get(), column)) {
    case SQLITE_INTEGER:
      return CellKind::integer;
    case SQLITE_FLOAT:
      return CellKind::real;
    case SQLITE_TEXT:
      return CellKind::text;
    case SQLITE_BLOB:
      return CellKind::blob;
    default:
      return CellKind::null;
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return {bytes == nullptr ? "" : bytes,
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {bytes == nullptr ? "" : bytes,
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Cell Statement::cell(int column) const {
  // One look at the row for type, text and length. Without a mutex the connection's values are as good as
  // copies.
  sqlite3_value* value = sqlite3_column_value(statement_.get(), column);
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return sqlite3_value_int64(value);
    case SQLITE_FLOAT:
      return sqlite3_value_double(value);
    case SQLITE_TEXT: {
      const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
      return std::string_view(bytes, static_cast<std::size_t>(sqlite3_value_bytes(value)));
    }
    default:
      return std::monostate{};
  }
}

Cell Statement::numeric_cell(int column) const {
  struct Free {
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
  };
  // A copy: the row keeps the text that it has.
  const std::unique_ptr<sqlite3_value, Free> copy(
      sqlite3_value_dup(sqlite3_column_value(statement_.get(), column)));
  if (!copy) throw std::bad_alloc();
  switch (sqlite3_value_numeric_type(copy.get())) {
    case SQLITE_INTEGER:
      return sqlite3_value_int64(copy.get());
    case SQLITE_FLOAT:
      return sqlite3_value_double(copy.get());
    default:
      return cell(column);
  }
}

Database::Database(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds wait)
    : file_(file) {
  const auto real = real_path(file);
  if (mode == Mode::foreign) refuse_log_without_index(real);
  const bool reads = mode == Mode::read_only || mode == Mode::foreign;
  is_immutable_ = reads && must_be_immutable(real, mode);
  if (is_immutable_) changed_at_ = std::filesystem::last_write_time(real);
  const std::string name = is_immutable_ ? as_uri(real) : file.string();
  int flags = reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
  if (is_immutable_) flags |= SQLITE_OPEN_URI;
  // A connection is one thread's: its mutex would be taken for every cell of every row.
  flags |= SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(name.c_str(), &connection_, flags, vfs_for(file));
  try {
    if (code != SQLITE_OK) throw_sqlite_error(connection_, code, "cannot open " + file.string());
    sqlite3_extended_result_codes(connection_, 0);
    sqlite3_busy_timeout(connection_, static_cast<int>(wait.count()));
    // Otherwise a mistyped column name in double quotes silently becomes a text.
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    // Who reads goes over most pages once: a greater cache than fits the processor's own is slower.
    execute(reads ? "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2048"
                  : "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -131072");
    add_checksum_functions(connection_);
    if (!reads) execute("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL");
  } catch (...) {
    sqlite3_close_v2(connection_);
    throw;
  }
}

Database::Database(const InMemory& memory) : file_(memory.label) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(":memory:", &connection_, flags, nullptr);
  try {
    if (code != SQLITE_OK) throw_sqlite_error(connection_, code, "cannot open " + memory.label);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    add_checksum_functions(connection_);
  } catch (...) {
    sqlite3_close_v2(connection_);
    throw;
  }
}

void Database::check_unchanged() const {
  if (!is_immutable_ || std::filesystem::last_write_time(real_path(file_)) == changed_at_) return;
  throw Error(ErrorKind::busy, "another program changed " + file_.string() + " while it was read",
              "try again");
}

Database::~Database() { sqlite3_close_v2(connection_); }

void Database::execute(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(connection_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite_error(connection_, code, "cannot use " + file_.string());
}

std::int64_t Database::changes() const { return sqlite3_changes64(connection_); }
std::int64_t Database::last_rowid() const { return sqlite3_last_insert_rowid(connection_); }

std::int64_t Database::scalar(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::size_t Database::most_columns() const {
  return static_cast<std::size_t>(sqlite3_limit(connection_, SQLITE_LIMIT_COLUMN, -1));
}

std::size_t Database::most_row_bytes() const {
  return static_cast<std::size_t>(sqlite3_limit(connection_, SQLITE_LIMIT_LENGTH, -1));
}

void Database::add_module(const char* name, const sqlite3_module& module, void* aux, void (*destroy)(void*)) {
  const int code = sqlite3_create_module_v2(connection_, name, &module, aux, destroy);
  if (code != SQLITE_OK) throw_sqlite_error(connection_, code, "cannot use " + file_.string());
}

void Database::enable_triggers(bool on) {
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_ENABLE_TRIGGER, on ? 1 : 0, nullptr);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database), kind_(kind) {
  database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {
    // A failed statement may have rolled back already; there is nothing left to undo.
  }
}

void Transaction::commit() {
  if (kind_ == Kind::read) {
    database_.execute("COMMIT");
  } else {
    Committing committing;
    database_.execute("COMMIT");
    committing.done();
  }
  open_ = false;
}

std::string sql_name(std::string_view name) {
  std::string result = "\"";
  for (const char c : name) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

}  // namespace audience
