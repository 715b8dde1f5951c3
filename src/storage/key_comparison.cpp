// Affinities by a table made of the column, forms by the first characters.
#include "storage/key_comparison.hpp"

#include <algorithm>

namespace audience {

namespace {

/// INTEGER, REAL and NUMERIC compare alike. An expression has none, a column without a type has BLOB's.
enum class Affinity { blob_or_none, text, numeric };

Affinity affinity_of(Database& database, const TableColumn& one) {
  // CREATE TABLE AS declares each column by the affinity of its expression, whatever that is.
  const std::string probe = "audience affinity of " + one.table + "." + one.column;
  database.execute("CREATE TEMP TABLE IF NOT EXISTS " + sql_name(probe) + " AS SELECT " +
                   sql_name(one.column) + " FROM " + sql_name(one.table) + " LIMIT 0");
  Statement declared = database.prepare("SELECT type FROM pragma_table_info(?, 'temp')");
  declared.bind_all(probe);
  if (!declared.step() || declared.text(0).empty()) return Affinity::blob_or_none;
  return declared.text(0) == "TEXT" ? Affinity::text : Affinity::numeric;
}

/// Where it holds no number there is nothing to tell the two apart, nor a need to.
bool is_expression(const Database& database, const TableColumn& one) {
  Statement view =
      database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = ? COLLATE NOCASE");
  view.bind_all(one.table);
  if (!view.step()) return false;
  Statement compared =
      database.prepare("SELECT v = CAST(v AS TEXT) FROM (SELECT " + sql_name(one.column) + " AS v FROM " +
                       sql_name(one.table) + ") WHERE typeof(v) IN ('integer', 'real') LIMIT 1");
  return compared.step() && compared.integer(0) != 0;
}

}  // namespace

KeyComparison comparison_of(Database& database, const TableColumn& key, const TableColumn& reference) {
  const Affinity of_key = affinity_of(database, key);
  const Affinity of_reference = affinity_of(database, reference);
  if (of_key == of_reference) return {};
  if (of_key == Affinity::numeric) return {Conversion::none, Conversion::to_number};
  if (of_reference == Affinity::numeric) return {Conversion::to_number, Conversion::none};
  if (!is_expression(database, of_key == Affinity::text ? reference : key)) return {};
  if (of_key == Affinity::text) return {Conversion::none, Conversion::to_text};
  return {Conversion::to_text, Conversion::none};
}

bool compares_numbers(Database& database, const TableColumn& one) {
  return affinity_of(database, one) == Affinity::numeric;
}

void KeyForms::note(CellKind kind, std::string_view text) {
  constexpr std::string_view number_starts = "0123456789+-. \t\n\v\f\r";
  if (kind == CellKind::integer) {
    integers = true;
  } else if (kind == CellKind::real) {
    reals = true;
  } else if (number_starts.find(text[0]) != std::string_view::npos) {
    (is_plain_integer(text) ? plain_numbers : other_numbers) = true;
  }
}

bool is_plain_integer(std::string_view text) {
  constexpr std::size_t always_fits = 18;
  if (text == "0") return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || text.size() > always_fits || text[0] == '0') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace audience
