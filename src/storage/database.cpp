// The RAII over SQLite, the translation of its codes, and the bulk insert from a RowSource.
#include "storage/database.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <exception>

#include "audience/error.hpp"

namespace audience {
namespace {

[[noreturn]] void fail(sqlite3* connection, int code, const std::string& doing) {
  const int extended = connection != nullptr ? sqlite3_extended_errcode(connection) : code;
  const std::string reason = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const std::string message = doing + ": " + reason;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::busy, "another process is writing to the database", "try again, or wait longer with --wait 5m");
    case SQLITE_FULL: throw Error(ErrorKind::write_failed, message, "free some space; nothing was changed");
    case SQLITE_IOERR:
      throw Error(extended == SQLITE_IOERR_READ ? ErrorKind::database_unusable : ErrorKind::write_failed, message);
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_READONLY:
    case SQLITE_PERM: throw Error(ErrorKind::database_unusable, message);
    default: throw Error(ErrorKind::unexpected, message);
  }
}

/// Where SQLite could not make its -shm file (a folder that cannot be written), the file is read as it stands.
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

bool must_be_immutable(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(file).parent_path();
  return ::access(folder.c_str(), W_OK) != 0 && !std::filesystem::exists(file.string() + "-wal", ignored);
}

int column_index(int index) { return index + 1; }

}  // namespace

