// A table of cells and what is said of their file: what they become, or with which words they are refused.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/error.hpp"
#include "import/form_finder.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

struct Case {
  std::string_view cells;  ///< divided by `~`
  std::string_view said;  ///< `decimal=,` `dates=dmy` `booleans=ja/nein` `null=NA/-`, `zone=…`, and `cut=;`
                          ///< for the file
  std::string_view known;  ///< the type of a column that is there already; empty: the column is new
  std::string_view
      becomes;  ///< the type and the values, `!` for a cell that is refused; or words of the fault
};

std::vector<std::string> parts(std::string_view text, char sign) {
  std::vector<std::string> found(1);
  for (const char c : text) {
    if (c == sign) {
      found.emplace_back();
    } else {
      found.back() += c;
    }
  }
  return found;
}

Reading reading_of(std::string_view said, char& cut) {
  Reading reading;
  static const std::vector<std::string> forms{"ymd", "dmy", "mdy", "unix", "excel"};
  for (const std::string& one : said.empty() ? std::vector<std::string>{} : parts(said, ' ')) {
    const std::string name = one.substr(0, one.find('=')), value = one.substr(one.find('=') + 1);
    if (name == "decimal") reading.decimal_sign = value[0];
    if (name == "cut") cut = value[0] == 'T' ? '\t' : value[0];
    if (name == "null") reading.missing = parts(value, '/');
    if (name == "booleans") reading.booleans = {parts(value, '/')[0], parts(value, '/')[1]};
    if (name == "zone") reading.timezone = value;
    if (name == "dates")
      reading.dates = static_cast<DateForm>(std::find(forms.begin(), forms.end(), value) - forms.begin());
  }
  return reading;
}

std::string text_of(const std::optional<Cell>& cell) {
  if (!cell) return "!";
  if (const auto* whole = std::get_if<std::int64_t>(&*cell)) return fmt::format("{}", *whole);
  if (const auto* real = std::get_if<double>(&*cell)) return fmt::format("{}", *real);
  return std::string(std::get<std::string_view>(*cell));
}

ValueType type_named(std::string_view name) {
  for (const ValueType type : {ValueType::integer, ValueType::number, ValueType::boolean, ValueType::date}) {
    if (name_of(type) == name) return type;
  }
  return ValueType::text;
}

/// As an import reads a file of customers with that column.
std::string reading_result(const Case& one) {
  char cut = ',';
  const Reading reading = reading_of(one.said, cut);
  const std::vector<std::string> cells = parts(one.cells, '~');
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    text += fmt::format("{}{}", i, cut);
    append_cell(text, cells[i], cut);
    text += '\n';
  }
  const Folder folder;
  write_file(folder / "c.csv", text);
  const InputText input((folder / "c.csv").string());
  Layout layout;
  layout.headers = {"customer_id", one.said.find("named") == std::string_view::npos ? "x" : "created_at"};
  layout.payload = {{layout.headers[1], type_named(one.known), 1, one.known.empty()}};
  try {
    find_forms(layout, {input, input.text(), cut, 2, Layout::absent, false, zone_of(reading)}, reading);
  } catch (const Error& error) {
    return error.what();
  }
  CellReader reader(layout.payload[0].type, layout.payload[0].form);
  std::string result(name_of(layout.payload[0].type));
  for (const std::string& cell : cells)
    result += (is_missing(cell, reading.missing) ? "~" : "~" + text_of(reader.read(cell)));
  return result;
}

