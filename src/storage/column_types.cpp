// SQLite has no ALTER for it: the table's own text is changed, as its manual describes under "Making Other
// Kinds Of Table Schema Changes", which costs no row a write and leaves columns in their order.
#include "storage/column_types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "audience/error.hpp"
#include "storage/customers.hpp"
#include "storage/row_lookup.hpp"

namespace audience {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

struct Token {
  std::size_t begin, end;
};

/// Where a text, name or comment that begins there ends.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
  const char closing = sql[at] == '[' ? ']' : sql[at];
  for (std::size_t i = at + 1; i < sql.size(); ++i) {
    if (sql[i] != closing) continue;
    if (closing != ']' && i + 1 < sql.size() && sql[i + 1] == closing) {
      ++i;
    } else {
      return i + 1;
    }
  }
  return sql.size();
}

std::vector<Token> tokens_of(std::string_view sql) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < sql.size();) {
    const std::string_view rest = sql.substr(at);
    std::size_t end = at + 1;
    if (rest.starts_with("--") || rest.starts_with("/*")) {
      const std::string_view closing = rest[0] == '-' ? "\n" : "*/";
      end = std::min(sql.size(), sql.find(closing, at + 2));
      at = std::min(sql.size(), end + closing.size());
      continue;
    }
    if (sql[at] == ' ' || sql[at] == '\t' || sql[at] == '\n' || sql[at] == '\r' || sql[at] == '\f') {
      ++at;
      continue;
    }
    if (sql[at] == '"' || sql[at] == '\'' || sql[at] == '`' || sql[at] == '[') {
      end = end_of_quoted(sql, at);
    } else if (is_word(sql[at])) {
      while (end < sql.size() && is_word(sql[end])) ++end;
    }
    tokens.push_back({at, end});
    at = end;
  }
  return tokens;
}

std::string upper_case(std::string_view text) {
  std::string upper;
  for (const char c : text) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return upper;
}

std::string name_in(std::string_view token) {
  if (token.size() < 2 || is_word(token[0])) return std::string(token);
  std::string name;
  for (std::size_t i = 1; i + 1 < token.size(); ++i) {
    name += token[i];
    if (token[i] == token[0]) ++i;
  }
  return name;
}

/// What may stand behind a column's type.
bool begins_constraint(std::string_view token) {
  static constexpr std::array<std::string_view, 11> words{"CONSTRAINT", "PRIMARY",   "NOT",     "NULL",
                                                          "UNIQUE",     "CHECK",     "DEFAULT", "COLLATE",
                                                          "REFERENCES", "GENERATED", "AS"};
  return std::find(words.begin(), words.end(), upper_case(token)) != words.end();
}

/// SQLite makes a number of figures in a column of DATE alone.
std::string_view declared(ValueType type) { return type == ValueType::date ? "DATE TEXT" : sql_type(type); }

}  // namespace

std::optional<std::string> with_column_type(std::string_view create_table, std::string_view column,
                                            std::string_view sql_type) {
  const std::vector<Token> tokens = tokens_of(create_table);
  const auto text = [&](std::size_t i) {
    return create_table.substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
  };
  int depth = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const std::string_view token = text(i);
    if (token == ")") --depth;
    const bool opens = token == "(";
    if (opens) ++depth;
    const bool begins = depth == 1 && (opens || token == ",");
    if (!begins || upper_case(name_in(text(i + 1))) != upper_case(column)) continue;
    int within = 0;
    for (std::size_t end = i + 2; end < tokens.size(); ++end) {
      const std::string_view next = text(end);
      const bool ends = within == 0 && (next == "," || next == ")" || begins_constraint(next));
      if (ends)
        return fmt::format("{} {}{}{}", create_table.substr(0, tokens[i + 1].end), sql_type,
                           next == "," || next == ")" ? "" : " ", create_table.substr(tokens[end].begin));
      if (next == "(") ++within;
      if (next == ")") --within;
    }
  }
  return std::nullopt;
}

void declare_column_type(Database& own, DataTable table, const std::string& column, ValueType type) {
  const std::string& name = key_of(table).table;
  std::optional<std::string> changed;
  {
    Statement row = own.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?");
    row.bind_all(name);
    if (row.step()) changed = with_column_type(row.text(0), column, declared(type));
  }
  if (!changed)
    throw Error(ErrorKind::database_unusable, fmt::format("the table {} is not as this tool makes it", name),
                Remedy::run_doctor);
  const std::int64_t version = own.scalar("PRAGMA schema_version");
  own.execute("PRAGMA writable_schema = ON");
  try {
    own.prepare("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?")
        .bind_all(*changed, name)
        .run();
    own.execute(fmt::format("PRAGMA schema_version = {}", version + 1));
  } catch (...) {
    own.execute("PRAGMA writable_schema = RESET");
    throw;
  }
  own.execute("PRAGMA writable_schema = RESET");
}

void exchange_values(Database& own, DataTable table, const std::string& column,
                     const std::function<std::optional<Cell>(const Cell&)>& exchange) {
  constexpr int rows_at_once = 4096;
  const DataTableKey& key = key_of(table);
  std::string keys, asked, equal;
  for (const std::string& one : key.columns) {
    keys += (keys.empty() ? "" : ", ") + sql_name(one);
    asked += asked.empty() ? "?" : ", ?";
    equal += (equal.empty() ? "" : " AND ") + sql_name(one) + " = ?";
  }
  const std::string select = fmt::format("SELECT {}, {} FROM {}", keys, sql_name(column), key.table);
  const std::string order = fmt::format(" ORDER BY {} LIMIT {}", keys, rows_at_once);
  // In steps by the key, for rows may not be written while a statement walks over them.
  Statement first = own.prepare(select + order);
  Statement next = own.prepare(fmt::format("{} WHERE ({}) > ({}){}", select, keys, asked, order));
  Statement store =
      own.prepare(fmt::format("UPDATE {} SET {} = ? WHERE {}", key.table, sql_name(column), equal));
  const int width = static_cast<int>(key.columns.size());
  struct Exchanged {
    std::vector<std::int64_t> key;
    Cell value;
    std::string text;
  };
  std::vector<Exchanged> exchanged;
  std::vector<std::int64_t> at(key.columns.size());
  for (Statement* rows = &first;; rows = &next) {
    if (rows == &next) {
      rows->reset();
      for (int i = 0; i < width; ++i) rows->bind(i, at[static_cast<std::size_t>(i)]);
    }
    exchanged.clear();
    int seen = 0;
    for (; rows->step(); ++seen) {
      for (int i = 0; i < width; ++i) at[static_cast<std::size_t>(i)] = rows->integer(i);
      if (rows->is_null(width)) continue;
      const auto value = exchange(rows->cell(width));
      if (!value) continue;
      exchanged.push_back({at, *value, {}});
      if (const auto* text = std::get_if<std::string_view>(&*value)) exchanged.back().text = *text;
    }
    rows->reset();
    for (Exchanged& one : exchanged) {
      if (std::holds_alternative<std::string_view>(one.value)) one.value = std::string_view(one.text);
      store.bind(0, one.value);
      for (int i = 0; i < width; ++i) store.bind(i + 1, one.key[static_cast<std::size_t>(i)]);
      store.run();
    }
    if (seen < rows_at_once) return;
  }
}

}  // namespace audience
