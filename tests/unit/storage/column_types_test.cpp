// A column's type in the text of its table.
#include "storage/column_types.hpp"

#include <doctest/doctest.h>

#include <string>

namespace audience {
namespace {

TEST_CASE("the type of one column is changed in the text of its table, and nothing else") {
  struct Case {
    const char* before;
    const char* column;
    const char* after;  ///< null: it cannot be understood
  };
  const Case cases[] = {
      {"CREATE TABLE t(a INTEGER, b TEXT)", "b", "CREATE TABLE t(a INTEGER, b REAL)"},
      {"CREATE TABLE t(a INTEGER, b TEXT)", "a", "CREATE TABLE t(a REAL, b TEXT)"},
      {"CREATE TABLE t(\n  a INTEGER PRIMARY KEY,\n  b TEXT NOT NULL)", "B",
       "CREATE TABLE t(\n  a INTEGER PRIMARY KEY,\n  b REAL NOT NULL)"},
      {"CREATE TABLE t(a, b)", "a", "CREATE TABLE t(a REAL, b)"},
      {"CREATE TABLE t(a INTEGER, \"b c\" VARCHAR(10, 2) DEFAULT 'x, y)')", "b c",
       "CREATE TABLE t(a INTEGER, \"b c\" REAL DEFAULT 'x, y)')"},
      {"CREATE TABLE t(a INTEGER, \"b\"\"c\" TEXT)", "b\"c", "CREATE TABLE t(a INTEGER, \"b\"\"c\" REAL)"},
      {"CREATE TABLE t(a INTEGER CHECK(a IN (1, b)), b TEXT)", "b",
       "CREATE TABLE t(a INTEGER CHECK(a IN (1, b)), b REAL)"},
      {"CREATE TABLE t(a INTEGER, -- b TEXT,\n  b DATE TEXT)", "b",
       "CREATE TABLE t(a INTEGER, -- b TEXT,\n  b REAL)"},
      {"CREATE TABLE t(a INTEGER, /* ( */ [b] TEXT, PRIMARY KEY(a)) WITHOUT ROWID", "b",
       "CREATE TABLE t(a INTEGER, /* ( */ [b] REAL, PRIMARY KEY(a)) WITHOUT ROWID"},
      {"CREATE TABLE t(a INTEGER, \xC4\x8D TEXT)", "\xC4\x8D", "CREATE TABLE t(a INTEGER, \xC4\x8D REAL)"},
      {"CREATE TABLE t(a INTEGER, b TEXT)", "c", nullptr},
      {"CREATE TABLE t(a INTEGER, 'b", "b", nullptr},
      {"", "b", nullptr}};
  for (const Case& one : cases) {
    CAPTURE(one.before);
    const auto changed = with_column_type(one.before, one.column, "REAL");
    REQUIRE(changed.has_value() == (one.after != nullptr));
    if (changed) CHECK(*changed == one.after);
  }
}

}  // namespace
}  // namespace audience
