// Bulk inserts: a virtual table that lives for one INSERT … SELECT and reads from a RowSource.
#include <sqlite3.h>

#include <exception>

#include "audience/error.hpp"
#include "storage/database.hpp"
#include "storage/sqlite_error.hpp"

namespace audience {
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

int feed_filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
  return feed_next(cursor);
}
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
    const std::string sql = "INSERT INTO " + sql_name(target) + "(" + names + ") SELECT " + cells + " FROM " +
                            feed_name + " WHERE true " + std::string(conflict);
    code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  }
  const std::string reason = sqlite3_errmsg(connection_);
  sqlite3_create_module_v2(connection_, feed_name, nullptr, nullptr, nullptr);
  if (feed.failure) std::rethrow_exception(feed.failure);
  if (code == SQLITE_ERROR) throw Error(ErrorKind::unexpected, "cannot store rows: " + reason);
  if (code != SQLITE_OK) throw_sqlite_error(nullptr, code, "cannot store rows");
}

}  // namespace audience
