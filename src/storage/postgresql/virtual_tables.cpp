// A module of virtual tables: each scan is a cursor on the server.
#include "storage/postgresql/virtual_tables.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <optional>

#include "storage/postgresql/server_cell.hpp"
#include "storage/sqlite_error.hpp"

namespace audience {
namespace {

constexpr const char* module_name = "audience_server";

/// What the module of one database reads.
struct Server {
  ServerSession& session;
  const ServerRelations& relations;
};

struct Table {
  sqlite3_vtab base{};
  Server* server = nullptr;
  const ServerRelation* table = nullptr;
};

/// How a scan is asked for, as text between best_index and filter: `used` columns in hexadecimal, then
/// `=COLUMN` for each value given, then `<COLUMN` or `>COLUMN` for the order.
struct Plan {
  std::uint64_t used = 0;
  std::vector<std::size_t> equal;
  std::optional<std::size_t> order;
  bool descending = false;
};

std::string text_of(const Plan& plan) {
  std::string text = fmt::format("{:x}", plan.used);
  for (const std::size_t column : plan.equal) text += fmt::format("={}", column);
  if (plan.order) text += fmt::format("{}{}", plan.descending ? '>' : '<', *plan.order);
  return text;
}

Plan plan_of(const char* text) {
  char* end = nullptr;
  Plan plan{.used = std::strtoull(text, &end, 16), .equal = {}, .order = {}};
  while (*end != '\0') {
    const char what = *end;
    const std::size_t column = std::strtoull(end + 1, &end, 10);
    if (what == '=') {
      plan.equal.push_back(column);
    } else {
      plan.order = column;
      plan.descending = what == '>';
    }
  }
  return plan;
}

/// Of the last bit SQLite says that it stands for all columns from there on.
bool uses(const Plan& plan, std::size_t column) {
  constexpr std::size_t last_bit = 63;
  return (plan.used >> std::min(column, last_bit) & 1U) != 0;
}

class Scan {
 public:
  explicit Scan(Table& table) : table_(table) {}

  void filter(const Plan& plan, sqlite3_value** values) {
    cursor_.reset();
    places_.assign(table_.table->columns.size(), std::nullopt);
    std::string select, where;
    std::size_t place = 0;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (!uses(plan, i)) continue;
      select += (place == 0 ? "" : ", ") + text_expression(table_.table->columns[i]);
      places_[i] = place++;
    }
    ServerParameters parameters;
    for (std::size_t i = 0; i < plan.equal.size(); ++i) {
      std::string parameter;
      const auto condition = equality(table_.table->columns[plan.equal[i]], cell_of(values[i]),
                                      parameters.size() + 1, parameter);
      if (!condition) continue;
      where += (where.empty() ? " WHERE " : " AND ") + *condition;
      parameters.emplace_back(std::move(parameter));
    }
    std::string sql = fmt::format("SELECT {} FROM {}{}", select, table_.table->from, where);
    if (plan.order)
      sql += " ORDER BY " + order_by(table_.table->columns[*plan.order], plan.descending).value();
    cursor_.emplace(table_.server->session, sql, parameters);
    row_ = 0;
    next();
  }
  void next() {
    has_ended_ = !cursor_->next();
    ++row_;
  }
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  [[nodiscard]] sqlite3_int64 row() const { return row_; }
  [[nodiscard]] Cell cell(std::size_t column) const {
    const auto& place = places_[column];
    if (!place) return std::monostate{};
    return server_cell(form_of(table_.table->columns[column]), cursor_->value(*place));
  }

