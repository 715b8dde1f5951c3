// Recommendations: the ranks of a customer and type gathered into one stored list.
#include <algorithm>
#include <charconv>

#include "base/id_table.hpp"
#include "base/kept_texts.hpp"
#include "import/import_job.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"
#include "storage/recommendations.hpp"

namespace audience {
namespace {

struct Entry {
  std::uint32_t customer;
  std::uint32_t type;
  std::uint32_t rank;
  std::uint32_t row;  ///< in file order
  std::string_view product;

  [[nodiscard]] bool is_in_list_of(const Entry& other) const {
    return customer == other.customer && type == other.type;
  }
};

/// Walks sorted entries; each step is one customer and type as storage/recommendations.hpp has it. New lists,
/// known by their first entries, are handed over to be kept.
class Lists : public RowSource {
 public:
  Lists(const std::vector<Entry>& entries, const std::vector<std::string_view>& types,
        const std::vector<std::size_t>& fresh, ImportKeeping& keeping)
      : entries_(entries), types_(types), fresh_(fresh), keeping_(keeping) {}
  bool next() override {
    if (at_ == entries_.size()) return false;
    const Entry& first = entries_[at_];
    const bool is_fresh = next_fresh_ < fresh_.size() && fresh_[next_fresh_] == at_;
    customer_ = first.customer;
    type_ = types_[first.type - 1];
    list_.clear();
    for (; at_ < entries_.size() && entries_[at_].is_in_list_of(first); ++at_)
      list_.emplace_back(entries_[at_].rank, entries_[at_].product);
    write_list(list_, json_);
    if (is_fresh) {
      ++next_fresh_;
      cells_[0] = std::string_view(json_);
      keeping_.add(std::array{PackedValue::of(std::int64_t{customer_}), PackedValue::of(type_)},
                   keeping_.weight_of(cells_));
    }
    return true;
  }
  [[nodiscard]] Cell column(int index) const override {
    if (index == 0) return static_cast<std::int64_t>(customer_);
    return index == 1 ? type_ : std::string_view(json_);
  }

 private:
  const std::vector<Entry>& entries_;
  const std::vector<std::string_view>& types_;
  const std::vector<std::size_t>& fresh_;
  ImportKeeping& keeping_;
  std::size_t next_fresh_ = 0;
  std::vector<Cell> cells_ = std::vector<Cell>(1);  ///< beside the key
  std::vector<RankedProduct> list_;
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
    sort();
    job_.report.stored = static_cast<std::int64_t>(entries_.size());
  }

  /// How many of the lists are there, and which are not.
  void count_lists() {
    Statement there = job_.database.prepare(  // by the primary key
        "SELECT 1 FROM audience_recommendations WHERE customer = ? AND type = ?");
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      if (i > 0 && entry.is_in_list_of(entries_[i - 1])) continue;
      there.bind_all(entry.customer, type_names_[entry.type - 1]);
      if (there.step()) {
        ++job_.report.updated;
      } else {
        new_lists_.push_back(i);
      }
      there.reset();
    }
    job_.report.inserted = std::ssize(new_lists_);
  }

  void store(ImportKeeping& keeping) {
    job_.tell(Work::storing);
    Database& database = job_.database;
    Lists lists(entries_, type_names_, new_lists_, keeping);
    keeping.announce({"products"});
    const std::string exchange =
        "ON CONFLICT(customer, type) DO UPDATE SET products = excluded.products WHERE " +
        keeping.changing({"products"});
    keeping.run([&] {
      database.insert_rows("audience_recommendations", {"customer", "type", "products"}, lists, exchange);
    });
    job_.report.changed = database.changes() - job_.report.inserted;
  }

 private:
  void sort() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      if (a.customer != b.customer) return a.customer < b.customer;
      if (a.type != b.type) return a.type < b.type;
      return a.rank != b.rank ? a.rank < b.rank : a.row > b.row;
    });
    // Of a repeated rank the last row of the file stands first now, and stays.
    const auto end = std::unique(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return a.is_in_list_of(b) && a.rank == b.rank;
    });
    job_.report.repeated += entries_.end() - end;
    entries_.erase(end, entries_.end());
  }

  /// A file may say the same over and over.
  void make_room() {
    constexpr std::size_t fewest = std::size_t{8} << 20U;
    if (entries_.size() < std::max(fewest, 2 * sorted_)) return;
    sort();
    sorted_ = entries_.size();
  }

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
    make_room();
    const bool stays = stands_in(job_.input().text(), product);
    entries_.push_back(
        {customer, type_number(type), rank, ++row_, stays ? product : unquoted_.keep(product)});
    return {};
  }

  std::uint32_t type_number(std::string_view type) {
    if (const std::uint32_t number = types_.find(type); number != 0) return number;
    type_names_.push_back(types_.keep(type));
    types_.insert(type_names_.back(), static_cast<std::uint32_t>(type_names_.size()));
    return static_cast<std::uint32_t>(type_names_.size());
  }

  ImportJob& job_;
  IdTable customers_;
  IdTable types_;
  std::vector<std::string_view> type_names_;
  KeptTexts unquoted_;  ///< products that do not stand in the file as they are
  std::vector<Entry> entries_;
  std::vector<std::size_t> new_lists_;  ///< the first entry of each
  std::size_t sorted_ = 0;              ///< entries when they were last sorted
  std::uint32_t row_ = 0;
};

}  // namespace

ImportReport import_recommendations(Database& database, const ImportOptions& options, TimePoint now) {
  ImportJob job(database, options, ImportKind::recommendations, {});
  Transaction transaction(database, options.dry_run ? Transaction::Kind::read : Transaction::Kind::write);
  const TriggersOff triggers(database);
  RecommendationsImport import(job);
  import.read();
  import.count_lists();
  job.report.customers_total = number_of_own_customers(database);
  if (!options.dry_run) {
    ImportKeeping keeping(database, DataTable::recommendations);
    import.store(keeping);
    job.finish(keeping, now);
  }
  job.keep_rejects();
  if (!options.dry_run) transaction.commit();
  return job.report;
}

}  // namespace audience