const std::vector<Case> table{
    // Whole numbers and numbers, as programs write them.
    {"1~2", "", "", "integer~1~2"},
    {"1~2.5", "", "", "number~1~2.5"},
    {"-3~0", "", "", "integer~-3~0"},
    {"007~1", "", "", "text~007~1"},
    {"1e3", "", "", "text~1e3"},
    {"+5", "", "", "text~+5"},
    {"1.234", "", "", "number~1.234"},
    {"1.234", "cut=;", "", "number~1.234"},
    {"9223372036854775807", "", "", "integer~9223372036854775807"},
    {"9223372036854775808", "", "", "text~9223372036854775808"},
    // Decimal commas, found only where commas do not cut the file.
    {"2,5", "", "", "text~2,5"},
    {"2,5", "cut=;", "", "number~2.5"},
    {"2,5", "cut=T", "", "number~2.5"},
    {"2,5", "cut=|", "", "number~2.5"},
    {"2,5~3", "cut=;", "", "number~2.5~3"},
    {"3~2,5", "cut=;", "", "number~3~2.5"},
    {"2,5~3.5", "cut=;", "", "text~2,5~3.5"},
    {"1.234,50", "cut=;", "", "number~1234.5"},
    {"1.234,50~2.000", "cut=;", "", "number~1234.5~2000"},
    {"1,234.50", "cut=;", "", "number~1234.5"},
    {"1,234.50", "", "", "number~1234.5"},
    {"1,234", "", "", "integer~1234"},
    {"1,234,567", "", "", "integer~1234567"},
    {"1,23", "", "", "text~1,23"},
    {"1,2345", "", "", "text~1,2345"},
    {"1,234", "cut=;", "",
     "c.csv: x has numbers whose comma can be a decimal sign or stand between thousands, as 1,234"},
    {"1,234~2,5", "cut=;", "", "number~1.234~2.5"},
    {"1,234~2.5", "cut=;", "", "number~1234~2.5"},
    {"-1.234,5", "cut=;", "", "number~-1234.5"},
    {"1 234,5", "cut=;", "", "number~1234.5"},
    {"1\xC2\xA0"
     "234,5",
     "cut=;", "", "number~1234.5"},
    {"1\xE2\x80\xAF"
     "234,5",
     "cut=;", "", "number~1234.5"},
    {"1'234.5", "cut=;", "", "number~1234.5"},
    {"1\xE2\x80\x99"
     "234.5",
     "", "", "number~1234.5"},
    {"1 234.5", "", "", "number~1234.5"},
    {"555 123", "", "", "text~555 123"},
    {"555 123", "cut=;", "", "text~555 123"},
    {"01 234,5", "cut=;", "", "text~01 234,5"},
    {"1.23.456", "cut=;", "", "text~1.23.456"},
    {"1.234 567", "cut=;", "", "text~1.234 567"},
    {",5", "cut=;", "", "text~,5"},
    {"5,", "cut=;", "", "text~5,"},
    {"1234.567,8", "cut=;", "", "text~1234.567,8"},
    // Decimal signs that were said.
    {"2,5", "decimal=,", "", "number~2.5"},
    {"1.234", "decimal=,", "", "integer~1234"},
    {"1.234", "decimal=, cut=;", "", "integer~1234"},
    {"12.5", "decimal=,", "", "text~12.5"},
    {"12", "decimal=,", "", "integer~12"},
    {"1,234", "decimal=, cut=;", "", "number~1.234"},
    {"1,234", "decimal=. cut=;", "", "integer~1234"},
    {"2,5", "decimal=. cut=;", "", "text~2,5"},
    {"1.234", "decimal=. cut=;", "", "number~1.234"},
    {"555 123", "decimal=, cut=;", "", "integer~555123"},
    {"1.234.567,891", "decimal=,", "", "number~1234567.891"},
    // Numbers of columns that are there.
    {"12~x", "", "integer", "integer~12~!"},
    {"1,234~x", "", "integer", "integer~1234~!"},
    {"2,5~x", "cut=;", "number", "number~2.5~!"},
    {"2,5~x", "", "number", "number~!~!"},
    {"1.234~5", "cut=;", "number", "number~1.234~5"},
    {"1.234~5", "cut=;", "integer", "integer~!~5"},
    {"1.234~2,5", "cut=;", "number", "number~1234~2.5"},
    {"1,234", "cut=;", "number",
     "c.csv: x has numbers whose comma can be a decimal sign or stand between thousands, as 1,234"},
    {"2,5~2.5", "cut=;", "number", "number~!~2.5"},
    {"1.234", "decimal=,", "integer", "integer~1234"},
    {"2,5", "decimal=,", "integer", "integer~!"},
    {"1e3", "", "number", "number~1000"},
    // Dates that begin with their year.
    {"2023-12-31", "", "", "date~2023-12-31"},
    {"2023/12/31", "", "", "date~2023-12-31"},
    {"2023.12.31", "", "", "date~2023-12-31"},
    {"2023/1/5", "", "", "date~2023-01-05"},
    {"2023-1-5", "", "", "text~2023-1-5"},
    {"2023/12-31", "", "", "text~2023/12-31"},
    {"2023/02/29", "", "", "text~2023/02/29"},
    {"2024/02/29", "", "", "date~2024-02-29"},
    {"2023/12/31 10:30", "", "", "date~2023-12-31T10:30:00"},
    {"2023-12-31 10:30:05 UTC", "", "", "date~2023-12-31T10:30:05"},
    {"2023-12-31 10:30:05 +0200", "", "", "date~2023-12-31T08:30:05"},
    {"2023-12-31T10:30:05+02:00", "", "", "date~2023-12-31T08:30:05"},
    {"2023-12-31T10:30:05Z", "", "", "date~2023-12-31T10:30:05"},
    {"20231231", "", "", "integer~20231231"},
    {"20231231", "dates=ymd", "", "integer~20231231"},
    {"20231231", "dates=ymd named", "", "date~2023-12-31"},
    {"20231331", "dates=ymd named", "", "integer~20231331"},
    {"20231231", "", "date", "date~2023-12-31"},
    {"20231231 08:00", "", "date", "date~2023-12-31T08:00:00"},
    {"2023-12-31~2023/12/30", "", "", "date~2023-12-31~2023-12-30"},
    // Days and months first.
    {"31.12.2023", "", "", "date~2023-12-31"},
    {"31/12/2023", "", "", "date~2023-12-31"},
    {"31-12-2023", "", "", "date~2023-12-31"},
    {"1.12.2023~31.1.2023", "", "", "date~2023-12-01~2023-01-31"},
    {"1/31/2015", "", "", "date~2015-01-31"},
    {"1/31/2015~12/1/2010 8:26", "", "", "date~2015-01-31~2010-12-01T08:26:00"},
    {"1/31/2015 8:26 PM", "", "", "date~2015-01-31T20:26:00"},
    {"1/31/2015 12:05 AM", "", "", "date~2015-01-31T00:05:00"},
    {"1/31/2015 12:05:09 pm", "", "", "date~2015-01-31T12:05:09"},
    {"1/31/2015 13:05 PM", "", "", "text~1/31/2015 13:05 PM"},
    {"31/12/2023, 10:15:00", "", "", "date~2023-12-31T10:15:00"},
    {"31.12.2023 10:15:00.25", "", "", "date~2023-12-31T10:15:00"},
    {"31.12.2023 10:15:00 UTC", "", "", "date~2023-12-31T10:15:00"},
    {"31.12.2023 10:15 +01:00", "", "", "date~2023-12-31T09:15:00"},
    {"31.12.2023 24:00", "", "", "text~31.12.2023 24:00"},
    {"31.12.2023 10", "", "", "text~31.12.2023 10"},
    {"31.12.23", "", "", "text~31.12.23"},
    {"31.12.23~1.2.30", "dates=dmy", "", "date~2023-12-31~1930-02-01"},
    {"12/1/10 8:26", "dates=mdy", "", "date~2010-12-01T08:26:00"},
    {"31.12.29", "dates=mdy", "", "text~31.12.29"},
    {"31.12.23", "dates=ymd", "", "text~31.12.23"},
    {"31.12.23~x", "", "date", "c.csv: x has dates with years of two digits, as 31.12.23"},
    {"31.12.23~x", "dates=dmy", "date", "date~2023-12-31~!"},
    {"31.12.2023~30.12.23", "", "date", "date~2023-12-31~2023-12-30"},
    {"32.12.2023", "", "", "text~32.12.2023"},
    {"29.2.2023", "", "", "text~29.2.2023"},
    {"29.2.2024", "", "", "date~2024-02-29"},
    {"31.12.2023~soon", "", "", "text~31.12.2023~soon"},
    {"3/4/2023", "", "",
     "c.csv: x has dates that can be read with the day or with the month first, as 3/4/2023"},
    {"3.4.2023", "", "",
     "c.csv: x has dates that can be read with the day or with the month first, as 3/4/2023"},
    {"3/4/2023~13/4/2023", "", "", "date~2023-04-03~2023-04-13"},
    {"3/4/2023~3/14/2023", "", "", "date~2023-03-04~2023-03-14"},
    {"3/4/2023", "dates=dmy", "", "date~2023-04-03"},
    {"3/4/2023", "dates=mdy", "", "date~2023-03-04"},
    {"3/4/2023", "dates=ymd", "", "text~3/4/2023"},
    {"13/4/2023~4/13/2023", "", "", "text~13/4/2023~4/13/2023"},
    {"13/4/2023", "dates=mdy", "", "text~13/4/2023"},
    {"13.4.2023~2023-04-12", "dates=dmy", "", "date~2023-04-13~2023-04-12"},
    {"13.4.2023~2023-04-12", "", "", "text~13.4.2023~2023-04-12"},
    // Dates of columns that are there.
    {"31.12.2023~soon", "", "date", "date~2023-12-31~!"},
    {"1/31/2015~soon", "", "date", "date~2015-01-31~!"},
    {"3/4/2023", "", "date",
     "c.csv: x has dates that can be read with the day or with the month first, as 3/4/2023"},
    {"3/4/2023~2023-01-01", "", "date", "date~!~2023-01-01"},
    {"13/4/2023~4/13/2023", "", "date",
     "c.csv: x has dates in two orders: with the day first in line 2, with the month first in line 3"},
    {"31.12.2023", "dates=mdy", "date", "date~!"},
    {"31.12.2023~2023-01-01", "dates=dmy", "date", "date~2023-12-31~2023-01-01"},
    {"45291", "", "date", "date~!"},
    // Numbers that are dates.
    {"1704024000", "dates=unix named", "", "date~2023-12-31T12:00:00"},
    {"1704024000123", "dates=unix named", "", "date~2023-12-31T12:00:00"},
    {"1704024000.5", "dates=unix named", "", "date~2023-12-31T12:00:00"},
    {"0~-1", "dates=unix named", "", "date~1970-01-01T00:00:00~1969-12-31T23:59:59"},
    {"1704024000", "dates=unix", "", "integer~1704024000"},
    {"1704024000", "", "", "integer~1704024000"},
    {"1704024000~x", "dates=unix", "date", "date~2023-12-31T12:00:00~!"},
    {"45291", "dates=excel named", "", "date~2023-12-31"},
    {"45291.5", "dates=excel named", "", "date~2023-12-31T12:00:00"},
    {"45291.0104166667", "dates=excel named", "", "date~2023-12-31T00:15:00"},
    {"45291", "dates=excel", "", "integer~45291"},
    {"45291~2023-01-01~0", "dates=excel", "date", "date~2023-12-31~2023-01-01~!"},
    // Times of a zone.
    {"2024-07-01 12:00", "zone=Europe/Belgrade", "", "date~2024-07-01T10:00:00"},
    {"2024-01-01T12:00:30", "zone=Europe/Belgrade", "", "date~2024-01-01T11:00:30"},
    {"2024-01-01", "zone=Europe/Belgrade", "", "date~2024-01-01"},
    {"2024-01-01 00:30", "zone=Europe/Belgrade", "", "date~2023-12-31T23:30:00"},
    {"2024-07-01T12:00Z", "zone=Europe/Belgrade", "", "date~2024-07-01T12:00:00"},
    {"2024-07-01 12:00 UTC", "zone=Europe/Belgrade", "", "date~2024-07-01T12:00:00"},
    {"2024-07-01T12:00-05:00", "zone=Europe/Belgrade", "", "date~2024-07-01T17:00:00"},
    {"31.7.2024 12:00", "zone=Europe/Belgrade", "", "date~2024-07-31T10:00:00"},
    {"7/31/2024 8:26 PM", "zone=America/New_York", "", "date~2024-08-01T00:26:00"},
    {"2024/7/31 12:00", "zone=Asia/Kathmandu", "", "date~2024-07-31T06:15:00"},
    {"31.07.2024 12:00 +00:00", "zone=America/New_York", "", "date~2024-07-31T12:00:00"},
    {"45291.5", "dates=excel named zone=Europe/Belgrade", "", "date~2023-12-31T11:00:00"},
    {"45291", "dates=excel named zone=Europe/Belgrade", "", "date~2023-12-31"},
    {"1704024000", "dates=unix named zone=Europe/Belgrade", "", "date~2023-12-31T12:00:00"},
    {"2024-03-31 01:59~2024-03-31 02:00~2024-03-31 03:00", "zone=Europe/Belgrade", "",
     "date~2024-03-31T00:59:00~!~2024-03-31T01:00:00"},
    {"2024-10-27 02:30~2024-10-27 03:00", "zone=Europe/Belgrade", "date", "date~!~2024-10-27T02:00:00"},
    {"2024-10-27 02:30+02:00~2024-10-27 02:30+01:00", "zone=Europe/Belgrade", "",
     "date~2024-10-27T00:30:00~2024-10-27T01:30:00"},
    {"27.10.2024 02:30", "dates=dmy zone=Europe/Belgrade", "date", "date~!"},
    {"2024-07-01 12:00", "zone=UTC", "", "date~2024-07-01T12:00:00"},
    {"2024-07-01 12:00", "zone=Europe/Belgrad", "",
     "there is no such time zone; did you mean \"Europe/Belgrade\"?"},
    // Words for true and false.
    {"true~false", "", "", "boolean~1~0"},
    {"true", "", "", "boolean~1"},
    {"yes~no", "", "", "boolean~1~0"},
    {"Yes~NO~no", "", "", "boolean~1~0~0"},
    {"yes", "", "", "text~yes"},
    {"no~no", "", "", "text~no~no"},
    {"Y~N", "", "", "boolean~1~0"},
    {"Y~y", "", "", "text~Y~y"},
    {"t~f", "", "", "boolean~1~0"},
    {"t~n", "", "", "text~t~n"},
    {"yes~n", "", "", "text~yes~n"},
    {"yes~no~maybe", "", "", "text~yes~no~maybe"},
    {"ja~nein", "", "", "text~ja~nein"},
    {"ja~nein", "booleans=ja/nein", "", "boolean~1~0"},
    {"JA", "booleans=ja/nein", "", "boolean~1"},
    {"ДА~нет", "booleans=да/нет", "", "boolean~1~0"},
    {"ja~true", "booleans=ja/nein", "", "text~ja~true"},
    {"ja~true~x", "booleans=ja/nein", "boolean", "boolean~1~1~!"},
    {"1~0", "booleans=1/0", "", "boolean~1~0"},
    {"1~0", "booleans=0/1", "", "boolean~0~1"},
    {"1~0", "", "", "integer~1~0"},
    {"y~n", "", "boolean", "boolean~1~0"},
    {"y", "", "boolean", "boolean~1"},
    {"y~x", "", "boolean", "boolean~!~!"},
    {"yes~1", "", "boolean", "boolean~1~1"},
    // Cells that hold nothing.
    {"NA~1", "", "", "text~NA~1"},
    {"NA~1", "null=NA", "", "integer~~1"},
    {"NA~-~2,5", "null=NA/- cut=;", "", "number~~~2.5"},
    {"na~1", "null=NA", "", "text~na~1"},
    {"NA~31.12.2023", "null=NA", "", "date~~2023-12-31"},
    {"NA~yes~no", "null=NA", "", "boolean~~1~0"},
    {"NA", "null=NA", "", "text~"},
    {"-~5", "null=-", "integer", "integer~~5"},
    {"~5", "", "", "integer~~5"},
};

}  // namespace