 private:
  static Cell cell_of(sqlite3_value* value) {
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

  Table& table_;
  std::vector<std::optional<std::size_t>> places_;  ///< of each column in the cursor's rows
  std::optional<ServerCursor> cursor_;
  bool has_ended_ = false;
  sqlite3_int64 row_ = 0;
};

struct Cursor {
  sqlite3_vtab_cursor base{};
  Scan scan;
};

/// No exception may pass through SQLite's frames: it is kept, and thrown by who asked SQLite.
template <typename Work>
int guarded(const Work& work) {
  try {
    work();
    return SQLITE_OK;
  } catch (...) {
    keep_for_caller(std::current_exception());
    return SQLITE_ERROR;
  }
}

int connect(sqlite3* connection, void* aux, int, const char* const* arguments, sqlite3_vtab** table, char**) {
  auto* server = static_cast<Server*>(aux);
  const ServerRelation& found = server->relations.at(arguments[2]);
  std::string shape;
  for (const ServerColumn& column : found.columns)
    shape += fmt::format("{}{} {}", shape.empty() ? "" : ", ", sql_name(column.name),
                         sqlite_type(form_of(column)));
  const int code = sqlite3_declare_vtab(connection, fmt::format("CREATE TABLE x({})", shape).c_str());
  if (code != SQLITE_OK) return code;
  *table = &(new Table{{}, server, &found})->base;
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
  delete reinterpret_cast<Table*>(table);
  return SQLITE_OK;
}

int best_index(sqlite3_vtab* base, sqlite3_index_info* info) {
  const ServerRelation& table = *reinterpret_cast<Table*>(base)->table;
  Plan plan{.used = info->colUsed, .equal = {}, .order = {}};
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& constraint = info->aConstraint[i];
    if (constraint.usable == 0 || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ || constraint.iColumn < 0)
      continue;
    const auto column = static_cast<std::size_t>(constraint.iColumn);
    const CellForm form = form_of(table.columns[column]);
    if (form != CellForm::integer && form != CellForm::text) continue;
    plan.equal.push_back(column);
    info->aConstraintUsage[i].argvIndex = static_cast<int>(plan.equal.size());
  }
  if (info->nOrderBy == 1 && info->aOrderBy[0].iColumn >= 0) {
    const auto column = static_cast<std::size_t>(info->aOrderBy[0].iColumn);
    plan.descending = info->aOrderBy[0].desc != 0;
    if (order_by(table.columns[column], plan.descending)) {
      plan.order = column;
      info->orderByConsumed = 1;
    }
  }
  const std::string text = text_of(plan);
  info->idxStr = sqlite3_mprintf("%s", text.c_str());
  if (info->idxStr == nullptr) return SQLITE_NOMEM;
  info->needToFreeIdxStr = 1;
  info->estimatedCost = plan.equal.empty() ? 1e8 : 1e3;
  return SQLITE_OK;
}

int open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
  *cursor = &(new Cursor{{}, Scan(*reinterpret_cast<Table*>(table))})->base;
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete reinterpret_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

Scan& scan_of(sqlite3_vtab_cursor* cursor) { return reinterpret_cast<Cursor*>(cursor)->scan; }

int filter(sqlite3_vtab_cursor* cursor, int, const char* plan, int, sqlite3_value** values) {
  return guarded([&] { scan_of(cursor).filter(plan_of(plan), values); });
}
int next(sqlite3_vtab_cursor* cursor) {
  return guarded([&] { scan_of(cursor).next(); });
}
int eof(sqlite3_vtab_cursor* cursor) { return scan_of(cursor).has_ended() ? 1 : 0; }
int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* row) {
  *row = scan_of(cursor).row();
  return SQLITE_OK;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int index) {
  const Cell cell = scan_of(cursor).cell(static_cast<std::size_t>(index));
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    sqlite3_result_int64(context, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    sqlite3_result_double(context, *real);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    sqlite3_result_text64(context, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else {
    sqlite3_result_null(context);
  }
  return SQLITE_OK;
}

const sqlite3_module& module() {
  static const sqlite3_module made = [] {
    sqlite3_module functions{};
    functions.xCreate = connect;
    functions.xConnect = connect;
    functions.xBestIndex = best_index;
    functions.xDisconnect = disconnect;
    functions.xDestroy = disconnect;
    functions.xOpen = open;
    functions.xClose = close;
    functions.xFilter = filter;
    functions.xNext = next;
    functions.xEof = eof;
    functions.xColumn = column;
    functions.xRowid = row_id;
    return functions;
  }();
  return made;
}

}  // namespace

std::unique_ptr<Database> virtual_tables(ServerSession& session, const ServerRelations& relations,
                                         const std::string& label) {
  auto database = std::make_unique<Database>(Database::InMemory{label});
  database->add_module(module_name, module(), new Server{session, relations},
                       [](void* it) { delete static_cast<Server*>(it); });
  for (const auto& [name, relation] : relations) {
    if (!relation.columns.empty()) add_virtual_table(*database, name);
  }
  return database;
}

void add_virtual_table(Database& database, const std::string& name) {
  database.execute(fmt::format("CREATE VIRTUAL TABLE {} USING {}", sql_name(name), module_name));
}

}  // namespace audience
