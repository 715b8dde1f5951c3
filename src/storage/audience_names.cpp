// All names looked at: audiences are few.
#include "storage/audience_names.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/folded_text.hpp"
#include "model/audience_id.hpp"

namespace audience {
namespace {

void refuse_taken(const Database& database, const std::string& name, std::int64_t number,
                  const std::string& remedy) {
  const std::string folded = fold_letters(name);
  Statement other = database.prepare("SELECT audience_name FROM audience_audiences WHERE number <> ?");
  other.bind_all(number);
  std::string near;
  while (other.step()) {
    if (other.text(0) == name)
      throw Error(ErrorKind::conflict, fmt::format("an audience named \"{}\" exists already", name), remedy);
    if (fold_letters(other.text(0)) == folded) near = other.text(0);
  }
  if (near.empty()) return;
  throw Error(ErrorKind::conflict,
              fmt::format("\"{}\" and \"{}\", which exists already, differ only in case", name, near),
              remedy);
}

bool has_blank_end(std::string_view name) {
  constexpr std::string_view no_break_space = "\xC2\xA0";
  return name.starts_with(' ') || name.ends_with(' ') || name.starts_with(no_break_space) ||
         name.ends_with(no_break_space);
}

bool has_name(const Database& database, const std::string& name, std::int64_t number) {
  Statement row = database.prepare("SELECT 1 FROM audience_audiences WHERE number = ? AND audience_name = ?");
  row.bind_all(number, name);
  return row.step();
}

}  // namespace

bool differ_only_in_case(const std::string& a, const std::string& b) {
  return a != b && fold_letters(a) == fold_letters(b);
}

void check_name(const Database& database, const std::string& name, std::int64_t number) {
  if (number != 0 && has_name(database, name, number)) return;
  if (has_blank_end(name))
    throw Error(ErrorKind::conflict, fmt::format("the name \"{}\" begins or ends with a blank", name),
                "leave the blank out: nobody would see it");
  refuse_taken(database, name, number, "choose another name");
  if (!looks_like_id(name)) return;
  throw Error(ErrorKind::conflict,
              fmt::format("the name \"{}\" could be taken for the id of an audience", name),
              "choose another name");
}

void check_returning_name(const Database& database, const std::string& name) {
  refuse_taken(database, name, 0, "give that one another name first");
}

}  // namespace audience
