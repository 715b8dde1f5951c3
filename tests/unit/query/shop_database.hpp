// A database in a temporary file that holds one random shop at a time, and evaluates documents on it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/audience_uses.hpp"
#include "query/columns/event_segment.hpp"
#include "query/evaluation.hpp"
#include "random_shop.hpp"
#include "storage/data_source.hpp"
#include "support/own_database.hpp"

namespace audience::oracle {

/// Binds a cell from a number's thousandths, a date's seconds or a text; `style` picks how a date is written.
void bind_value(Statement& statement, int index, ValueType type, const Value& value, std::int64_t style);
/// Names from that one on, a comma before each.
std::string column_names(const std::vector<Column>& columns, std::size_t first);
/// Stores them; every member must have a number.
std::vector<KnownAudience> insert_audiences(Database& own, const Shop& shop);

/// As a command reads it, names of audiences being ids. Throws FaultyDocument where it has faults.
audience::Document read_document(const std::string& json, const std::vector<KnownAudience>& audiences);
/// In a snapshot of its own. Throws FaultyDocument where the source's catalog finds faults.
Evaluation evaluate_on(const DataSource& source, const audience::Document& document, const AsOf& as_of,
                       std::optional<CustomerNumber> only);

/// Where a shop's events lie in its own file.
enum class EventsTable {
  builtin,
  orders,  ///< another program's table, which a catalog names
};

class ShopDatabase {
 public:
  explicit ShopDatabase(EventsTable table = EventsTable::builtin);

  /// Replaces the shop before. Departed customers had a row, and their purchases stay.
  void fill(const Shop& shop);
  void add_purchases(const Customer& customer, const std::vector<Purchase>& purchases);

  /// Once for all evaluations of it. Throws FaultyDocument, as evaluating does.
  [[nodiscard]] audience::Document read(const std::string& json) const;
  /// At the shop's as_of.
  [[nodiscard]] Evaluation evaluate(const audience::Document& document) const {
    return evaluate_on(*source_, document, as_of_, {});
  }
  [[nodiscard]] Evaluation evaluate(const std::string& json) const { return evaluate(read(json)); }
  /// The same from columns, where they can answer.
  [[nodiscard]] Evaluation evaluate_by_columns(const audience::Document& document) const {
    return evaluate_on(*quick_source_, document, as_of_, {});
  }
  /// Of one customer alone, who is shown.
  [[nodiscard]] Evaluation show(const audience::Document& document, CustomerNumber customer) const {
    return evaluate_on(*source_, document, as_of_, customer);
  }
  [[nodiscard]] Evaluation show_by_columns(const audience::Document& document,
                                           CustomerNumber customer) const {
    return evaluate_on(*quick_source_, document, as_of_, customer);
  }
  /// One write as any program may do it, by chance. What it was.
  std::string write(Random& random);
  void damage_columns(Random& random);
  /// Of the first event at the shop's as_of; 0 where there is none.
  [[nodiscard]] std::int64_t newest_event() const { return newest_event(*source_); }
  [[nodiscard]] std::int64_t newest_event_by_columns() const { return newest_event(*quick_source_); }
  /// Makes columns of what is there now, purchases in segments of so many rows.
  void make_columns(const SegmentLimits& limits);
  /// The permanent numbers of the shop's customers, in its order.
  [[nodiscard]] const std::vector<CustomerNumber>& numbers() const { return numbers_; }

 private:
  void insert_customers(const std::vector<Customer>& customers);
  void insert_purchases(const Customer& customer, const std::vector<Purchase>& purchases);
  [[nodiscard]] std::int64_t newest_event(const DataSource& source) const;
  void move_events_to_orders();
  void keep_older();
  void put_older_back(bool renamed);
  void open_source();  ///< after every change of the data

  EventsTable events_;
  OwnDatabase database_;
  std::unique_ptr<DataSource> source_;        ///< without columns
  std::unique_ptr<DataSource> quick_source_;  ///< with them
  std::vector<KnownAudience> known_audiences_;
  std::vector<CustomerNumber> numbers_;
  AsOf as_of_;
  std::int64_t inserted_ = 0;  ///< rows so far; takes turns through the ways to write a date
};

}  // namespace audience::oracle
