// Writes a demo shop as CSV files: its customers, their purchases and the products recommended to them.
//
// The same arguments give the same bytes on every machine: the random numbers are made here, and all of the
// arithmetic is done in integers.

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "shop_names.hpp"

namespace {

using std::chrono::sys_days;

constexpr std::string_view help_text = R"(Usage: generate_shop [OPTION]...

Writes a demo shop as customers.csv, purchases.csv and recommendations.csv.
The same options give the same bytes.

  --customers N     how many customers (20000; 2 to 50000000)
  --purchases N     how many rows of purchases (14 per customer; 2 to 1000000000)
  --seed N          another number gives another shop (1)
  --as-of DATE      the shop as it opens on this day: purchases fill the two years
                    before it, the last one lies just before it (2023-09-14)
  --output FOLDER   where to write, made when missing; files there are replaced (.)
  --help            this text

Exit codes: 0 done, 2 wrong usage, 10 a file could not be written.
)";

constexpr std::size_t product_count = 20000;
constexpr std::size_t rare_product = 8732;  // two regulars always buy it, few others ever do
constexpr int hours_of_business = 730 * 24;
constexpr int recommendations_per_customer = 10;

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct WriteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  std::uint64_t customers = 20000;
  std::optional<std::uint64_t> purchases;
  std::uint64_t seed = 1;
  sys_days as_of = std::chrono::year(2023) / 9 / 14;
  std::filesystem::path output = ".";
  bool help = false;
};

// xoshiro256**, its state filled by splitmix64. Each file draws from a stream of its own.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) {
    std::uint64_t x = seed + stream * 0xD1B54A32D192ED03u;
    for (std::uint64_t& word : state_) {
      x += 0x9E3779B97F4A7C15u;
      std::uint64_t z = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
      word = z ^ (z >> 31);
    }
  }

  // 0 to bound - 1.
  std::uint32_t below(std::size_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
  }

  bool chance(std::uint32_t per_mille) { return below(1000) < per_mille; }

 private:
  std::uint64_t next() {
    const std::uint64_t scrambled = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return scrambled;
  }

  static std::uint64_t rotate(std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

  std::array<std::uint64_t, 4> state_{};
};

// A lottery: who holds more tickets is drawn more often.
class Lottery {
 public:
  Lottery() = default;

  // Popularity by Zipf's law; a larger flatness gives the first ones less of a lead.
  Lottery(std::size_t items, std::size_t flatness) {
    const std::size_t scale = 5 * (items + flatness);
    for (std::size_t i = 0; i < items; ++i) add(i, scale / (i + 1 + flatness));
  }

  void add(std::size_t item, std::size_t tickets) {
    holders_.insert(holders_.end(), tickets, static_cast<std::uint32_t>(item));
  }

  std::size_t draw(Random& random) const { return holders_[random.below(holders_.size())]; }

 private:
  std::vector<std::uint32_t> holders_;
};

// The text of an id, in a fixed size so that copying it needs no loop.
struct Id {
  Id(std::string_view prefix, std::uint64_t number) {
    std::memcpy(text.data(), prefix.data(), prefix.size());
    const auto end = std::to_chars(text.data() + prefix.size(), text.data() + text.size(), number).ptr;
    length = static_cast<std::uint8_t>(end - text.data());
  }

  std::array<char, 15> text{};
  std::uint8_t length = 0;
};

// A CSV file under construction. Cells are appended one by one; end_row() closes the row.
class CsvFile {
 public:
  CsvFile(const std::filesystem::path& folder, std::string_view name, std::string_view header)
      : path_((folder / name).string()), buffer_(block_size + longest_row) {
    file_ = std::fopen(path_.c_str(), "wb");
    if (file_ == nullptr) fail();
    std::setvbuf(file_, nullptr, _IONBF, 0);
    put(header);
    put("\n");
  }

  // A file that was not closed is only a part of what was asked for, and is taken away.
  ~CsvFile() {
    if (complete_) return;
    if (file_ != nullptr) std::fclose(file_);
    std::remove(path_.c_str());
  }

  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;

  void empty() { buffer_[used_++] = ','; }

