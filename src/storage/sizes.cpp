// Kept sizes held against the generation of customers.
#include "storage/sizes.hpp"

#include "storage/audience_members.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/generations.hpp"

namespace audience {
namespace {

/// As DataSource::population of the own tables, but with nothing read before: what is kept must be true now.
CustomerSet own_population(const Database& own) {
  CustomerSet present = present_customers(own);
  for (const CustomerNumber customer : rewritten_after_erasure(own)) present.erase(customer);
  return present;
}

CountedSize counted(const CustomerSet& present, const CustomerSet& population, std::string under) {
  return {static_cast<std::int64_t>(present.count()), static_cast<std::int64_t>(population.count()),
          std::move(under)};
}

/// Nobody asks a server for millions of keys to show a list: as they were stored, and among whom.
CountedSize stored_size(const Database& own, const StoredAudience& audience) {
  return {static_cast<std::int64_t>(stored_members(own, audience.number, 0).count()),
          audience.counted.population,
          {}};
}

}  // namespace

CustomerSet present_members(const Database& own, std::int64_t audience, const CustomerSet& population) {
  CustomerSet members = members_within(own, audience, population.capacity());
  members &= population;
  return members;
}

CountedSize SizeCounter::of(const StoredAudience& audience) {
  if (source_.is_on_server()) return stored_size(source_.own(), audience);
  if (!standing_) {
    standing_.emplace();
    if (!source_.is_foreign()) *standing_ = standing_generation(source_.own(), DataTable::customers);
  }
  if (!standing_->empty() && audience.counted.under == *standing_) return audience.counted;
  if (!population_) population_.emplace(source_.population());
  return counted(present_members(source_.own(), audience.number, *population_), *population_, *standing_);
}

CountedSize count_present(const DataSource& source, const CustomerSet& members) {
  if (source.is_foreign()) return {};
  CustomerSet population = own_population(source.own());
  CustomerSet present = members;
  present.widen(population.capacity());
  population.widen(present.capacity());
  present &= population;
  return counted(present, population, draw_generation(source.own(), DataTable::customers));
}

void keep_sizes(Database& own) {
  const std::string standing = draw_generation(own, DataTable::customers);
  if (standing.empty()) return;
  std::optional<CustomerSet> population;
  for (const StoredAudience& audience : all_audiences(own)) {
    if (audience.counted.under == standing) continue;
    if (!population) population.emplace(own_population(own));
    try {
      store_size(own, audience.number,
                 counted(present_members(own, audience.number, *population), *population, standing));
    } catch (const DamagedAudience&) {
      continue;
    }
  }
}

}  // namespace audience