Statement::Statement(sqlite3* connection, std::string_view sql) : connection_(connection) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  statement_.reset(raw);
  if (code != SQLITE_OK) fail(connection, code, "cannot read the database");
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
  sqlite3_bind_text64(statement_.get(), column_index(index), text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
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
  fail(connection_, code, "cannot use the database");
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

CellKind Statement::kind(int column) const {
  switch (sqlite3_column_type(statement_.get(), column)) {
    case SQLITE_INTEGER: return CellKind::integer;
    case SQLITE_FLOAT: return CellKind::real;
    case SQLITE_TEXT: return CellKind::text;
    case SQLITE_BLOB: return CellKind::blob;
    default: return CellKind::null;
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Cell Statement::cell(int column) const {
  switch (kind(column)) {
    case CellKind::integer: return integer(column);
    case CellKind::real: return real(column);
    case CellKind::text: return text(column);
    default: return std::monostate{};
  }
}

Database::Database(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds wait) : file_(file) {
  const bool immutable = mode == Mode::read_only && must_be_immutable(file);
  const std::string name = immutable ? as_uri(file) : file.string();
  int flags = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
  if (immutable) flags |= SQLITE_OPEN_URI;
  const int code = sqlite3_open_v2(name.c_str(), &connection_, flags, nullptr);
  try {
    if (code != SQLITE_OK) fail(connection_, code, "cannot open " + file.string());
    sqlite3_extended_result_codes(connection_, 0);
    sqlite3_busy_timeout(connection_, static_cast<int>(wait.count()));
    // Otherwise a mistyped column name in double quotes silently becomes a text.
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -131072");
    if (mode != Mode::read_only) execute("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL");
  } catch (...) {
    sqlite3_close_v2(connection_);
    throw;
  }
}

Database::~Database() { sqlite3_close_v2(connection_); }

void Database::execute(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(connection_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(connection_, code, "cannot use " + file_.string());
}

std::int64_t Database::changes() const { return sqlite3_changes64(connection_); }
std::int64_t Database::last_rowid() const { return sqlite3_last_insert_rowid(connection_); }

std::int64_t Database::scalar(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::enable_triggers(bool on) {
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_ENABLE_TRIGGER, on ? 1 : 0, nullptr);
}

namespace {

/// What the virtual table of one bulk insert reads from.
struct Feed {
  RowSource* rows = nullptr;
  std::size_t columns = 0;
  std::exception_ptr failure;
};

struct FeedTable {
  sqlite3_vtab base{};
  Feed* feed = nullptr;
};

struct FeedCursor {
  sqlite3_vtab_cursor base{};
  Feed* feed = nullptr;
  bool ended = false;
  sqlite3_int64 row = 0;
};

int feed_connect(sqlite3* connection, void* aux, int, const char* const*, sqlite3_vtab** table, char**) {
  auto* feed = static_cast<Feed*>(aux);
  std::string shape = "CREATE TABLE x(";
  for (std::size_t i = 0; i < feed->columns; ++i) shape += (i == 0 ? "c" : ", c") + std::to_string(i);
  const int code = sqlite3_declare_vtab(connection, (shape + ")").c_str());
  if (code != SQLITE_OK) return code;
  auto* made = new FeedTable;
  made->feed = feed;
  *table = &made->base;
  return SQLITE_OK;
}

int feed_disconnect(sqlite3_vtab* table) {
  delete reinterpret_cast<FeedTable*>(table);
  return SQLITE_OK;
}

int feed_best_index(sqlite3_vtab*, sqlite3_index_info* info) {
  info->estimatedCost = 1e6;
  return SQLITE_OK;
}

int feed_open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
  auto* made = new FeedCursor;
  made->feed = reinterpret_cast<FeedTable*>(table)->feed;
  *cursor = &made->base;
  return SQLITE_OK;
}

int feed_close(sqlite3_vtab_cursor* cursor) {
  delete reinterpret_cast<FeedCursor*>(cursor);
  return SQLITE_OK;
}

int feed_next(sqlite3_vtab_cursor* base) {
  auto* cursor = reinterpret_cast<FeedCursor*>(base);
  // No exception may pass through SQLite's frames: it is kept and thrown again by insert_rows.
  try {
    cursor->ended = !cursor->feed->rows->next();
  } catch (...) {
    cursor->feed->failure = std::current_exception();
    return SQLITE_ERROR;
  }
  ++cursor->row;
  return SQLITE_OK;
}

int feed_filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) { return feed_next(cursor); }
int feed_eof(sqlite3_vtab_cursor* cursor) { return reinterpret_cast<FeedCursor*>(cursor)->ended ? 1 : 0; }

int feed_rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* row) {
  *row = reinterpret_cast<FeedCursor*>(cursor)->row;
  return SQLITE_OK;
}

int feed_column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int index) {
  const Cell cell = reinterpret_cast<FeedCursor*>(cursor)->feed->rows->column(index);
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    sqlite3_result_int64(context, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    sqlite3_result_double(context, *real);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    sqlite3_result_text64(context, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    sqlite3_result_null(context);
  }
  return SQLITE_OK;
}

const sqlite3_module& feed_module() {
  static const sqlite3_module module = [] {
    sqlite3_module made{};
    made.xConnect = feed_connect;
    made.xBestIndex = feed_best_index;
    made.xDisconnect = feed_disconnect;
    made.xOpen = feed_open;
    made.xClose = feed_close;
    made.xFilter = feed_filter;
    made.xNext = feed_next;
    made.xEof = feed_eof;
    made.xColumn = feed_column;
    made.xRowid = feed_rowid;
    return made;
  }();
  return module;
}

constexpr const char* feed_name = "audience_feed";

}  // namespace

void Database::insert_rows(std::string_view target, const std::vector<std::string>& columns, RowSource& rows,
                           std::string_view conflict) {
  Feed feed{&rows, columns.size(), nullptr};
  std::string names;
  std::string cells;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    names += (i == 0 ? "" : ", ") + sql_name(columns[i]);
    cells += (i == 0 ? "c" : ", c") + std::to_string(i);
  }
  int code = sqlite3_create_module_v2(connection_, feed_name, &feed_module(), &feed, nullptr);
  if (code == SQLITE_OK) {
    const std::string sql = "INSERT INTO " + sql_name(target) + "(" + names + ") SELECT " + cells + " FROM " + feed_name +
                            " WHERE true " + std::string(conflict);
    code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  }
  const std::string reason = sqlite3_errmsg(connection_);
  sqlite3_create_module_v2(connection_, feed_name, nullptr, nullptr, nullptr);
  if (feed.failure) std::rethrow_exception(feed.failure);
  if (code == SQLITE_ERROR) throw Error(ErrorKind::unexpected, "cannot store rows: " + reason);
  if (code != SQLITE_OK) fail(nullptr, code, "cannot store rows");
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
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
  database_.execute("COMMIT");
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