  void id(const Id& id) {
    std::memcpy(buffer_.data() + used_, id.text.data(), id.text.size());
    used_ += id.length;
    empty();
  }

  void plain(std::string_view text) {
    put(text);
    empty();
  }

  void text(std::string_view text) {
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) return plain(text);
    put("\"");
    for (const char c : text) put(c == '"' ? std::string_view("\"\"") : std::string_view(&c, 1));
    put("\"");
    empty();
  }

  void number(std::int64_t value) {
    char* end = std::to_chars(buffer_.data() + used_, buffer_.data() + buffer_.size(), value).ptr;
    used_ = static_cast<std::size_t>(end - buffer_.data());
    empty();
  }

  // A value counted in units of 10^-digits: decimal(160808, 3) is 160.808.
  void decimal(std::int64_t value, int digits) {
    if (value < 0) put("-");
    std::array<char, 24> reversed{};
    std::size_t length = 0;
    for (std::int64_t rest = value < 0 ? -value : value; rest != 0 || digits >= 0; rest /= 10) {
      reversed[length++] = static_cast<char>('0' + rest % 10);
      if (--digits == 0) reversed[length++] = '.';
    }
    while (length != 0) buffer_[used_++] = reversed[--length];
    empty();
  }

  void end_row() {
    buffer_[used_ - 1] = '\n';
    ++rows_;
    if (used_ >= block_size) flush();
  }

  void close() {
    flush();
    if (std::fclose(std::exchange(file_, nullptr)) != 0) fail();
    complete_ = true;
  }

  std::string summary() const { return path_ + ": " + std::to_string(rows_) + " rows"; }

 private:
  static constexpr std::size_t block_size = 1 << 20;
  static constexpr std::size_t longest_row = 4096;

  void put(std::string_view text) { used_ += text.copy(buffer_.data() + used_, text.size()); }

  void flush() {
    if (std::fwrite(buffer_.data(), 1, used_, file_) != used_) fail();
    used_ = 0;
  }

  [[noreturn]] void fail() const {
    throw WriteError("cannot write " + path_ + ": " + std::generic_category().message(errno));
  }

  std::string path_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  std::FILE* file_ = nullptr;
  std::uint64_t rows_ = 0;
  bool complete_ = false;
};

struct Product {
  Id id;
  std::int64_t price_cents;
};

// The same products at the same prices in every shop, whatever its seed: examples may name them. Lower
// numbers sell better.
std::vector<Product> make_products() {
  constexpr std::array<std::string_view, 3> odd_prefixes = {"itm_", "it_", "itms_"};
  Random random(0, 1);
  std::vector<Product> products;
  products.reserve(product_count);
  for (std::size_t number = 1; number <= product_count; ++number) {
    const bool odd = random.chance(120);
    const std::string_view odd_prefix = odd_prefixes[random.below(odd_prefixes.size())];
    std::int64_t price = 100 * (1 + random.below(12));
    while (random.chance(400)) price *= 2;
    products.push_back({Id(odd && number != rare_product ? odd_prefix : "i_", number), price - 1});
  }
  return products;
}

struct NameGroup {
  std::string_view gender;
  std::span<const std::string_view> names;
  std::size_t share;  // per cent
  Lottery lottery;
};

std::vector<NameGroup> make_name_groups() {
  std::vector<NameGroup> groups = {
      {"female", shop::female_names, 45, {}},
      {"male", shop::male_names, 39, {}},
      {"mostly_female", shop::mostly_female_names, 6, {}},
      {"mostly_male", shop::mostly_male_names, 5, {}},
      {"andy", shop::either_names, 3, {}},
      {"unknown", shop::unknown_names, 2, {}},
  };
  for (NameGroup& group : groups) group.lottery = Lottery(group.names.size(), 10);
  return groups;
}

std::vector<std::string> make_cities() {
  constexpr std::size_t stems = std::size(shop::city_stems);
  constexpr std::size_t patterns = std::size(shop::city_patterns);
  std::vector<std::string> cities;
  for (std::size_t i = 0; i < stems * patterns; ++i) {
    // Every pair once, and neighbours in popularity share neither stem nor pattern.
    std::string city(shop::city_patterns[(i + i / stems) % patterns]);
    city.replace(city.find('*'), 1, shop::city_stems[i % stems]);
    cities.push_back(std::move(city));
  }
  return cities;
}

