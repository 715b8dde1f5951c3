// Rows of columns and rows of tables are the same bytes, whatever becomes of the columns meanwhile.
#include "studio/export_rows.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <random>

#include "storage/shared_snapshot.hpp"
#include "studio/encoded_columns.hpp"
#include "studio/index.hpp"
#include "support/folder.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr std::int64_t many = 9000;  // more than two blocks
const std::vector<std::string> columns{"customer_id", "first_name", "last_name", "email",        "gender",
                                       "age",         "city",       "clv_value", "email_consent"};

/// Customers of few values of every kind, and e-mails that all differ.
class World {
 public:
  World() {
    const std::vector<std::string> texts{
        "NULL",    "''",       "'Ana'",  "'O''Neill, Jr'", "'a;b|c'",        "'say \"hi\"'",
        "'=1+1'",  "'+381 1'", "'\n'",   "'Zoë <&> 😀'",    "x'41ff'",        "'_x0041_'",
        "' lead'", "'007'",    "'a\tb'", "'cr\r\nlf'",     "'x' || char(0)", "cast(x'ff' AS TEXT)"};
    const std::vector<std::string> numbers{"NULL", "0",     "-7",     "1.5",  "1e300", "9999999999999999",
                                           "0.1",  "9e999", "'none'", "-0.0", "12.25", "1e-7"};
    std::mt19937 random(7);
    const auto any = [&](const std::vector<std::string>& values) { return values[random() % values.size()]; };
    std::string rows;
    for (std::int64_t i = 1; i <= many; ++i) {
      rows += i > 1 ? "," : "";
      rows += "('c_" + std::to_string(i) + "'," + any(texts) + "," + any(texts) + ",'" + std::to_string(i) +
              ",@x'," + any(texts) + "," + any(numbers) + "," + any(texts) + "," + any(numbers) + "," +
              any({"NULL", "0", "1"}) + ")";
    }
    own->execute(
        "INSERT INTO customers(customer_id, first_name, last_name, email, gender, age, city, "
        "clv_value, email_consent) VALUES" +
        rows);
    own->execute(
        "INSERT INTO audience_recommendations SELECT customer_number, 'default', CASE customer_number % 4 "
        "WHEN 0 THEN '[\"i_1\",null,\"a,b\"]' WHEN 1 THEN '[\"q\\\"x\",\"=long product name of a shop\"]' "
        "WHEN 2 THEN '{\"2\":\"i_2\"}' ELSE '[\"i_123456\",\"i_1234567\",\"i_12345678\"]' END "
        "FROM customers WHERE customer_number % 5 > 0");
  }
  [[nodiscard]] std::filesystem::path folder() const { return own.file().string() + ".columns"; }
  void index() const {
    Studio studio({.database_file = own.file(),
                   .user = "ana",
                   .patience = no_wait,
                   .now = [] { return TimePoint{std::chrono::seconds{1'694'678'691}}; }},
                  Database::Mode::read_write);
    make_index(studio);
  }
  OwnDatabase own;
};

/// The bytes of blocks, one after another; acts between them.
class Collected : public TableFile {
 public:
  explicit Collected(FileFormat format) : format_(format) {}
  [[nodiscard]] std::unique_ptr<RowEncoder> encoder() const override {
    if (format_ == FileFormat::csv) return std::make_unique<CsvRows>(CsvOptions{});
    if (format_ == FileFormat::json) {
      std::vector<JsonColumn> named;
      for (const std::string& name : columns) named.push_back({.name = name});
      for (const char* name : {"product_1", "product_2", "product_3"})
        named.push_back({.name = name, .is_product = true});
      return std::make_unique<JsonRows>(named, JsonRows::Between::commas, RowEncoder::Blocks::plain);
    }
    return std::make_unique<XlsxRows>(1'048'575);
  }
  void write(RowBlock&& block) override {
    bytes += block.bytes;
    escaped_cells += block.escaped_cells;
    if (between) between();
  }
  void finish() override {}

  std::string bytes;
  std::int64_t escaped_cells = 0;
  std::function<void()> between;

 private:
  FileFormat format_;
};

struct Made {
  std::string bytes;
  std::int64_t rows = 0, escaped_cells = 0;
  friend bool operator==(const Made&, const Made&) = default;
};

Made made(const World& world, FileFormat format, bool uses_columns,
          const std::function<void()>& between = {}) {
  const DataSource source(*world.own, no_wait, uses_columns);
  const SharedSnapshot snapshot(source, 2, no_wait);
  const CustomerSet members = source.population();
  Collected file(format);
  file.between = between;
  RowCounts counts;
  write_rows({source, snapshot, members,
              listing_columns(source.catalog(), 3,
                              [] {
                                std::vector<std::string> all = columns;
                                for (const char* product : {"product_1", "product_2", "product_3"})
                                  all.emplace_back(product);
                                return all;
                              }()),
              "default", std::nullopt},
             file, counts);
  return {file.bytes, counts.rows, counts.escaped_cells};
}

/// How many of the columns are encoded once.
std::size_t encoded_columns(const World& world) {
  const DataSource source(*world.own, no_wait);
  const Snapshot snapshot(source);
  const auto listed = listing_columns(source.catalog(), 0, columns);
  CsvRows encoder{CsvOptions{}};
  const EncodedColumns encoded(source, listed, many, encoder);
  std::size_t count = 0;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (encoded.has(i)) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("rows of columns are the bytes of rows of tables, while columns are fresh and when they are not") {
  const World world;
  for (const FileFormat format : {FileFormat::csv, FileFormat::xlsx, FileFormat::json}) {
    const Made scanned = made(world, format, false);
    CHECK(scanned.rows == many);
    world.index();
    CHECK(encoded_columns(world) == 7);  // All but the two that differ for everyone.
    CHECK(made(world, format, true) == scanned);
    world.own->execute("UPDATE customers SET city = 'Elsewhere' WHERE customer_number % 3 = 0");
    CHECK(encoded_columns(world) == 0);
    const Made changed = made(world, format, true);
    CHECK(changed == made(world, format, false));
    CHECK(changed.bytes != scanned.bytes);
    world.own->execute("UPDATE customers SET city = 'Here' WHERE customer_number % 7 = 0");
  }
}

TEST_CASE("columns that are cut while rows are written leave no trace in them") {
  const World world;
  for (const FileFormat format : {FileFormat::csv, FileFormat::xlsx, FileFormat::json}) {
    const Made scanned = made(world, format, false);
    world.index();
    bool cut = false;
    const Made through = made(world, format, true, [&] {
      if (cut) return;
      cut = true;
      for (const auto& entry : std::filesystem::directory_iterator(world.folder()))
        std::filesystem::resize_file(entry.path(), 0);
    });
    CHECK(cut);
    CHECK(through == scanned);
    CHECK(encoded_columns(world) == 0);
  }
}

TEST_CASE("damage of any file of columns is no fault of the rows") {
  const World world;
  const Made scanned = made(world, FileFormat::csv, false);
  world.index();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(world.folder())) files.push_back(entry.path());
  for (const auto& file : files) {
    std::string bytes = file_text(file);
    if (bytes.empty()) continue;
    CAPTURE(file);
    const std::string whole = bytes;
    bytes[bytes.size() / 3] = static_cast<char>(bytes[bytes.size() / 3] ^ 1);
    write_file(file, bytes);
    CHECK(made(world, FileFormat::csv, true) == scanned);
    write_file(file, whole);
  }
}

}  // namespace audience
