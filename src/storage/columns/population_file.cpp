// A bit for each customer, and their order where it is not that of the numbers.
#include "storage/columns/population_file.hpp"

#include <algorithm>

#include "storage/generations.hpp"

namespace audience {

CustomerSet PopulationFile::population(std::size_t capacity) const {
  const auto words = file_.values<std::uint64_t>(0);
  CustomerSet population(capacity);
  if (words.size() > population.words().size()) throw ColumnsUnusable();
  std::copy(words.begin(), words.end(), population.words().begin());
  return population;
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
    const auto manifest = folder.manifest();
    if (!manifest || !manifest->customers ||
        manifest->customers->generation != standing_generation(own, DataTable::customers))
      return std::nullopt;
    const PopulationFile file(folder.path_of(manifest->customers->population),
                              manifest->customers->population);
    KnownPopulation known{file.population(capacity), file.numbers_follow_keys()};
    file.file().check_whole();
    return known;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

}  // namespace audience