struct Customer {
  std::uint64_t number = 0;
  std::string_view first_name;
  std::string_view last_name;
  std::string_view gender;
  std::optional<std::int64_t> age;
  std::string_view city;
  std::optional<std::int64_t> clv_thousandths;
  std::optional<bool> email_consent;
};

// Everyone who may buy: ids by position in the file, and the lottery that says who buys next.
struct Clientele {
  std::vector<Id> ids;
  Lottery buyers;
  std::array<std::size_t, 2> regulars{};
};

// Draws customers one after the other. Draws are statements of their own, because the order in which
// arguments are evaluated is left to the compiler.
class CustomerMaker {
 public:
  explicit CustomerMaker(std::uint64_t seed) : random_(seed, 2) {
    for (std::size_t i = 0; i < groups_.size(); ++i) group_lottery_.add(i, groups_[i].share);
  }

  Random& random() { return random_; }

  Customer next() {
    Customer customer;
    number_ += 1 + random_.below(3);
    customer.number = number_;
    const NameGroup& group = groups_[group_lottery_.draw(random_)];
    customer.first_name = group.names[group.lottery.draw(random_)];
    customer.last_name = shop::last_names[last_name_lottery_.draw(random_)];
    if (!random_.chance(30)) customer.gender = group.gender;
    customer.age = draw_age();
    if (!random_.chance(35)) customer.city = cities_[city_lottery_.draw(random_)];
    customer.clv_thousandths = draw_clv();
    if (!random_.chance(20)) customer.email_consent = random_.chance(405);
    return customer;
  }

 private:
  std::optional<std::int64_t> draw_age() {
    if (random_.chance(140)) return std::nullopt;
    if (random_.chance(300)) return 18 + random_.below(78);
    return 18 + random_.below(28) + random_.below(28);
  }

  // Three in ten are doubled, three in ten of these again, and so on: a few are worth a hundred times the
  // rest. What someone returns can exceed what was bought.
  std::optional<std::int64_t> draw_clv() {
    if (random_.chance(2)) return std::nullopt;
    std::int64_t value = 1000 + random_.below(45000) + random_.below(45000);
    if (random_.chance(2)) return -value / 4;
    while (random_.chance(350)) value *= 2;
    return value;
  }

  Random random_;
  std::uint64_t number_ = 9999;
  std::vector<NameGroup> groups_ = make_name_groups();
  Lottery group_lottery_;
  Lottery last_name_lottery_{std::size(shop::last_names), 10};
  std::vector<std::string> cities_ = make_cities();
  Lottery city_lottery_{cities_.size(), 4};
};

void write_phone(CsvFile& file, Random& random) {
  if (random.chance(300)) return file.empty();
  std::string phone = "+381 6" + std::to_string(random.below(7)) + ' ';
  phone += std::to_string(1000000 + random.below(9000000));
  file.plain(phone);
}

void write_email(CsvFile& file, Random& random, const Customer& customer) {
  if (random.chance(customer.email_consent.value_or(false) ? 80 : 280)) return file.empty();
  std::string email;
  for (const std::string_view name : {customer.first_name, customer.last_name}) {
    if (!email.empty()) email += '.';
    for (const char c : name) {
      if (c >= 'a' && c <= 'z') email += c;
      if (c >= 'A' && c <= 'Z') email += static_cast<char>(c - 'A' + 'a');
    }
  }
  email += std::to_string(customer.number);
  email += random.chance(700) ? "@example.com" : "@example.org";
  file.plain(email);
}

void write_segment(CsvFile& file, std::optional<std::int64_t> clv_thousandths) {
  constexpr std::array<std::string_view, 6> names = {"dormant", "occasional", "standard",
                                                     "loyal",   "premium",    "vip"};
  constexpr std::array<std::int64_t, 5> bounds = {12000, 40000, 250000, 600000, 1193000};
  if (!clv_thousandths) {
    file.empty();
    return file.empty();
  }
  const auto segment = std::upper_bound(bounds.begin(), bounds.end(), *clv_thousandths) - bounds.begin();
  file.number(segment + 1);
  file.plain(names[static_cast<std::size_t>(segment)]);
}

