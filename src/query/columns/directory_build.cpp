// Keys are read where they are known; other people's table is not read again for who is a member by now.
#include "query/columns/directory_build.hpp"

#include <string>
#include <vector>

#include "storage/columns/kept_keys.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/key_comparison.hpp"
#include "storage/number_mark.hpp"

namespace audience {

void keep_directory(const DataSource& source, const ColumnFolder& folder,
                    std::span<const std::int64_t> row_ids, ColumnsManifest::Customers& customers) {
  const auto rows = source.rows();
  customers.erased = fingerprint_of_erased(source.own());
  customers.numbers = number_mark(source.own());
  std::vector<std::uint32_t> places;
  if (!customers.numbers.empty())
    places.resize(static_cast<std::size_t>(highest_number_of(customers.numbers)) + 1);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row] != 0 && rows[row] < places.size()) places[rows[row]] = static_cast<std::uint32_t>(row) + 1;
  }
  const auto key_at = [&](std::size_t row) {
    return rows[row] == 0 ? std::string{} : source.key_of(rows[row]);
  };
  customers.directory = folder.make_file([&](ColumnFileWriter& file) {
    write_keys(file, {rows.size(), key_at, source.key_forms(), row_ids, places});
  });
}

bool is_directory_behind(const Database& own, const ColumnsManifest::Customers& customers) {
  constexpr std::int64_t of_rows = 100;  // One of so many is looked up in no time.
  if (customers.directory == 0) return false;
  if (customers.numbers.empty() || customers.numbers != number_mark(own) ||
      customers.erased != fingerprint_of_erased(own))
    return true;
  const auto given = static_cast<std::int64_t>(customer_capacity(own)) - 1;
  return (given - highest_number_of(customers.numbers)) * of_rows > customers.rows;
}

void renew_directory(const DataSource& source, const ColumnFolder& folder,
                     ColumnsManifest::Customers& customers) {
  const KeptKeys before(folder.path_of(customers.directory), customers.directory);
  if (before.rows() != source.rows().size()) throw ColumnsUnusable();
  std::vector<std::int64_t> row_ids;
  for (std::size_t row = 0; before.has_row_ids() && row < before.rows(); ++row)
    row_ids.push_back(before.row_id_at(row));
  before.check_whole();
  keep_directory(source, folder, row_ids, customers);
}

}  // namespace audience
