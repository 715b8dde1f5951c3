// Customers of the own tables by permanent number, of another file through a directory of keys.
#include "storage/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/checksum.hpp"
#include "base/network_folder.hpp"
#include "model/server_address.hpp"
#include "storage/columns/kept_directory.hpp"
#include "storage/columns/population_file.hpp"
#include "storage/customer_directory.hpp"
#include "storage/customer_references.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/postgresql/server_directory.hpp"
#include "storage/postgresql/server_source.hpp"
#include "storage/schema_reader.hpp"

namespace audience {

namespace {

std::unique_ptr<Database> open_foreign(const std::string& file, std::chrono::milliseconds wait) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    throw Error(ErrorKind::database_unusable, "there is no file " + file + ", which the catalog names",
                Remedy::keep_catalog);
  }
  return std::make_unique<Database>(file, Database::Mode::foreign, wait);
}

}  // namespace

DataSource::DataSource(Database& own, const ReadingSettings& settings, std::shared_ptr<ServerSource> known)
    : own_(own), settings_(settings) {
  const auto kept = kept_catalog(own);
  if (!kept) {
    catalog_ = builtin_catalog(customer_columns(own), purchase_columns(own));
    return;
  }
  catalog_checksum_ = checksum(*kept);
  const std::string file = database_of_catalog(*kept);
  if (names_server(file)) {
    address_ = file;
    if (known && known->address() == file) connect_by(std::move(known), *kept);
    return;
  }
  if (!file.empty()) {
    opened_after_ = settled_change(file);
    foreign_ = open_foreign(file, settings.wait);
  }
  hold_catalog(*kept, foreign_ ? read_schema(*foreign_, Undeclared::text) : schema_of_own(own),
               file.empty() ? own.file().string() : file);
}

DataSource::~DataSource() = default;

void DataSource::hold_catalog(const std::string& json, const Schema& schema, const std::string& place) const {
  Faults faults;
  catalog_ = parse_catalog(json, &schema, faults);
  if (faults.empty()) return;
  throw Error(ErrorKind::database_unusable,
              place + " no longer fits its catalog:\n" + faults.to_text("catalog"), Remedy::keep_catalog);
}

std::string DataSource::server_shown() const {
  return is_on_server() ? parse_server_address(address_).shown : std::string{};
}

void DataSource::connect() const {
  const std::string kept = kept_catalog(own_).value_or("");
  if (database_of_catalog(kept) != address_)
    throw Error(ErrorKind::busy, "another command kept a catalog of other data meanwhile", "try again");
  connect_by(std::make_shared<ServerSource>(ServerSettings{
                 .address = address_, .connect_patience = settings_.wait, .run_limit = settings_.run_limit}),
             kept);
}

void DataSource::connect_by(std::shared_ptr<ServerSource> server, const std::string& kept) const {
  auto tables = server->tables();
  hold_catalog(kept, read_schema(*tables, Undeclared::text), address_);
  server_ = std::move(server);
  foreign_ = std::move(tables);
}

std::shared_ptr<ServerSource> DataSource::held_server() const {
  return server_ && server_->session().is_held() ? server_ : nullptr;
}

void DataSource::hold_state() const {
  if (is_on_server()) server()->session().hold();
}

const CustomerDirectory& DataSource::directory() const {
  reach_server();
  if (!directory_ && server_)
    directory_ = std::make_unique<ServerDirectory>(own_, *server_, *foreign_, catalog_);
  if (!directory_) directory_ = kept_directory(*this);
  if (!directory_) directory_ = std::make_unique<ReadDirectory>(own_, *foreign_, catalog_);
  return *directory_;
}

template <typename Ask>
auto DataSource::ask_directory(const Ask& ask) const {
  try {
    return ask(directory());
  } catch (const ColumnsUnusable&) {
    read_directory();
    return ask(directory());
  }
}

void DataSource::read_directory() const {
  auto read = std::make_unique<ReadDirectory>(own_, *foreign_, catalog_);
  // Numbers that were told already must go on to mean the same.
  if (read->fingerprint_of_rows() != directory_->fingerprint_of_rows() ||
      read->capacity() != directory_->capacity())
    throw Error(ErrorKind::busy,
                fmt::format("another program changed {} while it was read", catalog_.database), "try again");
  directory_ = std::move(read);
}

const ServerDirectory& DataSource::customers_there() const {
  return static_cast<const ServerDirectory&>(directory());
}

std::int64_t number_of_customers(const DataSource& source) {
  if (source.is_on_server()) return source.server()->number_of_rows(source.catalog().customers_table);
  return source.is_foreign() ? static_cast<std::int64_t>(source.population().count())
                             : number_of_own_customers(source.own());
}

std::optional<CustomerNumber> DataSource::number_in_row(const Statement& row, int column) const {
  if (is_foreign()) return find(row.text(column));
  const CustomerNumber customer = given().read(row, column);
  // Outside a snapshot someone may have come since the capacity was read.
  if (customer >= capacity()) return std::nullopt;
  if (!shut_out().empty() && shut_out().contains(customer)) return std::nullopt;
  return customer;
}

const CustomerReferences& DataSource::references(const std::string& table, const std::string& column) const {
  auto& made = references_[{table, column}];
  if (!made) {
    const KeyForms* forms = is_foreign() ? &key_forms() : nullptr;
    made = std::make_unique<CustomerReferences>(*this, table, column, forms);
  }
  return *made;
}

const std::unordered_set<CustomerNumber>& DataSource::shut_out() const {
  if (!shut_out_) shut_out_ = rewritten_after_erasure(own_);
  return *shut_out_;
}

