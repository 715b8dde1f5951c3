// Where customers and their events are read: the tool's own tables or, by a catalog, another program's file.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/customer_set.hpp"
#include "model/catalog.hpp"
#include "storage/database.hpp"
#include "storage/file_stamp.hpp"
#include "storage/given_numbers.hpp"

namespace audience {

class CustomerDirectory;
class CustomerReferences;
class ServerDirectory;
class ServerSource;
struct KeyForms;

/// How a source is read.
struct ReadingSettings {
  std::chrono::milliseconds wait{};  ///< for another writer of a file, or for a server to take the connection
  bool uses_columns = true;          ///< answers may come from columns made of the tables (query/columns)
  /// Of a server: for all it is asked, since it took the connection; none: as long as it takes.
  std::optional<std::chrono::milliseconds> run_limit{};
};

/// One table of customers and any number of event tables, with every customer as a number. Another program's
/// data, in its file or on its server, is only read; a customer of it who is in no stored audience yet has a
/// provisional number beyond the permanent ones, good for this source alone.
class DataSource {
 public:
  /// Reads by the catalog in force: the kept one, or the built-in one. Throws Error(database_unusable) where
  /// the other file cannot be read or no longer fits its catalog. `known`: a server to go on with, where the
  /// catalog names that one. A server is asked when the first is called
  /// that needs it, which then throws so, and as ServerConnection: all but what is said to do without.
  DataSource(Database& own, const ReadingSettings& settings, std::shared_ptr<ServerSource> known = nullptr);
  DataSource(Database& own, std::chrono::milliseconds wait, bool uses_columns = true)
      : DataSource(own, ReadingSettings{wait, uses_columns}) {}
  ~DataSource();
  DataSource(const DataSource&) = delete;
  DataSource& operator=(const DataSource&) = delete;

  [[nodiscard]] const Catalog& catalog() const {
    reach_server();
    return catalog_;
  }
  [[nodiscard]] bool uses_columns() const { return settings_.uses_columns; }
  /// Whether customers and events are another program's, in a file or on a server, which is not asked.
  [[nodiscard]] bool is_foreign() const { return foreign_ != nullptr || is_on_server(); }
  /// Whether they lie on a server, which is not asked.
  [[nodiscard]] bool is_on_server() const { return !address_.empty(); }
  /// Its address for messages, likewise.
  [[nodiscard]] std::string server_shown() const;
  /// The server; null where they lie in a file. `data` then reads its tables row by row.
  [[nodiscard]] ServerSource* server() const {
    reach_server();
    return server_.get();
  }
  /// The same for another source to go on with, where it holds one state of its data (hold_state).
  [[nodiscard]] std::shared_ptr<ServerSource> held_server() const;
  /// From here on every Snapshot, of this source and of those that go on with its server, sees one state of
  /// what lies there. Elsewhere it does nothing.
  void hold_state() const;
  /// Of a server: whom its keys name.
  [[nodiscard]] const ServerDirectory& customers_there() const;
  /// Inside a Snapshot: the state of another program's file, by its stamp (storage/file_stamp.hpp) and the
  /// catalog it is read by. Empty where nobody can tell it from others, and of own data.
  [[nodiscard]] const std::string& foreign_state() const { return foreign_state_; }
  /// Inside the first Snapshot of this source: whether everything read so far was of that state, and every
  /// later one will differ. Not where the file was changed just before it was opened (await_settled_change).
  [[nodiscard]] bool has_settled() const;
  [[nodiscard]] Database& own() const { return own_; }  ///< audiences and permanent numbers; of no server
  /// Customers and events.
  [[nodiscard]] Database& data() const {
    reach_server();
    return foreign_ ? *foreign_ : own_;
  }

  /// As Database::check_unchanged of the other file.
  void check_unchanged() const;

  /// The customer of a row of the customers table, by `customer_reference` (storage/source_sql.hpp), or of
  /// the built-in purchases; none for a stranger. Throws Error(database_unusable) for a number of the own
  /// tables that nobody was ever given.
  [[nodiscard]] std::optional<CustomerNumber> number_in_row(const Statement& row, int column) const;

