// The other way to a workbook: every row of a table through libxlsxwriter's constant-memory mode.
#include <sqlite3.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <memory>

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
      sqlite3_prepare_v2(database, sql.get(), -1, &rows, nullptr) != SQLITE_OK) {
    std::fprintf(stderr, "%s\n", sqlite3_errmsg(database));
    return 1;
  }
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  lxw_workbook* book = workbook_new_opt(values[3], &options);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "Customers");
  const int columns = sqlite3_column_count(rows);
  for (int i = 0; i < columns; ++i)
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(i), sqlite3_column_name(rows, i), nullptr);
  for (lxw_row_t row = 1; sqlite3_step(rows) == SQLITE_ROW; ++row) {
    for (int i = 0; i < columns; ++i) {
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
  sqlite3_finalize(rows);
  sqlite3_close(database);
  return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
