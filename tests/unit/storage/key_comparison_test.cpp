// What is done to keys and references before they are compared.
#include "storage/key_comparison.hpp"

#include <doctest/doctest.h>

#include "support/own_database.hpp"

namespace audience {
namespace {

/// `k` and `r` are of the types of their names; a view casts them, or has expressions without any affinity.
struct Typed : OwnDatabase {
  Typed() {
    database->execute(
        "CREATE TABLE t(integers INTEGER, reals DOUBLE, texts VARCHAR(9), untyped, blobs BLOB);"
        "INSERT INTO t VALUES(1, 1, 1, 1, 1);"
        "CREATE VIEW v AS SELECT integers || '' AS words, coalesce(untyped, 2) AS either, CAST(untyped AS "
        "TEXT) AS"
        "  texts, CAST(texts AS REAL) AS reals, untyped FROM t");
  }
  [[nodiscard]] KeyComparison compare(const TableColumn& key, const TableColumn& reference) const {
    return comparison_of(**this, key, reference);
  }
};

constexpr auto none = Conversion::none;
constexpr auto to_text = Conversion::to_text;
constexpr auto to_number = Conversion::to_number;

}  // namespace

TEST_CASE("keys and references are made alike as SQLite compares their columns") {
  const Typed typed;
  struct Case {
    TableColumn key, reference;
    Conversion of_key, of_reference;
  };
  const std::vector<Case> cases = {
      {{"t", "integers"}, {"t", "reals"}, none, none},
      {{"t", "integers"}, {"t", "texts"}, none, to_number},
      {{"t", "integers"}, {"t", "untyped"}, none, to_number},
      {{"t", "texts"}, {"t", "reals"}, to_number, none},
      {{"t", "texts"}, {"v", "texts"}, none, none},
      {{"t", "texts"}, {"t", "untyped"}, none, none},
      {{"t", "texts"}, {"v", "untyped"}, none, none},
      {{"t", "texts"}, {"v", "either"}, none, to_text},
      {{"v", "either"}, {"t", "texts"}, to_text, none},
      {{"v", "either"}, {"t", "blobs"}, none, none},
      {{"t", "blobs"}, {"v", "reals"}, to_number, none},
      {{"t", "integers"}, {"v", "words"}, none, to_number},
  };
  for (const Case& one : cases) {
    CAPTURE(one.key.table + "." + one.key.column + " = " + one.reference.table + "." + one.reference.column);
    const KeyComparison comparison = typed.compare(one.key, one.reference);
    CHECK(comparison.of_key == one.of_key);
    CHECK(comparison.of_reference == one.of_reference);
  }
}

TEST_CASE("columns are asked while others are read, and more than once") {
  const Typed typed;
  Statement row = typed->prepare("SELECT integers FROM t UNION ALL SELECT 2");
  REQUIRE(row.step());
  for (int time = 0; time < 2; ++time) CHECK(compares_numbers(*typed, {"t", "reals"}));
  CHECK(!compares_numbers(*typed, {"t", "untyped"}));
  CHECK(row.step());
  CHECK(!row.step());
}

TEST_CASE("plain integers are written as SQL writes them") {
  for (const char* plain : {"0", "7", "-7", "10", "999999999999999999"}) CHECK(is_plain_integer(plain));
  for (const char* other : {"", "-", "-0", "+7", "07", "7.0", "7e1", " 7", "7 ", "1000000000000000000", "x"})
    CHECK(!is_plain_integer(other));
}

TEST_CASE("forms of keys are noted by the first characters of texts") {
  KeyForms forms;
  forms.note(CellKind::text, "c_1");
  CHECK(!forms.integers);
  CHECK(!forms.plain_numbers);
  CHECK(!forms.other_numbers);
  forms.note(CellKind::text, "17");
  CHECK(forms.plain_numbers);
  CHECK(!forms.other_numbers);
  forms.note(CellKind::text, " 17");
  CHECK(forms.other_numbers);
  CHECK(!forms.integers);
  forms.note(CellKind::integer, "1");
  CHECK(forms.integers);
  CHECK(!forms.reals);
  forms.note(CellKind::real, "1.5");
  CHECK(forms.reals);
}

}  // namespace audience
