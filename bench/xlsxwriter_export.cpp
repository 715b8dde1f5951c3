// The other way to a workbook: every row of a table through libxlsxwriter's constant-memory mode, to a
// further sheet where one is full.
//
//   xlsxwriter_export DATABASE TABLE FILE.xlsx
//
// Prints how many rows it wrote.
#include <sqlite3.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <memory>

namespace {

constexpr lxw_row_t rows_of_a_sheet = 1'048'576;

lxw_worksheet* add_sheet(lxw_workbook* book, sqlite3_stmt* rows) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, nullptr);
  for (int i = 0; i < sqlite3_column_count(rows); ++i)
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(i), sqlite3_column_name(rows, i), nullptr);
  return sheet;
}

void write_row(lxw_worksheet* sheet, lxw_row_t row, sqlite3_stmt* rows) {
  for (int i = 0; i < sqlite3_column_count(rows); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    switch (sqlite3_column_type(rows, i)) {
      case SQLITE_INTEGER:
      case SQLITE_FLOAT:
        worksheet_write_number(sheet, row, column, sqlite3_column_double(rows, i), nullptr);
        break;
      case SQLITE_TEXT:
        worksheet_write_string(sheet, row, column,
                               reinterpret_cast<const char*>(sqlite3_column_text(rows, i)), nullptr);
        break;
      default:
        break;
    }
  }
}

int fail(const char* reason) {
  std::fprintf(stderr, "xlsxwriter_export: %s\n", reason);
  return 1;
}

}  // namespace

int main(int count, char** values) {
  if (count != 4) {
    std::fputs("usage: xlsxwriter_export DATABASE TABLE FILE.xlsx\n", stderr);
    return 2;
  }
  sqlite3* database = nullptr;
  sqlite3_stmt* rows = nullptr;
  const std::unique_ptr<char, decltype(&sqlite3_free)> sql(sqlite3_mprintf("SELECT * FROM \"%w\"", values[2]),
                                                           sqlite3_free);
  if (sqlite3_open_v2(values[1], &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(database, sql.get(), -1, &rows, nullptr) != SQLITE_OK)
    return fail(sqlite3_errmsg(database));
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  lxw_workbook* book = workbook_new_opt(values[3], &options);
  lxw_worksheet* sheet = add_sheet(book, rows);
  lxw_row_t row = 0;
  long long written = 0;
  int step = sqlite3_step(rows);
  for (; step == SQLITE_ROW; step = sqlite3_step(rows)) {
    if (++row == rows_of_a_sheet) {
      sheet = add_sheet(book, rows);
      row = 1;
    }
    write_row(sheet, row, rows);
    ++written;
  }
  if (step != SQLITE_DONE) return fail(sqlite3_errmsg(database));
  sqlite3_finalize(rows);
  sqlite3_close(database);
  const lxw_error error = workbook_close(book);
  if (error != LXW_NO_ERROR) return fail(lxw_strerror(error));
  std::printf("%lld\n", written);
  return std::fflush(stdout) == 0 ? 0 : 1;
}
