// The catalog: what attributes and events are called in filters, and in which tables and columns their data
// lies.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/column.hpp"
#include "base/time_zone.hpp"
#include "json/fault.hpp"
#include "model/filter.hpp"

namespace audience {

/// Something of a customer that can be filtered.
struct Attribute {
  std::string name;    ///< filter_name
  std::string column;  ///< of the customers table
  std::string group;   ///< where `fields` lists it
  ValueType type = ValueType::text;
  std::vector<std::string> value_names;  ///< names a value_name may use; always holds name and column
  bool personal = false;                 ///< never shown in summaries
};

struct EventColumn {
  std::string name;  ///< filter_entity, filter_where, and what a measure is of
  ValueType type = ValueType::text;
  std::string column{};  ///< of the event's table
};

/// How a table writes points in time.
enum class TimeFormat { iso8601, unix_seconds, unix_milliseconds };
std::string_view name_of(TimeFormat format);  ///< `iso8601`, `unix`, `unix_ms`

/// A kind of event that customers have at points in time.
struct Event {
  std::string name;  ///< `purchases`: filter_name is this, or `purchases-180-days`
  std::string group;
  std::string entity;  ///< name of the column that identifies what the event is about: `product_id`
  std::vector<EventColumn> columns;  ///< every column but those of customer and time
  std::string table;                 ///< a table or a view
  std::string customer;              ///< its column with the customer's key
  std::string time;                  ///< its column with the time
  TimeFormat time_format = TimeFormat::iso8601;

  [[nodiscard]] const EventColumn* find_column(std::string_view name) const;
};

/// A table with a row for each recommended product of a customer.
struct RecommendationsTable {
  std::string table, customer, product;
  std::string rank;  ///< its column with 1..; orders the products
  std::optional<std::string>
      type;  ///< its column with recommendations_type; none: every row is of every type
};

struct Catalog {
  std::string
      database;  ///< the SQLite file with the tables, or a server (model/server_address.hpp); empty: own
  std::string customers_table = "customers";
  std::string key = "customer_id";  ///< the column of customers_table that says who it is, once each
  std::vector<Attribute> attributes;
  std::vector<Event> events;
  std::optional<RecommendationsTable> recommendations;
  std::vector<std::string>
      listing;  ///< what a listing shows of customers, in order: the key, attributes, columns
  std::shared_ptr<const TimeZone> zone{};  ///< in which calendar windows and as_of's day are; null: UTC
  std::string further_group = "customer";  ///< group of columns without an entry
  /// Who may be exported: checked at every export; empty: everyone. The group's name and order mean nothing.
  FilterGroup export_only_if;

  [[nodiscard]] const Attribute* find_attribute(
      std::string_view name) const;  ///< by name, else by column unless an event has the name
  [[nodiscard]] const Event* find_event(std::string_view name) const;
};

/// A column that a table really has.
struct SchemaColumn {
  std::string name;
  ValueType type = ValueType::text;
  bool primary_key = false;  ///< alone or with others
  std::string references{};  ///< the table that a foreign key of this column names; empty: none
  std::string unusable{};    ///< what it holds that no filter can test, such as `text[]`; empty: it can
};

/// The tables and views of a database with their columns, in order.
using Schema = std::map<std::string, std::vector<SchemaColumn>>;

/// Reads a catalog file (shape: man/audience-catalog.5). With a schema, every table and column it names must
/// be there, types left out follow the columns, and every further column of customers and of events is added
/// under its own name, unless an entry has taken that name (or it is `audience`). Without one the form alone
/// is checked and a type left out is text. Every fault goes to `faults` with its place and the nearest right
/// name; what could be read is returned.
Catalog parse_catalog(std::string_view json, const Schema* schema, Faults& faults);
/// The `database` that a catalog file names, read before its schema can be known; empty where it names none
/// or is at fault.
std::string database_of_catalog(std::string_view json);

/// A catalog as the file it could be read from, every type written out.
std::string to_json(const Catalog& catalog);

/// A first draft for a database: customers, events and recommendations by keys, types and the usual names.
/// Throws Error(invalid_input) where no table looks like customers.
Catalog guess_catalog(const Schema& schema, const std::string& database);

/// The built-in catalog (data: builtin_catalog.inc) laid over the real columns: entries whose column is
/// missing fall away, types follow the tables, and every further column becomes an attribute under its own
/// name, listed after the others in the order of the table.
Catalog builtin_catalog(const std::vector<SchemaColumn>& customer_columns,
                        const std::vector<SchemaColumn>& purchase_columns);

}  // namespace audience