TEST_CASE("cells become what was said, or what fits all of them") {
  CHECK(table.size() >= 150);
  for (const Case& one : table) {
    CAPTURE(one.cells);
    CAPTURE(one.said);
    CAPTURE(one.known);
    std::string result = reading_result(one);
    if (const std::size_t file = result.find("c.csv"); file != std::string::npos) result.erase(0, file);
    CHECK(result == one.becomes);
  }
}

TEST_CASE("a cell that is refused is told with the forms that are accepted, never with itself") {
  struct Words {
    std::string_view cell;
    std::string_view type;
    std::string_view said;
    std::string_view words;
  };
  const Words rows[] = {
      {"secret", "integer", "", "x is not a whole number"},
      {"2.5", "integer", "", "x is not a whole number"},
      {"9223372036854775808", "integer", "", "x is not a whole number"},
      {"1.234,5", "integer", "decimal=,", "x is not a whole number as 1.234"},
      {"1,234.5", "integer", "decimal=.", "x is not a whole number as 1,234"},
      {"secret", "number", "", "x is not a number"},
      {"2,5", "number", "", "x is not a number"},
      {"secret", "number", "decimal=,", "x is not a number as 1.234,5"},
      {"2,5", "number", "decimal=.", "x is not a number as 1,234.5"},
      {"secret", "boolean", "", "x is not true or false"},
      {"secret", "boolean", "booleans=ja/nein", "x is not ja or nein, true or false"},
      {"secret", "date", "", "x is not an ISO 8601 date"},
      {"31.2.2023", "date", "dates=dmy", "x is not a date as 31.12.2023 or 2023-12-31"},
      {"31.12.2023", "date", "dates=mdy", "x is not a date as 12/31/2023 or 2023-12-31"},
      {"secret", "date", "dates=unix",
       "x is not a time in seconds or milliseconds since 1970, or as 2023-12-31"},
      {"0", "date", "dates=excel", "x is not a day number of a spreadsheet, or a date as 2023-12-31"},
      {"secret", "date", "dates=dmy zone=Europe/Belgrade",
       "x is not a date as 31.12.2023 or 2023-12-31, of Europe/Belgrade"},
      {"secret", "date", "dates=unix zone=Europe/Belgrade",
       "x is not a time in seconds or milliseconds since 1970, or as 2023-12-31"},
      {"31.3.2024 2:30", "date", "dates=dmy zone=Europe/Belgrade",
       "x never comes in Europe/Belgrade, as clocks are set forward"},
      {"45592.1", "date", "dates=excel zone=Europe/Belgrade",
       "x comes twice in Europe/Belgrade, as clocks are set back: write its offset from UTC behind it"},
      {"2024-11-03 01:59:59", "date", "zone=America/New_York",
       "x comes twice in America/New_York, as clocks are set back: write its offset from UTC behind it"}};
  for (const Words& row : rows) {
    CAPTURE(row.cell);
    CAPTURE(row.said);
    char cut = ',';
    const Reading reading = reading_of(row.said, cut);
    CellReader reader(type_named(row.type), {reading.dates.value_or(DateForm::year_month_day),
                                             reading.decimal_sign, reading.booleans, zone_of(reading)});
    CHECK_FALSE(reader.read(row.cell).has_value());
    CHECK(reader.faults("x").at(reader.fault_of(row.cell)) == row.words);
  }
}

}  // namespace audience
