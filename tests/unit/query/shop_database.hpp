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

class ShopDatabase {
 public:
  ShopDatabase();

  /// Replaces the shop before. Departed customers had a row, and their purchases stay.
  void fill(const Shop& shop);
  void add_purchases(const Customer& customer, const std::vector<Purchase>& purchases);

  /// A document with its evaluation at the shop's as_of.
  struct Outcome {
    audience::Document document;
    Evaluation evaluation;
  };
  /// Throws FaultyDocument where the document has faults.
  [[nodiscard]] Outcome evaluate(const std::string& json) const { return evaluate(*source_, json, {}); }
  /// The same from columns, where they can answer.
  [[nodiscard]] Outcome evaluate_by_columns(const std::string& json) const {
    return evaluate(*quick_source_, json, {});
  }
  /// Of one customer alone, who is shown.
  [[nodiscard]] Outcome show(const std::string& json, CustomerNumber customer) const {
    return evaluate(*source_, json, customer);
  }
  [[nodiscard]] Outcome show_by_columns(const std::string& json, CustomerNumber customer) const {
    return evaluate(*quick_source_, json, customer);
  }
  /// Makes columns of what is there now, purchases in segments of so many rows.
  void make_columns(const SegmentLimits& limits);
  /// The permanent numbers of the shop's customers, in its order.
  [[nodiscard]] const std::vector<CustomerNumber>& numbers() const { return numbers_; }

 private:
  void insert_customers(const std::vector<Customer>& customers);
  void insert_purchases(const Customer& customer, const std::vector<Purchase>& purchases);
  void insert_audiences(const Shop& shop);
  [[nodiscard]] Outcome evaluate(const DataSource& source, const std::string& json,
                                 std::optional<CustomerNumber> only) const;
  void open_source();  ///< after every change of the data

  OwnDatabase database_;
  std::unique_ptr<DataSource> source_;        ///< without columns
  std::unique_ptr<DataSource> quick_source_;  ///< with them
  std::vector<KnownAudience> known_audiences_;
  std::vector<CustomerNumber> numbers_;
  AsOf as_of_;
  std::int64_t inserted_ = 0;  ///< rows so far; takes turns through the ways to write a date
};

}  // namespace audience::oracle
