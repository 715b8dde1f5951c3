// The catalog: what attributes and events are called in filters, and where their data lies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/value_type.hpp"

namespace audience {

/// Something of a customer that can be filtered.
struct Attribute {
  std::string name;                      ///< filter_name
  std::string column;                    ///< of the customers table
  std::string group;                     ///< where `fields` lists it
  ValueType type = ValueType::text;
  std::vector<std::string> value_names;  ///< names a value_name may use; always holds name and column
  bool personal = false;                 ///< never shown in summaries
};

struct EventColumn {
  std::string name;  ///< filter_entity
  ValueType type = ValueType::text;
};

/// A kind of event that customers have at points in time.
struct Event {
  std::string name;                  ///< `purchases`: filter_name is this, or `purchases-180-days`
  std::string group;
  std::string entity;                ///< the column whose values are coded: `product_id`
  std::vector<EventColumn> columns;  ///< that filter_entity may name
};

struct Catalog {
  std::vector<Attribute> attributes;
  std::vector<Event> events;
  std::vector<std::string> listing;  ///< columns of customers that a listing shows, in order

  [[nodiscard]] const Attribute* find_attribute(std::string_view name) const;
  [[nodiscard]] const Event* find_event(std::string_view name) const;
};

/// A column that the tables really have.
struct SchemaColumn {
  std::string name;
  ValueType type = ValueType::text;
};

/// The built-in catalog (data: builtin_catalog.inc) laid over the real columns: entries whose column is missing fall
/// away, types follow the tables, and every further column becomes an attribute under its own name.
Catalog builtin_catalog(const std::vector<SchemaColumn>& customer_columns,
                        const std::vector<SchemaColumn>& purchase_columns);

}  // namespace audience
