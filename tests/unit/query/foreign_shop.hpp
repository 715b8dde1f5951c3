// A random shop in another program's file, which that program writes while a catalog lets audiences read it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "query/columns/column_order.hpp"
#include "shop_database.hpp"

namespace audience::oracle {

class ForeignShop {
 public:
  ForeignShop();

  /// Replaces the shop before. Events of who departed stay, with some of nobody and some without a time.
  void fill(const Shop& shop, Random& random);

  /// One write as any program may do it, or a file put in the place of another, by chance. What it was.
  std::string write(Random& random);
  /// A file of columns flipped, cut, emptied, gone, or taken from another.
  void damage_columns(Random& random);
  /// As `index`: of what is there now. Waits until the file can be told.
  void make_columns(const SegmentLimits& limits);

  /// Both at once, as a process that starts now.
  void open_sources();
  [[nodiscard]] bool has_sources() const { return source_ != nullptr; }
  [[nodiscard]] audience::Document read(const std::string& json) const;
  [[nodiscard]] Evaluation evaluate(const audience::Document& document,
                                    std::optional<CustomerNumber> only = {}) const;
  [[nodiscard]] Evaluation evaluate_by_columns(const audience::Document& document,
                                               std::optional<CustomerNumber> only = {}) const;
  /// Members as the listing gives them, a line each, whose row comes by a walk over the table.
  [[nodiscard]] std::string list(const CustomerSet& members, const std::optional<SortOrder>& sort,
                                 const Stretch& stretch) const;
  [[nodiscard]] std::string list_by_columns(const CustomerSet& members, const std::optional<SortOrder>& sort,
                                            const Stretch& stretch) const;
  [[nodiscard]] bool is_ordered_by_columns(const std::optional<SortOrder>& sort) const;
  /// What is told of the values of every attribute, and of the newest event.
  [[nodiscard]] std::string summary() const;
  [[nodiscard]] std::string summary_by_columns() const;
  /// Of the shop's customers, in its order, as the sources have them.
  [[nodiscard]] std::vector<CustomerNumber> numbers(const Shop& shop) const;
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "crm.sqlite"; }

 private:
  void insert_customer(const Customer& customer);
  void insert_events(const std::string& buyer, const std::vector<Purchase>& purchases);
  std::string write_rows(Random& random);
  std::string write_schema(Random& random);
  std::string write_file_as_such(Random& random);
  Database& writer();  ///< opened when first asked for
  void close_all();

  Folder folder_;
  OwnDatabase own_;
  std::unique_ptr<Database> writer_;
  std::unique_ptr<DataSource> source_, quick_source_;
  std::vector<KnownAudience> known_audiences_;
  AsOf as_of_;
  std::int64_t inserted_ = 0;
  bool is_in_wal_mode_ = false, older_is_in_wal_mode_ = false;
  bool have_locks_ = true;  ///< the sources: in WAL mode only where there was a log
};

}  // namespace audience::oracle