void write_customer(CsvFile& file, Random& random, const Customer& customer, const Id& id) {
  file.id(id);
  file.text(customer.first_name);
  file.text(customer.last_name);
  write_phone(file, random);
  write_email(file, random, customer);
  file.plain(customer.gender);
  customer.age ? file.number(*customer.age) : file.empty();
  file.text(customer.city);
  write_segment(file, customer.clv_thousandths);
  customer.clv_thousandths ? file.decimal(*customer.clv_thousandths, 3) : file.empty();
  file.plain(!customer.email_consent ? "" : *customer.email_consent ? "True" : "False");
  file.end_row();
}

// Who is worth more buys more often; some never do.
std::size_t draw_tickets(Random& random, const Customer& customer) {
  if (random.chance(92)) return 0;
  const std::int64_t worth = std::clamp<std::int64_t>(customer.clv_thousandths.value_or(0) / 25000, 0, 60);
  return 3 + random.below(3) + static_cast<std::size_t>(worth);
}

Clientele write_customers(CsvFile& file, const Options& options) {
  Clientele clientele;
  clientele.ids.reserve(options.customers);
  clientele.regulars = {options.customers / 3, options.customers * 2 / 3};
  CustomerMaker maker(options.seed);
  for (std::size_t i = 0; i < options.customers; ++i) {
    Customer customer = maker.next();
    const bool regular = i == clientele.regulars[0] || i == clientele.regulars[1];
    if (regular) {
      customer.age = i == clientele.regulars[0] ? 43 : 58;
      customer.clv_thousandths = i == clientele.regulars[0] ? 160808 : 111992;
      customer.email_consent = true;
    }
    clientele.ids.emplace_back(maker.random().chance(350) ? "cu_" : "c_", customer.number);
    write_customer(file, maker.random(), customer, clientele.ids.back());
    const std::size_t tickets = draw_tickets(maker.random(), customer);
    clientele.buyers.add(i, regular ? std::max<std::size_t>(tickets, 1) : tickets);
  }
  file.close();
  return clientele;
}

// How much is sold in each hour, summed up from the first hour: quiet nights, busy weekends, a rush before
// the holidays, and slow growth.
std::vector<std::uint64_t> sum_hourly_sales(sys_days first_day) {
  constexpr std::array<std::uint64_t, 24> by_hour = {2,  1,  1,  1,  1,  2,  4,  8,  12, 16, 18, 19,
                                                     20, 18, 17, 16, 17, 19, 22, 24, 23, 18, 10, 5};
  constexpr std::array<std::uint64_t, 7> by_weekday = {12, 9, 9, 10, 10, 12, 14};
  constexpr std::array<std::uint64_t, 12> by_month = {9, 8, 9, 10, 10, 9, 8, 8, 10, 11, 14, 16};
  std::vector<std::uint64_t> sums = {0};
  for (int hour = 0; hour < hours_of_business; ++hour) {
    const sys_days day = first_day + std::chrono::days(hour / 24);
    const unsigned month = static_cast<unsigned>(std::chrono::year_month_day(day).month());
    const std::uint64_t growth = static_cast<std::uint64_t>(hour / (24 * 73)) + 20;
    sums.push_back(sums.back() + growth * by_hour[static_cast<std::size_t>(hour % 24)] *
                                     by_weekday[std::chrono::weekday(day).c_encoding()] *
                                     by_month[month - 1]);
  }
  return sums;
}

std::string date_text(sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto digits = [](unsigned value) { return std::to_string(100 + value).substr(1); };
  return std::to_string(static_cast<int>(date.year())) + '-' + digits(static_cast<unsigned>(date.month())) +
         '-' + digits(static_cast<unsigned>(date.day()));
}

// Writes purchases order by order; the caller moves the clock forward.
class Till {
 public:
  Till(CsvFile& file, const Clientele& clientele, Random& random)
      : file_(file), clientele_(clientele), random_(random) {}

