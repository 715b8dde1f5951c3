// Words by the shape of a value.
#include "cli/completion_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "audience/error.hpp"
#include "cli/session.hpp"
#include "model/column_guess.hpp"
#include "model/date_part.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"
#include "storage/deleted_audiences.hpp"
#include "storage/exports.hpp"

namespace audience {
namespace {

enum class Source {
  typed,  ///< by the person alone
  fixed,
  files,
  audiences,
  audiences_and_files,
  deleted_audiences,
  live_exports,
  attributes,
  shown_field,       ///< whose values may be shown
  shown_attributes,  ///< a list of attributes of whom that is so
  columns,
  sorted_column,
  column_type,
  column_header,
};

struct Shape {
  std::string_view name;
  Source source = Source::typed;
  std::string_view words{};  ///< fixed ones, between blanks
  std::string_view verb{};   ///< of this verb alone
};

/// The first that fits counts.
constexpr std::array shapes{
    Shape{"AUDIENCE", Source::deleted_audiences, {}, "undelete"},
    Shape{"AUDIENCE", Source::audiences},
    Shape{"FILE|AUDIENCE", Source::audiences_and_files},
    Shape{"FILE", Source::files},
    Shape{"FILE|-", Source::files},
    Shape{"EXPORT", Source::live_exports},
    Shape{"ATTRIBUTE", Source::attributes},
    Shape{"NAME", Source::shown_field, {}, "fields"},
    Shape{"A,B", Source::shown_attributes, {}, "breakdown"},
    Shape{"A,B", Source::columns},
    Shape{"A[:desc]", Source::sorted_column},
    Shape{"COLUMN=TYPE", Source::column_type},
    Shape{"COLUMN=HEADER", Source::column_header},
    Shape{"ACTION", Source::fixed, "rotate"},
    Shape{"C", Source::fixed, ", ; | tab"},
    Shape{"CHAR", Source::fixed, ", ; | tab"},
    Shape{"ENGINE", Source::fixed, "columns scan"},
    Shape{"FORM", Source::fixed, "dmy mdy ymd unix excel"},
    Shape{"FORMAT", Source::fixed, "sarif", "validate"},
    Shape{"FORMAT", Source::fixed, "csv xlsx json jsonl"},
    Shape{"HOW", Source::fixed, "error skip replace"},
    Shape{"KIND", Source::fixed, "customers purchases recommendations"},
    Shape{"SHELL", Source::fixed, "bash zsh fish"},
    Shape{"SIGN", Source::fixed, ". ,"},
    Shape{"WHEN", Source::fixed, "always never auto"},
};

CompletionWords fixed_words(std::string_view words) {
  CompletionWords fixed;
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    fixed.words.push_back({std::string(words.substr(0, blank))});
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return fixed;
}

CompletionWords audiences(const Database& database) {
  CompletionWords found;
  for (const KnownAudience& audience : known_audiences(database)) {
    if (!audience.is_damaged) found.words.push_back({audience.audience_name});
  }
  return found;
}

CompletionWords deleted(const Database& database) {
  CompletionWords found;
  std::set<std::string> names;
  for (const DeletedAudience& audience : deleted_audiences(database)) {
    if (names.insert(audience.audience_name).second) found.words.push_back({audience.audience_name});
  }
  return found;
}

CompletionWords live_exports(const Database& database, TimePoint now) {
  constexpr std::size_t shown_digits = 8;
  const std::set<std::string> live = live_export_ids(database, now);
  CompletionWords found;
  for (const ExportRecord& record : all_exports(database)) {
    if (live.contains(record.export_id))
      found.words.push_back({record.export_id.substr(0, shown_digits), record.audience_name});
  }
  return found;
}

CompletionWords attributes(const Catalog& catalog) {
  CompletionWords found;
  for (const Attribute& attribute : catalog.attributes)
    found.words.push_back({attribute.name, std::string(name_of(attribute.type))});
  return found;
}

/// Those whose values may be shown, and the parts of dates.
std::vector<CompletionWord> shown_attributes(const Catalog& catalog) {
  std::vector<CompletionWord> found;
  for (const Attribute& attribute : catalog.attributes) {
    if (attribute.personal) continue;
    found.push_back({attribute.name, std::string(name_of(attribute.type))});
    if (attribute.type != ValueType::date) continue;
    for (const std::string& part : date_part_names()) found.push_back({attribute.name + "." + part, "part"});
  }
  return found;
}

/// Those, and the columns of events.
std::vector<CompletionWord> shown_fields(const Catalog& catalog) {
  std::vector<CompletionWord> found = shown_attributes(catalog);
  for (const Event& event : catalog.events) {
    for (const EventColumn& column : event.columns) {
      if (!is_personal({column.name, column.type}))
        found.push_back({event.name + "." + column.name, std::string(name_of(column.type))});
    }
  }
  return found;
}

/// As a listing names them: those that it shows, then every other.
std::vector<CompletionWord> customer_columns(const Catalog& catalog) {
  std::vector<CompletionWord> found;
  std::set<std::string> names;
  const auto add = [&](const std::string& name, std::string note) {
    if (names.insert(name).second) found.push_back({name, std::move(note)});
  };
  for (const std::string& name : catalog.listing) add(name, "listed");
  for (const Attribute& attribute : catalog.attributes)
    add(attribute.column, std::string(name_of(attribute.type)));
  return found;
}

/// What is typed of a list `city,ag` before the name that goes on: `city,`.
std::string list_before(const std::string& typed) {
  const std::size_t comma = typed.rfind(',');
  return comma == std::string::npos ? "" : typed.substr(0, comma + 1);
}

/// Whole lists, each gone on with by a name that is not in it.
CompletionWords lists(const std::string& before, const std::string& sign,
                      const std::vector<CompletionWord>& names) {
  CompletionWords found{.goes_on = true, .is_list = true};
  for (const CompletionWord& name : names) {
    if (("," + before).find("," + sign + name.word + ",") == std::string::npos)
      found.words.push_back({before + sign + name.word, name.note});
  }
  return found;
}

/// `-` leaves one out.
CompletionWords listed_columns(const Catalog& catalog, const std::string& typed) {
  constexpr std::size_t offered_products = 3;
  const std::string before = list_before(typed);
  const std::string sign = typed.substr(before.size()).starts_with('-') ? "-" : "";
  std::vector<CompletionWord> columns = customer_columns(catalog);
  for (std::size_t rank = 1; rank <= offered_products; ++rank)
    columns.push_back({fmt::format("product_{}", rank), "recommended"});
  if (sign.empty()) columns.push_back({"all", "every column"});
  return lists(before, sign, columns);
}

CompletionWords sorted_column(const Catalog& catalog, const std::string& typed) {
  CompletionWords found;
  for (const CompletionWord& column : customer_columns(catalog)) {
    found.words.push_back(column);
    if (typed.starts_with(column.word)) found.words.push_back({column.word + ":desc", "highest first"});
  }
  return found;
}

/// `city=`, and behind it the types.
CompletionWords column_type(const Catalog& catalog, const std::string& typed) {
  const std::size_t sign = typed.find('=');
  CompletionWords found{.goes_on = sign == std::string::npos};
  if (found.goes_on) {
    for (const CompletionWord& column : customer_columns(catalog))
      found.words.push_back({column.word + "=", column.note});
    return found;
  }
  for (const ValueType type :
       {ValueType::text, ValueType::integer, ValueType::number, ValueType::boolean, ValueType::date})
    found.words.push_back({typed.substr(0, sign + 1) + std::string(name_of(type))});
  return found;
}

CompletionWords column_header(const Catalog& catalog) {
  CompletionWords found{.goes_on = true};
  for (const CompletionWord& column : customer_columns(catalog))
    found.words.push_back({column.word + "=", column.note});
  return found;
}

CompletionWords of_catalog(Source source, const Catalog& catalog, const std::string& typed) {
  switch (source) {
    case Source::attributes:
      return attributes(catalog);
    case Source::shown_field:
      return {.words = shown_fields(catalog)};
    case Source::shown_attributes:
      return lists(list_before(typed), "", shown_attributes(catalog));
    case Source::columns:
      return listed_columns(catalog, typed);
    case Source::sorted_column:
      return sorted_column(catalog, typed);
    case Source::column_type:
      return column_type(catalog, typed);
    default:
      return column_header(catalog);
  }
}

CompletionWords of_database(Source source, const Session& session, const std::string& typed) {
  session.let_group_in();
  const auto database = session.open(Database::Mode::read_only);
  if (source == Source::audiences || source == Source::audiences_and_files) return audiences(*database);
  if (source == Source::deleted_audiences) return deleted(*database);
  if (source == Source::live_exports) return live_exports(*database, session.now());
  const DataSource data(*database, session.wait());
  return of_catalog(source, data.catalog(), typed);
}

}  // namespace

void CompletionWords::keep(const std::string& typed) {
  // What would steer a terminal, or lie on two lines, would not come through the shell as it is.
  const auto is_plain = [](const std::string& text) {
    return text.find_first_of("\t\n") == std::string::npos && printable(text) == text;
  };
  const auto is_left_out = [&](const CompletionWord& word) {
    return !word.word.starts_with(typed) || !is_plain(word.word);
  };
  words.erase(std::remove_if(words.begin(), words.end(), is_left_out), words.end());
  for (CompletionWord& word : words) {
    if (!is_plain(word.note)) word.note.clear();
  }
}

CompletionWords words_of_shape(const Session& session, std::string_view verb, std::string_view shape,
                               const std::string& typed) {
  const auto* const known = std::find_if(shapes.begin(), shapes.end(), [&](const Shape& one) {
    return one.name == shape && (one.verb.empty() || one.verb == verb);
  });
  if (known == shapes.end() || known->source == Source::typed) return {};
  if (known->source == Source::fixed) return fixed_words(known->words);
  if (known->source == Source::files) return {.files = true};
  CompletionWords found;
  try {
    found = of_database(known->source, session, typed);
  } catch (const Error&) {
    // Who types is told when the command is run.
  }
  found.files = known->source == Source::audiences_and_files;
  return found;
}

}  // namespace audience
