// What SQLite's `=` between a key and a column that refers to it does to their values before it compares
// them.
#pragma once

#include <string>
#include <string_view>

#include "storage/database.hpp"

namespace audience {

/// What a value is made before it is compared.
enum class Conversion {
  none,
  to_text,    ///< a number becomes a text
  to_number,  ///< a text that is a number becomes one
};

/// What is done to each side before values are compared; then numbers are equal by value, texts by bytes
/// (collations are not asked), and a number is never equal to a text. From
/// https://sqlite.org/datatype3.html, "Type Conversions Prior To Comparison".
struct KeyComparison {
  Conversion of_key = Conversion::none;
  Conversion of_reference = Conversion::none;
};

struct TableColumn {
  std::string table;  ///< or view
  std::string column;
};

/// As SQLite derives it from the columns' affinities, those of casts and expressions in views too, which
/// declared types do not tell. Makes empty temporary tables on the connection, which stay: others may be
/// reading there. Looks for a number in a view where the affinity of a text meets an expression.
KeyComparison comparison_of(Database& database, const TableColumn& key, const TableColumn& reference);

/// Whether texts that are compared with the column are made numbers. As comparison_of.
bool compares_numbers(Database& database, const TableColumn& one);

/// How the keys of a table of customers are written; each may be true.
struct KeyForms {
  bool integers = false;
  bool reals = false;
  bool plain_numbers = false;  ///< texts, `17`: as an integer is written out
  bool other_numbers = false;  ///< texts that may be numbers written otherwise: `017`, `17.0`, ` 17`

  void note(CellKind kind, std::string_view text);  ///< of a key that is not empty
};

/// Whether an integer of up to 18 digits is written out as this text.
bool is_plain_integer(std::string_view text);

}  // namespace audience
