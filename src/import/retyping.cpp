// Stored documents are bound, so that whatever a filter calls a column, it is known which one it is.
#include "import/retyping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "audience/error.hpp"
#include "base/decimal.hpp"
#include "base/folding.hpp"
#include "base/suggestion.hpp"
#include "base/wording.hpp"
#include "import/column_look.hpp"
#include "import/file_kind.hpp"
#include "import/form_finder.hpp"
#include "import/header_line.hpp"
#include "model/binding.hpp"
#include "storage/audiences.hpp"
#include "storage/column_types.hpp"
#include "storage/data_source.hpp"

namespace audience {
namespace {

bool is_asked_of(const EventScope& scope, const std::string& column) {
  return std::any_of(scope.where.begin(), scope.where.end(),
                     [&](const EventCondition& condition) { return condition.column == column; });
}

bool is_asked_of(const MeasureFilter& filter, const std::string& column) {
  return filter.measure.column == column || is_asked_of(filter.scope, column);
}

bool is_asked_of(const BoundFilter& filter, ImportKind kind, const std::string& column) {
  if (kind == ImportKind::customers) {
    const auto* attribute = std::get_if<AttributeFilter>(&filter.what);
    return attribute != nullptr && attribute->column == column;
  }
  if (const auto* event = std::get_if<EventFilter>(&filter.what))
    return event->column == column || is_asked_of(event->scope, column);
  const auto* measure = std::get_if<MeasureFilter>(&filter.what);
  return measure != nullptr && is_asked_of(*measure, column);
}

bool is_asked_of(const BoundDocument& document, ImportKind kind, const std::string& column) {
  const bool by_limit =
      document.limit && (kind == ImportKind::customers
                             ? document.limit->column == column
                             : document.limit->measure && is_asked_of(*document.limit->measure, column));
  return by_limit ||
         std::any_of(document.filters.begin(), document.filters.end(),
                     [&](const BoundFilter& filter) { return is_asked_of(filter, kind, column); });
}

void refuse_filtered(Database& database, ImportKind kind, const std::string& column) {
  const DataSource source(database, std::chrono::milliseconds{0}, false);
  std::vector<std::string> names;
  const auto ask = [&](const Document& document, const std::string& name) {
    Faults faults;
    if (is_asked_of(bind_document(document, source.catalog(), faults), kind, column)) names.push_back(name);
  };
  for (const StoredAudience& audience : all_audiences(database)) {
    Faults faults;
    if (!audience.is_damaged) ask(parse_stored_document(audience.definition, faults), audience.audience_name);
  }
  Document exported;
  exported.groups.push_back(source.catalog().export_only_if);
  ask(exported, "the catalog's export_only_if");
  if (names.empty()) return;
  throw Error(ErrorKind::conflict,
              fmt::format("{} cannot get another type: {} filter{} by it", column, enumerate(names),
                          names.size() == 1 ? "s" : ""),
              {Remedy::drop_filters, names})
      .about(Setting::column_type, column);
}

/// As a file would have it.
std::string text_of(const Cell& cell, ValueType type, ValueType wanted) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    const bool is_word = type == ValueType::boolean && wanted == ValueType::text;
    if (is_word) return *whole == 0 ? "false" : "true";
    return std::to_string(*whole);
  }
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
  return std::string(std::get<std::string_view>(cell));
}

class Retyping {
 public:
  Retyping(Database& database, DataTable table, const SchemaColumn& column, ValueType wanted)
      : database_(database), table_(table), column_(column), wanted_(wanted) {}

  void run(const Reading& reading, bool dry_run, ImportReport& report) {
    CellReader cells(wanted_, form_of_values(reading));
    RetypedColumn retyped{column_.name, column_.type, wanted_, 0};
    if (!dry_run) declare_column_type(database_, table_, column_.name, wanted_);
    exchange_values(database_, table_, column_.name, [&](const Cell& cell) {
      std::optional<Cell> value = exchanged(cell, cells, retyped.unfit);
      return dry_run ? std::nullopt : value;
    });
    (wanted_ == ValueType::date ? report.cut_times : report.rounded) += cells.rounded();
    report.retyped.push_back(std::move(retyped));
  }

 private:
  CellForm form_of_values(const Reading& reading) {
    const bool takes_comma = reading.decimal_sign.value_or(',') == ',';
    ColumnLook look(wanted_, reading, takes_comma, false);
    exchange_values(database_, table_, column_.name, [&](const Cell& cell) {
      look.add(text_of(cell, column_.type, wanted_), 1);
      return std::nullopt;
    });
    ColumnLook::Found found = look.found(look.sure_decimal_sign());
    // Rows of a table have no lines to show.
    if (found.doubt == ColumnLook::Doubt::mixed_dates) found.doubt = ColumnLook::Doubt::dates;
    refuse_doubt(found, fmt::format("what is stored of {}", column_.name));
    CellForm form = found.form;
    form.zone = zone_of(reading);
    return form;
  }

  /// Nothing where it stays as it is.
  std::optional<Cell> exchanged(const Cell& cell, CellReader& cells, std::int64_t& unfit) {
    const auto* text = std::get_if<std::string_view>(&cell);
    const bool stays_number = wanted_ == ValueType::number && text == nullptr;
    if (stays_number) return std::nullopt;
    text_ = text_of(cell, column_.type, wanted_);
    const std::string_view bare = wanted_ == ValueType::text ? text_ : trimmed(text_);
    auto value = cells.read(bare);
    if (value) return *value == cell ? std::nullopt : value;
    const bool is_number = wanted_ == ValueType::integer && Decimal::parse(text_);
    if (!is_number) ++unfit;
    // A number in a column of dates would be read as seconds.
    if (wanted_ == ValueType::date && text == nullptr) return Cell(std::string_view(text_));
    return std::nullopt;
  }

  Database& database_;
  DataTable table_;
  const SchemaColumn& column_;
  ValueType wanted_;
  std::string text_;
};

}  // namespace

void check_types(ImportKind kind, const std::vector<SchemaColumn>& columns,
                 const std::vector<std::string>& fresh, const ImportOptions& options) {
  std::vector<std::string> names = fresh;
  for (const SchemaColumn& column : columns) names.push_back(column.name);
  for (const auto& [name, type] : options.types) {
    const auto& keys = key_columns(kind);
    const bool is_key = std::any_of(keys.begin(), keys.end(),
                                    [&](const KeyColumn& key) { return key.name == folded_header(name); });
    const bool is_fixed =
        is_key || (kind == ImportKind::purchases && (name == "quantity" || name == "unit_price"));
    if (is_fixed)
      throw Error(ErrorKind::usage, "that column always has the same type").about(Setting::column_type, name);
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw Error(ErrorKind::usage, fmt::format("there is no such column{}", did_you_mean(name, names)))
        .about(Setting::column_type, name);
  }
}

void retype_columns(Database& database, ImportKind kind, const std::vector<SchemaColumn>& columns,
                    const ImportOptions& options, ImportReport& report) {
  const DataTable table = kind == ImportKind::customers ? DataTable::customers : DataTable::purchases;
  for (const auto& [name, type] : options.types) {
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&name = name](const SchemaColumn& one) { return one.name == name; });
    if (column == columns.end() || column->type == type) continue;
    refuse_filtered(database, kind, name);
    Retyping(database, table, *column, type).run(options.reading, options.dry_run, report);
    if (!options.dry_run) end_generation(database, table);
  }
}

}  // namespace audience
