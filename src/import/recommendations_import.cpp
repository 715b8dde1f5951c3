// Recommendations: the ranks of a customer and type gathered into one stored list.
#include <algorithm>
#include <charconv>

#include "base/id_table.hpp"
#include "import/import_job.hpp"
#include "json/json_writer.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"

namespace audience {
namespace {

constexpr std::uint32_t highest_rank = 10000;

struct Entry {
  std::uint32_t customer;
  std::uint32_t type;
  std::uint32_t rank;
  std::uint32_t row;
  std::string_view product;
};

/// Walks sorted entries; each step is one customer and type as a JSON array.
class Lists : public RowSource {
 public:
  Lists(const std::vector<Entry>& entries, const std::vector<std::string_view>& types)
      : entries_(entries), types_(types) {}
  bool next() override {
    if (at_ == entries_.size()) return false;
    const Entry& first = entries_[at_];
    customer_ = first.customer;
    type_ = types_[first.type - 1];
    json_.clear();
    JsonWriter json(json_, JsonWriter::Style::compact);
    json.begin_array();
    std::uint32_t rank = 1;
    for (; at_ < entries_.size() && entries_[at_].customer == first.customer &&
           entries_[at_].type == first.type;
         ++at_, ++rank) {
      for (; rank < entries_[at_].rank; ++rank) json.null();
      json.text(entries_[at_].product);
    }
    json.end_array();
    return true;
  }
  [[nodiscard]] Cell column(int index) const override {
    if (index == 0) return static_cast<std::int64_t>(customer_);
    return index == 1 ? type_ : std::string_view(json_);
  }

 private:
  const std::vector<Entry>& entries_;
  const std::vector<std::string_view>& types_;
  std::size_t at_ = 0;
  std::uint32_t customer_ = 0;
  std::string_view type_;
  std::string json_;
};

class RecommendationsImport {
 public:
  explicit RecommendationsImport(ImportJob& job) : job_(job) {
    Statement customer = job.database.prepare("SELECT customer_id, customer_number FROM customers");
    GivenNumbers numbers(job.database);
    while (customer.step()) customers_.insert(customers_.keep(customer.text(0)), numbers.read(customer, 1));
  }

  void read() {
    job_.read_rows([this](const CsvRecord& record) { return take(record); });
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      if (a.customer != b.customer) return a.customer < b.customer;
      if (a.type != b.type) return a.type < b.type;
      return a.rank != b.rank ? a.rank < b.rank : a.row > b.row;
    });
    // Of a repeated rank the last row of the file stands first now, and stays.
    const auto end = std::unique(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return a.customer == b.customer && a.type == b.type && a.rank == b.rank;
    });
    job_.report.repeated = entries_.end() - end;
    entries_.erase(end, entries_.end());
    job_.report.stored = static_cast<std::int64_t>(entries_.size());
  }

  /// How many lists were not there before.
  std::int64_t store() {
    Database& database = job_.database;
    constexpr std::string_view count = "SELECT count(*) FROM audience_recommendations";
    const std::int64_t before = database.scalar(count);
    Lists lists(entries_, type_names_);
    database.insert_rows("audience_recommendations", {"customer", "type", "products"}, lists,
                         "ON CONFLICT(customer, type) DO UPDATE SET products = excluded.products WHERE "
                         "products IS NOT excluded.products");
    const std::int64_t written = database.changes();
    const std::int64_t inserted = database.scalar(count) - before;
    job_.report.changed = written - inserted;
    return inserted;
  }

 private:
  std::string_view take(const CsvRecord& record) {
    const std::string_view id = job_.key(record, 0);
    const std::string_view rank_text = job_.key(record, 1);
    const std::string_view product = job_.key(record, 2);
    if (id.empty()) return "no customer";
    const std::uint32_t customer = customers_.find(id);
    if (customer == 0) return "unknown customer";
    if (product.empty()) return "no product";
    std::uint32_t rank = 0;
    const auto [end, fault] = std::from_chars(rank_text.data(), rank_text.data() + rank_text.size(), rank);
    if (fault != std::errc{} || end != rank_text.data() + rank_text.size() || rank < 1 ||
        rank > highest_rank) {
      return "rank is not 1..10000";
    }
    std::string_view type = job_.layout.keys[3] == Layout::absent ? std::string_view() : job_.key(record, 3);
    if (type.empty()) type = "default";
    entries_.push_back(
        {customer, type_number(type), rank, static_cast<std::uint32_t>(entries_.size()), product});
    return {};
  }

  std::uint32_t type_number(std::string_view type) {
    if (const std::uint32_t number = types_.find(type); number != 0) return number;
    type_names_.push_back(type);
    types_.insert(type, static_cast<std::uint32_t>(type_names_.size()));
    return static_cast<std::uint32_t>(type_names_.size());
  }

  ImportJob& job_;
  IdTable customers_;
  IdTable types_;
  std::vector<std::string_view> type_names_;
  std::vector<Entry> entries_;
};

}  // namespace

ImportReport import_recommendations(Database& database, const ImportOptions& options, TimePoint now) {
  ImportJob job(database, options, ImportKind::recommendations, {});
  Transaction transaction(database, options.dry_run ? Transaction::Kind::read : Transaction::Kind::write);
  const TriggersOff triggers(database);
  RecommendationsImport import(job);
  import.read();
  job.report.customers_total = number_of_own_customers(database);
  if (!options.dry_run) job.finish(now, import.store());
  job.keep_rejects();
  if (!options.dry_run) transaction.commit();
  return job.report;
}

}  // namespace audience
