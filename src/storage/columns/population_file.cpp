// A bit for each customer, and their order where it is not that of the numbers.
#include "storage/columns/population_file.hpp"

#include <algorithm>

namespace audience {

CustomerSet set_of_words(std::span<const std::uint64_t> words, std::size_t capacity) {
  CustomerSet set(capacity);
  if (words.size() > set.words().size()) throw ColumnsUnusable();
  std::copy(words.begin(), words.end(), set.words().begin());
  return set;
}

CustomerSet PopulationFile::population(std::size_t capacity) const {
  return set_of_words(file_.values<std::uint64_t>(0), capacity);
}

void write_population(ColumnFileWriter& file, const CustomerSet& population,
                      std::span<const CustomerNumber> by_key) {
  file.begin_section();
  file.append(population.words());
  file.begin_section();
  if (!std::is_sorted(by_key.begin(), by_key.end())) file.append(by_key);
}

std::optional<KnownPopulation> population_by_columns(const Database& own, std::size_t capacity) {
  try {
    const ColumnFolder folder(own);
    const auto customers = folder.fresh_customers(own);
    if (!customers) return std::nullopt;
    const PopulationFile file(folder.path_of(customers->population), customers->population);
    KnownPopulation known{file.population(capacity), file.numbers_follow_keys()};
    file.file().check_whole();
    return known;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

}  // namespace audience