  void set_time(sys_days day, unsigned second_of_day) {
    if (day != day_) date_ = date_text(day);
    day_ = day;
    const auto put = [this](std::size_t at, char mark, unsigned value) {
      time_[at] = mark;
      time_[at + 1] = static_cast<char>('0' + value / 10);
      time_[at + 2] = static_cast<char>('0' + value % 10);
    };
    std::memcpy(time_.data(), date_.data(), 10);
    put(10, 'T', second_of_day / 3600);
    put(13, ':', second_of_day / 60 % 60);
    put(16, ':', second_of_day % 60);
  }

  void sell_order(std::size_t lines) {
    const Id& buyer = clientele_.ids[clientele_.buyers.draw(random_)];
    const bool returned = random_.chance(20);
    const std::int64_t price_per_cent = random_.chance(60) ? 80 : 100;
    for (std::size_t line = 0; line < lines; ++line) {
      const Product& product = products_[popularity_.draw(random_)];
      const std::int64_t quantity = draw_quantity();
      write_row(buyer, product, returned ? -quantity : quantity, product.price_cents * price_per_cent / 100);
    }
  }

  void sell_rare_product(std::size_t customer) {
    const Product& product = products_[rare_product - 1];
    write_row(clientele_.ids[customer], product, 1, product.price_cents);
  }

 private:
  std::int64_t draw_quantity() {
    const std::uint32_t roll = random_.below(100);
    return roll < 66 ? 1 : roll < 86 ? 2 : roll < 94 ? 3 : roll < 99 ? 4 : 5 + random_.below(20);
  }

  void write_row(const Id& buyer, const Product& product, std::int64_t quantity, std::int64_t cents) {
    file_.id(buyer);
    file_.id(product.id);
    file_.plain({time_.data(), time_.size()});
    file_.number(quantity);
    file_.decimal(cents, 2);
    file_.end_row();
  }

  CsvFile& file_;
  const Clientele& clientele_;
  Random& random_;
  std::vector<Product> products_ = make_products();
  Lottery popularity_{product_count, 10};
  sys_days day_{std::chrono::days(-1000000)};
  std::string date_;
  std::array<char, 19> time_{};
};

// Orders are drawn hour by hour, so that only the few of one hour need sorting.
void write_purchases(CsvFile& file, const Options& options, const Clientele& clientele) {
  constexpr std::array<int, 2> rare_hours = {hours_of_business - 100 * 24 + 11,
                                             hours_of_business - 5 * 24 + 17};
  const sys_days first_day = options.as_of - std::chrono::days(hours_of_business / 24);
  const std::vector<std::uint64_t> sales = sum_hourly_sales(first_day);
  const std::uint64_t goal = *options.purchases - rare_hours.size();
  Random random(options.seed, 3);
  Till till(file, clientele, random);
  std::uint64_t sold = 0;
  std::vector<std::pair<unsigned, std::size_t>> orders;  // second of the day, lines
  for (int hour = 0; hour < hours_of_business; ++hour) {
    const std::uint64_t due = goal * sales[static_cast<std::size_t>(hour) + 1] / sales.back();
    const sys_days day = first_day + std::chrono::days(hour / 24);
    const unsigned first_second = static_cast<unsigned>(hour % 24) * 3600;
    orders.clear();
    while (sold < due) {
      std::size_t lines = 1;
      while (lines < std::min<std::uint64_t>(8, goal - sold) && random.chance(600)) ++lines;
      orders.emplace_back(first_second + random.below(3600), lines);
      sold += lines;
    }
    std::sort(orders.begin(), orders.end());
    for (std::size_t i = 0; i < rare_hours.size(); ++i) {
      if (hour != rare_hours[i]) continue;
      till.set_time(day, first_second);
      till.sell_rare_product(clientele.regulars[i]);
    }
    for (const auto& [second, lines] : orders) {
      till.set_time(day, second);
      till.sell_order(lines);
    }
  }
  file.close();
}

void write_recommendations(CsvFile& file, const Options& options, const Clientele& clientele) {
  const std::vector<Product> products = make_products();
  const Lottery popularity(product_count, 150);
  Random random(options.seed, 4);
  std::array<std::size_t, recommendations_per_customer> chosen{};
  for (const Id& id : clientele.ids) {
    for (auto place = chosen.begin(); place != chosen.end(); ++place) {
      do {
        *place = popularity.draw(random);
      } while (std::find(chosen.begin(), place, *place) != place);
      file.id(id);
      file.plain("default");
      file.number(place - chosen.begin() + 1);
      file.id(products[*place].id);
      file.end_row();
    }
  }
  file.close();
}

