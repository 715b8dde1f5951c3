// Who is stored is looked up among the keys that are kept; all others get their numbers by row.
#include "storage/columns/kept_directory.hpp"

#include <limits>

#include "storage/columns/column_folder.hpp"
#include "storage/columns/kept_keys.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/number_mark.hpp"
#include "storage/schema_reader.hpp"

namespace audience {
namespace {

class KeptDirectory : public CustomerDirectory {
 public:
  KeptDirectory(const Database& own, const std::filesystem::path& file,
                const ColumnsManifest::Customers& kept)
      : own_(own), keys_(file, kept.directory) {
    fingerprint_of_rows_ = kept.keys;
    forms_ = keys_.forms();
    permanent_ = customer_capacity(own);
    rows_.resize(keys_.rows());
    take_stored(kept.numbers.empty() || kept.numbers != number_mark(own) ? 0 : take_marked(kept.numbers));
    number_others();
    keys_.check_whole();
    take_population();
  }

  [[nodiscard]] std::optional<CustomerNumber> find(std::string_view key) const override {
    const auto row = keys_.row_of(key);
    keys_.check_whole();
    if (row) return rows_.at(*row);
    if (permanent_ <= 1) return std::nullopt;
    Statement stored = own_.prepare("SELECT number FROM audience_customers WHERE customer_id = ?");
    stored.bind_all(key);
    // Who came since the source was opened is a stranger to it.
    if (!stored.step() || stored.integer(0) >= static_cast<std::int64_t>(permanent_)) return std::nullopt;
    return number_in_directory(stored, 0);
  }

  [[nodiscard]] std::string key_of(CustomerNumber number) const override {
    if (row_by_number_.empty()) note_rows();
    if (number < row_by_number_.size() && row_by_number_[number] != nowhere) {
      std::string key(keys_.key_at(row_by_number_[number]));
      keys_.check_whole();
      return key;
    }
    if (number >= permanent_) return {};
    Statement stored = own_.prepare("SELECT customer_id FROM audience_customers WHERE number = ?");
    stored.bind_all(number);
    return stored.step() ? std::string(stored.text(0)) : std::string{};
  }

 private:
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  /// The highest number of those that the file knows.
  std::int64_t take_marked(const std::string& mark) {
    const auto places = keys_.places_by_number();
    if (places.size() > permanent_) throw ColumnsUnusable();
    for (std::size_t number = 0; number < places.size(); ++number) {
      if (places[number] > rows_.size()) throw ColumnsUnusable();
      if (places[number] > 0) rows_[places[number] - 1] = static_cast<CustomerNumber>(number);
    }
    return highest_number_of(mark);
  }

  void take_stored(std::int64_t after) {
    GivenNumbers numbers(own_);
    const ErasedCustomers erased(own_);
    Statement stored = own_.prepare("SELECT number, customer_id FROM audience_customers WHERE number > ?");
    stored.bind_all(after);
    while (stored.step()) {
      const CustomerNumber number = numbers.read(stored, 0);
      if (const auto row = keys_.row_of(stored.text(1))) {
        rows_[*row] = number;
      } else if (erased.contains(stored.text(1))) {
        throw ColumnsUnusable();  // Written again since: of their rows nothing is kept.
      }
    }
    if (numbers.capacity() != permanent_) throw ColumnsUnusable();
  }

  void number_others() {
    const bool has_nobody = keys_.has_nobody();
    capacity_ = permanent_;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (rows_[row] != 0 || (has_nobody && keys_.key_at(row).empty())) continue;
      rows_[row] = static_cast<CustomerNumber>(capacity_++);
    }
  }

  void note_rows() const {
    row_by_number_.assign(capacity_, nowhere);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (rows_[row] != 0) row_by_number_[rows_[row]] = static_cast<std::uint32_t>(row);
    }
  }

  const Database& own_;
  KeptKeys keys_;
  mutable std::vector<std::uint32_t> row_by_number_;  ///< made when first asked for
};

}  // namespace

std::unique_ptr<CustomerDirectory> kept_directory(const DataSource& source) {
  if (!source.uses_columns() || source.foreign_state().empty()) return nullptr;
  try {
    const ColumnFolder folder(source.own());
    const auto customers = folder.fresh(source).customers;
    // A view may have other rows each day.
    if (!customers || customers->directory == 0 ||
        !keeps_rows(source.data(), source.catalog().customers_table) ||
        customers->erased != fingerprint_of_erased(source.own()))
      return nullptr;
    return std::make_unique<KeptDirectory>(source.own(), folder.path_of(customers->directory), *customers);
  } catch (const ColumnsUnusable&) {
    return nullptr;
  }
}

}  // namespace audience