std::span<const CustomerNumber> DataSource::rows() const { return directory().rows(); }
const std::string& DataSource::fingerprint_of_rows() const { return directory().fingerprint_of_rows(); }
const KeyForms& DataSource::key_forms() const { return directory().forms(); }

std::size_t DataSource::capacity() const {
  if (is_foreign()) return directory().capacity();
  if (own_capacity_ == 0) own_capacity_ = given().capacity();
  return own_capacity_;
}

GivenNumbers& DataSource::given() const {
  if (!given_) given_.emplace(own_);
  return *given_;
}

CustomerSet DataSource::population() const {
  if (is_foreign()) return directory().population();
  auto known = settings_.uses_columns ? population_by_columns(own_, capacity()) : std::nullopt;
  if (known) {
    numbers_follow_keys_ = known->numbers_follow_keys;
    return std::move(known->customers);
  }
  CustomerSet present = present_customers(own_, &numbers_follow_keys_);
  for (const CustomerNumber customer : shut_out()) present.erase(customer);
  return present;
}

bool DataSource::is_present(CustomerNumber number) const {
  return is_on_server() ? customers_there().is_present(key_of(number)) : population().contains(number);
}

std::optional<CustomerNumber> DataSource::find(std::string_view key) const {
  if (is_foreign()) return ask_directory([&](const auto& keys) { return keys.find(key); });
  const auto customer = find_customer(own_, key);
  return customer && *customer < capacity() ? customer : std::nullopt;
}

std::string DataSource::key_of(CustomerNumber number) const {
  if (is_foreign()) return ask_directory([&](const auto& keys) { return keys.key_of(number); });
  Statement row = own_.prepare("SELECT customer_id FROM audience_customers WHERE number = ?");
  row.bind_all(number);
  return row.step() ? std::string(row.text(0)) : std::string{};
}

CustomerSet DataSource::make_permanent(const CustomerSet& members) {
  if (!is_foreign()) return members;
  std::vector<CustomerNumber> numbers;
  Statement enter =
      own_.prepare("INSERT INTO audience_customers(customer_id) VALUES(?) ON CONFLICT DO NOTHING");
  // Someone may have been erased since the directory was read.
  const ErasedCustomers erased(own_);
  members.for_each([&](CustomerNumber number) {
    if (directory().is_permanent(number)) {
      numbers.push_back(number);
      return;
    }
    const std::string key = key_of(number);
    if (erased.contains(key)) return;
    enter.bind_all(key).run();
    numbers.push_back(own_.changes() > 0 ? static_cast<CustomerNumber>(own_.last_rowid())
                                         : find_customer(own_, key).value());
  });
  CustomerSet permanent(customer_capacity(own_));
  for (const CustomerNumber number : numbers) permanent.insert(number);
  return permanent;
}

std::string DataSource::take_state(FileStamp& stamp) const {
  if (is_on_server() || is_on_network(foreign_->file())) return {};
  const std::string taken = stamp.take();
  return taken.empty() ? taken : fmt::format("{}|{:016x}", taken, catalog_checksum_);
}

bool DataSource::has_settled() const {
  if (is_on_server() || foreign_state_.empty() || !knows_nothing_older_ || !opened_after_ ||
      settled_change(foreign_->file()) != opened_after_)
    return false;
  FileStamp stamp(*foreign_);
  return take_state(stamp) == foreign_state_;
}

void DataSource::check_unchanged() const {
  if (foreign_) foreign_->check_unchanged();
}

Snapshot::Snapshot(const DataSource& source) : source_(source), own_(source.own(), Transaction::Kind::read) {
  if (!source.is_foreign()) return;
  if (source.is_on_server()) {
    if (source.server_) source.server_->session().renew();  // what is read from here on is of now
    return;
  }
  FileStamp stamp(source.data());
  foreign_.emplace(source.data(), Transaction::Kind::read);
  source.foreign_state_ = source.take_state(stamp);
  source.knows_nothing_older_ = source.directory_ == nullptr && source.references_.empty();
}

Snapshot::~Snapshot() { source_.foreign_state_.clear(); }

Schema schema_of_own(const Database& own) {
  Schema schema = read_schema(own, Undeclared::text);
  std::erase_if(schema, [](const auto& table) { return table.first.starts_with("audience_"); });
  schema["customers"] = customer_columns(own);
  schema["purchases"] = purchase_columns(own);
  return schema;
}

void keep_catalog(Database& own, std::string_view json) {
  own.prepare(
         "INSERT INTO audience_meta(name, value) VALUES('catalog', ?1), ('catalog_checksum', "
         "audience_checksum(?1)) ON CONFLICT(name) DO UPDATE SET value = excluded.value")
      .bind_all(json)
      .run();
}

std::optional<std::string> kept_catalog(const Database& own) {
  Statement row = own.prepare(
      "SELECT value, audience_checksum(value) IS (SELECT value FROM audience_meta WHERE name = "
      "'catalog_checksum') FROM audience_meta WHERE name = 'catalog'");
  const bool is_kept = row.step();
  if (is_kept && row.integer(1) != 0) return std::string(row.text(0));
  if (is_kept || own.scalar("SELECT count(*) FROM audience_meta WHERE name = 'catalog_checksum'") != 0)
    throw Error(ErrorKind::database_unusable, "the catalog kept in " + own.file().string() + " is damaged",
                Remedy::keep_catalog);
  return std::nullopt;
}

}  // namespace audience
