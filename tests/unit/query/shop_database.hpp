// A database in a temporary file that holds one random shop at a time, and evaluates documents on it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "model/audience_uses.hpp"
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
  [[nodiscard]] Outcome evaluate(const std::string& json) const;
  /// The permanent numbers of the shop's customers, in its order.
  [[nodiscard]] const std::vector<CustomerNumber>& numbers() const { return numbers_; }

 private:
  void insert_customers(const std::vector<Customer>& customers);
  void insert_purchases(const Customer& customer, const std::vector<Purchase>& purchases);
  void insert_audiences(const Shop& shop);
  void open_source();  ///< after every change of the data

  OwnDatabase database_;
  std::unique_ptr<DataSource> source_;
  std::vector<KnownAudience> known_audiences_;
  std::vector<CustomerNumber> numbers_;
  std::int64_t as_of_ = 0;
  std::int64_t inserted_ = 0;  ///< rows so far; takes turns through the ways to write a date
};

}  // namespace audience::oracle