std::uint64_t read_number(std::string_view name, std::string_view text, std::uint64_t least,
                          std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw UsageError(std::string(name) + " takes a whole number from " + std::to_string(least) + " to " +
                     std::to_string(most) + ", not \"" + std::string(text) + '"');
  }
  return value;
}

sys_days read_date(std::string_view name, std::string_view text) {
  const auto part = [text](std::size_t from, std::size_t length) {
    unsigned value = 0;
    const char* end = text.data() + from + length;
    return std::from_chars(text.data() + from, end, value).ptr == end ? value : 0;
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const std::chrono::year year(static_cast<int>(part(0, 4)));
    const auto date = year / std::chrono::month(part(5, 2)) / std::chrono::day(part(8, 2));
    if (date.ok() && year >= std::chrono::year(1900)) return date;
  }
  throw UsageError(std::string(name) + " takes a date from the year 1900 on, such as 2023-09-14, not \"" +
                   std::string(text) + '"');
}

void set_option(Options& options, std::string_view name, std::string_view value) {
  if (name == "--customers") {
    options.customers = read_number(name, value, 2, 50000000);
  } else if (name == "--purchases") {
    options.purchases = read_number(name, value, 2, 1000000000);
  } else if (name == "--seed") {
    options.seed = read_number(name, value, 0, UINT64_MAX);
  } else if (name == "--as-of") {
    options.as_of = read_date(name, value);
  } else {
    if (value.empty()) throw UsageError("--output takes the name of a folder");
    options.output = value;
  }
}

Options read_options(std::span<char*> arguments) {
  constexpr std::array<std::string_view, 5> names = {"--customers", "--purchases", "--seed", "--as-of",
                                                     "--output"};
  Options options;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const std::string_view name = argument.substr(0, argument.find('='));
    if (argument == "--help" || argument == "-h") {
      options.help = true;
    } else if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw UsageError((argument.starts_with('-') ? "unknown option \"" : "unexpected argument \"") +
                       std::string(argument) + '"');
    } else if (name.size() < argument.size()) {
      set_option(options, name, argument.substr(name.size() + 1));
    } else if (++i < arguments.size()) {
      set_option(options, name, arguments[i]);
    } else {
      throw UsageError(std::string(name) + " needs a value");
    }
  }
  if (!options.purchases) options.purchases = 14 * options.customers;
  return options;
}

void generate(const Options& options) {
  std::error_code error;
  std::filesystem::create_directories(options.output, error);
  if (error) throw WriteError("cannot make the folder " + options.output.string() + ": " + error.message());
  CsvFile customers(options.output, "customers.csv",
                    "customer_id,first_name,last_name,phone_number,email,gender,age,city,segment_id,"
                    "segment_name,clv_value,email_consent");
  const Clientele clientele = write_customers(customers, options);
  CsvFile purchases(options.output, "purchases.csv",
                    "customer_id,product_id,purchased_at,quantity,unit_price");
  write_purchases(purchases, options, clientele);
  CsvFile recommendations(options.output, "recommendations.csv",
                          "customer_id,recommendations_type,rank,product_id");
  write_recommendations(recommendations, options, clientele);
  for (const CsvFile* file : {&customers, &purchases, &recommendations}) std::cout << file->summary() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  // Beyond a limit on file sizes, writing then fails like on a full disk instead of killing the program.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const Options options = read_options({argv, static_cast<std::size_t>(argc)});
    if (options.help) {
      std::cout << help_text;
    } else {
      generate(options);
    }
    if (!std::cout.flush()) throw WriteError("cannot write to standard output");
    return 0;
  } catch (const UsageError& error) {
    std::cerr << "generate_shop: " << error.what() << "\nTry generate_shop --help.\n";
    return 2;
  } catch (const WriteError& error) {
    std::cerr << "generate_shop: " << error.what() << '\n';
    return 10;
  } catch (const std::exception& error) {
    std::cerr << "generate_shop: " << error.what() << '\n';
    return 1;
  }
}
