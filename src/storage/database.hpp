// SQLite with owners: a connection, a prepared statement, a transaction that rolls back unless committed.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cell.hpp"

struct sqlite3;
struct sqlite3_module;
struct sqlite3_stmt;

namespace audience {

enum class CellKind { null, integer, real, text, blob };

/// A prepared statement. Parameters and columns count from 0. Every call throws Error as `Database` says.
class Statement {
 public:
  Statement(sqlite3* connection, std::string_view sql);

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, double value);
  Statement& bind(int index, std::string_view text);  ///< copied
  Statement& bind_blob(int index, std::string_view bytes);
  Statement& bind_null(int index);
  Statement& bind(int index, const Cell& cell);
  template <typename First, typename... Rest>
  Statement& bind_all(const First& first, const Rest&... rest) {
    int index = 0;
    bind_one(index++, first);
    (bind_one(index++, rest), ...);
    return *this;
  }

  bool step();  ///< true: a row is there; false: done
  void run();   ///< steps to the end and resets, for statements that return nothing of interest
  void reset();

  [[nodiscard]] CellKind kind(int column) const;
  [[nodiscard]] bool is_null(int column) const { return kind(column) == CellKind::null; }
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string_view text(int column) const;  ///< until the next step or reset
  [[nodiscard]] std::string_view blob(int column) const;  ///< until the next step or reset
  [[nodiscard]] Cell cell(int column) const;              ///< of a blob null
  /// The same with NUMERIC affinity: a text that is a number to SQLite is one.
  [[nodiscard]] Cell numeric_cell(int column) const;

 private:
  template <typename Value>
  void bind_one(int index, const Value& value) {
    if constexpr (std::is_convertible_v<Value, std::string_view>) {
      bind(index, std::string_view(value));
    } else if constexpr (std::is_integral_v<Value>) {
      bind(index, static_cast<std::int64_t>(value));
    } else {
      bind(index, value);
    }
  }
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Rows on their way into a table by one `INSERT … SELECT`: much faster than a statement for each row.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual bool next() = 0;  ///< moves to the next row (or the first); false at the end
  [[nodiscard]] virtual Cell column(
      int index) const = 0;  ///< texts must stay valid until the following next()
};

/// A connection. Errors of SQLite become Error: busy after the wait (busy), disk full and I/O while writing
/// (write_failed), missing, corrupt, not SQLite, read-only (database_unusable), anything else (unexpected).
class Database {
 public:
  /// `foreign`: another program's file, read-only and without making any file beside it.
  enum class Mode { read_only, read_write, create, foreign };

  Database(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds wait);
  /// Without a file; errors call it by that label.
  struct InMemory {
    std::string label;
  };
  explicit Database(const InMemory& memory);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] Statement prepare(std::string_view sql) const { return {connection_, sql}; }
  void execute(std::string_view sql);  ///< one or more statements without parameters
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] std::int64_t last_rowid() const;
  /// A single integer from a query of one row; 0 where it has no row or is null.
  [[nodiscard]] std::int64_t scalar(std::string_view sql) const;
  /// `INSERT INTO target(columns…) SELECT`, reading every row of `rows`; column i of `rows` goes to
  /// columns[i]. `conflict` is appended (an `ON CONFLICT …` clause) or empty. Names are quoted here.
  void insert_rows(std::string_view target, const std::vector<std::string>& columns, RowSource& rows,
                   std::string_view conflict = {});
  /// Tables of that kind, of which `aux` knows what they hold; `destroy` is called with it at the end.
  void add_module(const char* name, const sqlite3_module& module, void* aux, void (*destroy)(void*));
  /// Triggers of the schema fire (default) or not, on this connection only.
  void enable_triggers(bool on);
  [[nodiscard]] std::size_t most_columns() const;    ///< of a table
  [[nodiscard]] std::size_t most_row_bytes() const;  ///< of a row of any table
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  /// A file in WAL mode may have to be read without locks. Throws Error(busy) if it was changed since it was
  /// opened, so that what was read may be torn. Asked before a result is used.
  void check_unchanged() const;

 private:
  friend class DatabaseCopy;
  friend class FileStamp;
  friend class RowFunction;
  std::filesystem::path file_;
  sqlite3* connection_ = nullptr;
  bool is_immutable_ = false;
  std::filesystem::file_time_type changed_at_{};
};

/// While it lives no trigger of the schema fires on this connection: for imports, which set numbers and end
/// generations themselves.
class TriggersOff {
 public:
  explicit TriggersOff(Database& database) : database_(database) { database_.enable_triggers(false); }
  ~TriggersOff() { database_.enable_triggers(true); }
  TriggersOff(const TriggersOff&) = delete;
  TriggersOff& operator=(const TriggersOff&) = delete;

 private:
  Database& database_;
};

/// Rolls back in its destructor unless `commit` was called. Writing ones take the write lock at once (BEGIN
/// IMMEDIATE): a deferred one that becomes a writer would be refused without waiting.
class Transaction {
 public:
  enum class Kind { read, write };
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  Kind kind_;
  bool open_ = true;
};

/// A name as SQL: in double quotes, quotes doubled.
std::string sql_name(std::string_view name);

}  // namespace audience