  /// Whom the values of a column of another table name. Made when first asked for.
  [[nodiscard]] const CustomerReferences& references(const std::string& table,
                                                     const std::string& column) const;

  /// Of another program's file: who each row of its customers is, in the order in which they are read; 0:
  /// nobody.
  [[nodiscard]] std::span<const CustomerNumber> rows() const;
  /// The same for the same keys in the same rows alone.
  [[nodiscard]] const std::string& fingerprint_of_rows() const;
  [[nodiscard]] const KeyForms& key_forms() const;  ///< of those present there
  [[nodiscard]] std::size_t capacity() const;       ///< of every CustomerSet of this source
  [[nodiscard]] CustomerSet population() const;     ///< everyone present now
  /// Whether the customer is present now. Of a server one row is looked for, of others everyone read.
  [[nodiscard]] bool is_present(CustomerNumber number) const;
  /// Whether the numbers of the population last asked for rise with the keys; never in another program's
  /// file.
  [[nodiscard]] bool numbers_follow_keys() const { return numbers_follow_keys_; }
  [[nodiscard]] std::optional<CustomerNumber> find(
      std::string_view key) const;  ///< present, or stored earlier
  [[nodiscard]] std::string key_of(CustomerNumber number) const;

  /// The members under permanent numbers: who had a provisional one is entered into the own database, unless
  /// they were erased meanwhile. Inside the caller's write transaction.
  [[nodiscard]] CustomerSet make_permanent(const CustomerSet& members);

 private:
  [[nodiscard]] const CustomerDirectory& directory() const;
  /// What `ask(directory)` says; where kept keys turn out to be unusable, of one that was read.
  template <typename Ask>
  auto ask_directory(const Ask& ask) const;
  void read_directory() const;
  [[nodiscard]] GivenNumbers& given() const;
  /// As rewritten_after_erasure.
  [[nodiscard]] const std::unordered_set<CustomerNumber>& shut_out() const;
  Database& own_;
  friend class Snapshot;
  [[nodiscard]] std::string take_state(FileStamp& stamp) const;
  /// Reads the kept catalog against the tables there are.
  void hold_catalog(const std::string& json, const Schema& schema, const std::string& place) const;
  void reach_server() const {
    if (is_on_server() && !server_) connect();
  }
  void connect() const;
  void connect_by(std::shared_ptr<ServerSource> server, const std::string& kept) const;
  ReadingSettings settings_;
  mutable std::string foreign_state_;
  mutable bool knows_nothing_older_ = false;  ///< than that state
  std::uint64_t catalog_checksum_ = 0;        ///< of the kept one
  std::optional<FileChange> opened_after_;    ///< of the other file; none where it was still fresh
  std::string address_;                       ///< of the server; empty: there is none
  mutable std::shared_ptr<ServerSource> server_;
  mutable std::unique_ptr<Database> foreign_;
  mutable Catalog catalog_;
  mutable std::optional<GivenNumbers> given_;  ///< made when first asked for
  mutable std::size_t own_capacity_ = 0;       ///< 0: not asked for yet
  mutable bool numbers_follow_keys_ = false;
  mutable std::optional<std::unordered_set<CustomerNumber>> shut_out_;  ///< none: not asked for yet
  mutable std::unique_ptr<CustomerDirectory> directory_;                ///< had when first asked for
  mutable std::map<std::pair<std::string, std::string>, std::unique_ptr<CustomerReferences>> references_;
};

/// Everyone present now; of another program's file that costs what `population` does.
std::int64_t number_of_customers(const DataSource& source);

/// Read transactions on every file of a source: all that is read while it lives is of one state of each.
class Snapshot {
 public:
  explicit Snapshot(const DataSource& source);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  const DataSource& source_;
  Transaction own_;
  std::optional<Transaction> foreign_;
};

/// The schema that a catalog is checked against: the tables of its file, or the own ones as users see them.
Schema schema_of_own(const Database& own);

/// Keeps a catalog; its `database` must be absolute. Inside the caller's write transaction.
void keep_catalog(Database& own, std::string_view json);
/// Throws Error(database_unusable) if it is damaged.
std::optional<std::string> kept_catalog(const Database& own);

}  // namespace audience
