// Customers of a server by their keys, of which only those are known that were asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id_table.hpp"
#include "model/catalog.hpp"
#include "storage/customer_directory.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/postgresql/server_source.hpp"

namespace audience {

/// Numbers are given as keys are met: permanent ones to those ever stored, provisional ones beyond them.
class ServerDirectory : public CustomerDirectory {
 public:
  /// `tables`: those of the server, as it gives them. All must outlive it.
  ServerDirectory(const Database& own, ServerSource& server, const Database& tables, const Catalog& catalog);

  /// Present there, or stored earlier. Asks the server about a key that it does not know.
  [[nodiscard]] std::optional<CustomerNumber> find(std::string_view key) const override;
  [[nodiscard]] std::string key_of(CustomerNumber number) const override;
  /// Reads every key.
  [[nodiscard]] const CustomerSet& population() const override;
  /// Room for everyone ever stored and everyone there, whom it counts unless `expect` told how many.
  [[nodiscard]] std::size_t capacity() const override;
  void expect(std::int64_t customers) const;
  [[nodiscard]] bool is_present(std::string_view key) const;
  /// Those of the members who have a row there: their keys are sent, and the few that have none come back.
  [[nodiscard]] CustomerSet present_among(CustomerSet members) const;
  /// Of a key that is present there, as the caller knows; none where it is an erased person's.
  [[nodiscard]] std::optional<CustomerNumber> number_of_present(std::string_view key) const;
  /// Keys of erased people whose rows still lie there. Reads every key, but where nobody was ever erased.
  [[nodiscard]] const std::vector<std::string>& erased_there() const;

 private:
  void read_own() const;
  void read_all() const;

  const Database& own_;
  ServerSource& server_;
  const Database& tables_;
  const Catalog& catalog_;
  ErasedCustomers erased_;
  mutable CustomerIds ids_;
  mutable IdTable table_;
  mutable std::vector<std::string_view> provisional_;  ///< keys, from the first provisional number on
  mutable std::optional<std::size_t> room_;            ///< for provisional numbers
  mutable std::optional<CustomerSet> everyone_;
  mutable std::vector<std::string> erased_there_;
  mutable bool knows_own_ = false;
};

}  // namespace audience
