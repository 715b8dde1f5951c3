// Words turned into a reading.
#include "cli/reading_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "cli/command_line.hpp"
#include "cli/file_options.hpp"

namespace audience {
namespace {

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> found(1);
  for (const char c : text) {
    if (c == ',') {
      found.emplace_back();
    } else {
      found.back() += c;
    }
  }
  return found;
}

char decimal_sign(const std::string& text) {
  if (text == "." || text == ",") return text[0];
  throw Error(ErrorKind::usage, fmt::format("--decimal: \"{}\" is no decimal sign", text), "write . or ,");
}

DateForm date_form(const std::string& text) {
  if (const auto form = date_form_named(text)) return *form;
  std::vector<std::string> names;
  for (const DateForm form : date_forms) names.emplace_back(name_of(form));
  throw Error(ErrorKind::usage,
              fmt::format("--dates: there is no form \"{}\"{}", text, did_you_mean(text, names)),
              "write dmy for 31.12.2023, mdy for 12/31/2023, ymd for 2023/12/31, unix or excel");
}

std::pair<std::string, std::string> boolean_words(const std::string& text) {
  const std::vector<std::string> words = parts(text);
  if (words.size() == 2 && !words[0].empty() && !words[1].empty() && words[0] != words[1])
    return {words[0], words[1]};
  throw Error(ErrorKind::usage, fmt::format("--booleans: \"{}\" is no pair of words", text),
              "write the word for true and the one for false: ja,nein");
}

std::vector<std::string> missing_words(const std::string& text) {
  std::vector<std::string> words = parts(text);
  if (std::find(words.begin(), words.end(), "") == words.end()) return words;
  throw Error(ErrorKind::usage, fmt::format("--null: \"{}\" has an empty word", text),
              "write words such as NA,-; empty cells are missing anyway");
}

}  // namespace

void ReadingOptions::declare(VerbLine& line) {
  line.option("--encoding", encoding, "NAME", "how the file is encoded, such as windows-1252 or utf-16")
      .option("--delimiter", delimiter, "CHAR",
              "between columns: , ; | or tab; otherwise as the first line has it")
      .option("--decimal", decimal, "SIGN", "the decimal sign, . or , ; the other one may divide thousands")
      .option("--dates", dates, "FORM", "dmy (31.12.2023), mdy (12/31/2023), ymd, unix or excel")
      .option("--timezone", timezone, "ZONE",
              "where times without an offset were written, such as Europe/Belgrade; otherwise UTC")
      .option("--booleans", booleans, "TRUE,FALSE", "the words for true and false, such as ja,nein")
      .option("--null", null, "WORD,...", "cells that hold no value, such as NA,-")
      .option("--sheet", sheet, "NAME", "of an .xlsx workbook; otherwise its first");
}

bool ReadingOptions::is_any() const {
  const std::array<const std::optional<std::string>*, 8> all{&encoding, &delimiter, &decimal, &dates,
                                                             &timezone, &booleans,  &null,    &sheet};
  return std::any_of(all.begin(), all.end(), [](const auto* one) { return one->has_value(); });
}

Reading ReadingOptions::reading() const {
  Reading reading{.encoding = encoding, .sheet = sheet, .timezone = timezone};
  if (delimiter) reading.delimiter = delimiter_of(*delimiter);
  if (decimal) reading.decimal_sign = decimal_sign(*decimal);
  if (dates) reading.dates = date_form(*dates);
  if (booleans) reading.booleans = boolean_words(*booleans);
  if (null) reading.missing = missing_words(*null);
  return reading;
}

std::vector<std::string> options_of(const Reading& reading) {
  std::vector<std::string> words;
  const auto add = [&](const char* option, const std::optional<std::string>& value) {
    if (value) words.insert(words.end(), {option, *value});
  };
  const auto add_sign = [&](const char* option, std::optional<char> sign) {
    if (sign) add(option, *sign == '\t' ? "tab" : std::string(1, *sign));
  };
  add("--encoding", reading.encoding);
  add_sign("--delimiter", reading.delimiter);
  add_sign("--decimal", reading.decimal_sign);
  if (reading.dates) add("--dates", std::string(name_of(*reading.dates)));
  add("--timezone", reading.timezone);
  if (reading.booleans) add("--booleans", reading.booleans->first + "," + reading.booleans->second);
  if (!reading.missing.empty()) add("--null", fmt::format("{}", fmt::join(reading.missing, ",")));
  add("--sheet", reading.sheet);
  return words;
}

}  // namespace audience
