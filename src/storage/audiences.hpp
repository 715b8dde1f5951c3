// Audiences as they are kept: definition, funnel and members.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/error.hpp"
#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "model/audience_uses.hpp"
#include "storage/database.hpp"

namespace audience {

/// How many members are present among how many customers.
struct CountedSize {
  std::int64_t size = 0, population = 0;
  std::string under{};  ///< the generation of customers (storage/generations.hpp); empty: none stood
};

struct StoredAudience {
  std::int64_t number = 0;  ///< of its row; 0: not stored yet
  std::string audience_id;  ///< `audience-id-` and 32 hex digits
  std::string audience_name;
  std::string author;
  std::string definition;  ///< the create answer as JSON
  AsOf as_of{};
  std::vector<std::int64_t> funnel;  ///< before and now of each filter in turn
  TimePoint date_created{}, date_modified{};
  Status status = Status::created;
  bool is_dynamic = false;
  std::vector<std::string> uses{};  ///< ids of the audiences that its filters name
  CountedSize counted{};            ///< counts while its generation stands (storage/sizes.hpp)
  bool is_uploaded = false;         ///< made from a list of customers
  /// Of an uploaded one, the attribute whose values the list holds; none: it holds customer ids.
  std::optional<std::string> match_attribute{};
  bool is_applied = false;     ///< made by `apply`, so that its pruning may take it
  std::int64_t unmatched = 0;  ///< values of its list that no customer has yet; only read
  /// What is stored is not what was written: nothing but the number can be relied on. Only read.
  bool is_damaged = false;
};

/// Takes over what columns say of the document beside its text.
void describe(StoredAudience& audience, const Document& document);

/// Its number. Throws as check_name (storage/audience_names.hpp). Inside the caller's write transaction.
std::int64_t insert_audience(Database& database, const StoredAudience& audience, const CustomerSet& members);
/// Everything but number and members, by number. Throws and runs as above.
void update_audience(Database& database, const StoredAudience& audience);
void store_size(Database& database, std::int64_t number, const CountedSize& counted);

/// What is stored of an audience is not what was written; that of the others may be.
class DamagedAudience : public Error {
 public:
  using Error::Error;
};
DamagedAudience damaged_audience(const std::string& name);

/// True if an audience of that name exists.
bool has_audience(const Database& database, std::string_view name);
/// By name, id, or an id's unique beginning (with or without `audience-id-`, 4 hex digits or more); nothing
/// where there is none. Throws Error(conflict) if a beginning fits several, DamagedAudience if it is damaged.
std::optional<StoredAudience> look_up_audience(const Database& database, std::string_view reference);
/// The same. Throws Error(not_found), with what became of it or the nearest name, where there is none, and
/// DamagedAudience where it may be one that is.
StoredAudience find_audience(const Database& database, std::string_view reference);
/// By exactly that name, damaged or not: for who replaces it.
std::optional<StoredAudience> audience_named(const Database& database, std::string_view name);
/// By name, the damaged among them.
std::vector<StoredAudience> all_audiences(const Database& database);
/// All of them as filters may name them, by name, the damaged among them.
std::vector<KnownAudience> known_audiences(const Database& database);
std::int64_t number_of_audiences(const Database& database);

/// A new random id (RFC 9562 version 4, written without dashes).
std::string new_audience_id();

}  // namespace audience
