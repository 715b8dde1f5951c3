// Zone files as RFC 8536 has them, and what their last line says of the years behind their table. No library
// is linked for it: Debian's date-tz costs a quarter of a short command at its start, and leaves that line
// out.
#include "base/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "audience/error.hpp"
#include "base/clock_rule.hpp"
#include "base/file_text.hpp"
#include "base/suggestion.hpp"

namespace audience {
namespace {

using std::chrono::seconds;

/// Every 400 years days and weekdays of the calendar come again.
constexpr int cycle_years = 400;
constexpr seconds cycle = std::chrono::days{146'097};

/// Beside zones the folder has tables, and the same zones with other seconds; their names begin small.
bool is_zone_name(std::string_view name) {
  const auto is_fit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  };
  return !name.empty() && name[0] >= 'A' && name[0] <= 'Z' && name.back() != '/' &&
         std::all_of(name.begin(), name.end(), is_fit);
}

std::filesystem::path zone_folder() {
  const char* chosen = std::getenv("TZDIR");
  const std::filesystem::path folder = chosen != nullptr && *chosen != '\0' ? chosen : "/usr/share/zoneinfo";
  std::error_code fault;
  if (std::filesystem::exists(folder / "Etc" / "UTC", fault)) return folder;
  throw Error(ErrorKind::unexpected, fmt::format("the system has no time zones in {}", folder.string()),
              "install the package tzdata");
}

/// Numbers as a zone's file has them, the highest byte first. Past the end everything is 0, and `is_short`.
class ZoneBytes {
 public:
  explicit ZoneBytes(std::string_view bytes) : bytes_(bytes) {}
  std::string_view take(std::size_t count) {
    is_short = is_short || count > bytes_.size();
    if (is_short) return {};
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  std::uint64_t take_number(std::size_t width) {
    std::uint64_t number = 0;
    for (const char byte : take(width)) number = number << 8U | static_cast<unsigned char>(byte);
    return number;
  }
  seconds take_offset() { return seconds{static_cast<std::int32_t>(take_number(4))}; }
  [[nodiscard]] std::string_view rest() const { return bytes_; }
  bool is_short = false;

 private:
  std::string_view bytes_;
};

/// How many entries each part behind a header has.
struct ZoneHeader {
  std::uint64_t universal, standard, leaps, changes, types, letters;
  char version;
  [[nodiscard]] std::size_t size(std::size_t time_width) const {
    return changes * (time_width + 1) + types * 6 + letters + leaps * (time_width + 4) + standard + universal;
  }
};

ZoneHeader take_header(ZoneBytes& bytes) {
  constexpr std::size_t reserved = 15;
  if (bytes.take(4) != "TZif") bytes.is_short = true;
  const std::string_view version = bytes.take(1);
  bytes.take(reserved);
  ZoneHeader header{};
  for (std::uint64_t* count :
       {&header.universal, &header.standard, &header.leaps, &header.changes, &header.types, &header.letters})
    *count = bytes.take_number(4);
  header.version = version.empty() ? '\0' : version[0];
  return header;
}

struct ZoneTable {
  seconds first_offset{};
  std::vector<TimeZone::Change> changes;
  std::string_view rule;  ///< of the time behind
};

/// The table of 64-bit times; nothing where the bytes are no zone.
std::optional<ZoneTable> read_table(std::string_view file) {
  constexpr std::size_t old_width = 4, width = 8, most = 100'000;
  ZoneBytes bytes(file);
  const ZoneHeader old = take_header(bytes);
  if (bytes.is_short || old.version < '2') return std::nullopt;
  bytes.take(old.size(old_width));
  const ZoneHeader header = take_header(bytes);
  if (bytes.is_short || header.types == 0 || header.changes > most) return std::nullopt;
  ZoneBytes times(bytes.take(header.changes * width));
  const std::string_view type_of = bytes.take(header.changes);
  ZoneBytes types(bytes.take(header.types * 6));
  bytes.take(header.size(width) - header.changes * (width + 1) - header.types * 6);
  std::vector<seconds> offsets;
  for (std::uint64_t i = 0; i < header.types && !bytes.is_short; ++i) {
    offsets.push_back(types.take_offset());
    types.take(2);
  }
  if (bytes.is_short) return std::nullopt;
  ZoneTable table{.first_offset = offsets[0], .changes = {}, .rule = {}};
  seconds before = offsets[0];
  for (const char type : type_of) {
    const auto index = static_cast<unsigned char>(type);
    const TimePoint at = from_unix(static_cast<std::int64_t>(times.take_number(width)));
    if (index >= offsets.size()) return std::nullopt;
    if (offsets[index] != before) table.changes.push_back({at, before, offsets[index]});
    before = offsets[index];
  }
  table.rule = bytes.rest();
  if (table.rule.size() < 2 || table.rule.front() != '\n' || table.rule.back() != '\n') return std::nullopt;
  table.rule = table.rule.substr(1, table.rule.size() - 2);
  return table;
}

/// What the rule says of a whole cycle of years behind the table.
void add_years(ZoneTable& table, const ClockRule& rule) {
  auto& changes = table.changes;
  std::chrono::year year{1};
  if (!changes.empty())
    year = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(changes.back().at)}.year();
  for (const auto last = year + std::chrono::years{cycle_years + 1}; year <= last; ++year) {
    const auto in = [&](std::size_t which, seconds before, seconds after) {
      return TimeZone::Change{TimePoint{(*rule.changes)[which].in(year).time_since_epoch() - before}, before,
                              after};
    };
    std::array<TimeZone::Change, 2> both{in(0, rule.standard, rule.summer),
                                         in(1, rule.summer, rule.standard)};
    if (both[1].at < both[0].at) std::swap(both[0], both[1]);
    for (TimeZone::Change& change : both) {
      change.before = changes.empty() ? table.first_offset : changes.back().after;
      const bool is_behind = changes.empty() || change.at > changes.back().at;
      if (is_behind && change.before != change.after) changes.push_back(change);
    }
  }
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::find(std::string_view name) {
  constexpr std::size_t most = 1 << 20;
  if (name == "UTC") return std::shared_ptr<const TimeZone>(new TimeZone("UTC"));
  const std::filesystem::path folder = zone_folder();
  if (!is_zone_name(name)) return nullptr;
  std::error_code fault;
  const std::filesystem::path file = folder / name;
  if (!std::filesystem::is_regular_file(file, fault)) return nullptr;
  return std::shared_ptr<const TimeZone>(new TimeZone(std::string(name), read_file(file.string(), most)));
}

std::string TimeZone::did_you_mean(std::string_view wrong) {
  const std::filesystem::path folder = zone_folder();
  std::vector<std::string> names;
  std::error_code fault;
  for (std::filesystem::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::string name = entry->path().lexically_relative(folder).string();
    if (!is_zone_name(name)) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(fault)) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  std::string found = audience::did_you_mean(wrong, names);
  if (!found.empty()) return found;
  std::vector<std::string> cities;
  cities.reserve(names.size());
  for (const std::string& name : names) cities.push_back(name.substr(name.rfind('/') + 1));
  const auto city = nearest(wrong, cities);
  if (!city) return found;
  const auto place = std::find(cities.begin(), cities.end(), *city) - cities.begin();
  return fmt::format("; did you mean \"{}\"?", names[static_cast<std::size_t>(place)]);
}

TimeZone::TimeZone(std::string name, std::string_view file) : name_(std::move(name)) {
  auto table = read_table(file);
  const auto rule =
      table && !table->rule.empty() ? ClockRule::parse(table->rule) : std::optional<ClockRule>();
  if (!table || (!table->rule.empty() && !rule))
    throw Error(ErrorKind::unexpected, fmt::format("the system's file of the time zone {} is damaged", name_),
                "install the package tzdata anew");
  repeats_ = rule && rule->changes;
  if (repeats_) add_years(*table, *rule);
  first_offset_ = table->first_offset;
  changes_ = std::move(table->changes);
}

LocalMoment TimeZone::moment(LocalTime local) const {
  using Kind = LocalMoment::Kind;
  const auto shown_by = [](const Change& change) {
    return change.at + std::max(change.before, change.after);
  };
  const TimePoint shown{local.time_since_epoch()};
  if (repeats_ && shown >= shown_by(changes_.back())) {
    const auto cycles = (shown - shown_by(changes_.back())) / cycle + 1;
    LocalMoment found = moment(local - cycles * cycle);
    found.first += cycles * cycle;
    found.second += cycles * cycle;
    return found;
  }
  const auto next =
      std::upper_bound(changes_.begin(), changes_.end(), shown,
                       [&](TimePoint time, const Change& change) { return time < shown_by(change); });
  const seconds before = next == changes_.begin() ? first_offset_ : std::prev(next)->after;
  if (next == changes_.end() || shown < next->at + std::min(next->before, next->after))
    return {Kind::unique, shown - before, shown - before};
  if (next->before < next->after) return {Kind::nonexistent, next->at, next->at};
  return {Kind::ambiguous, shown - next->before, shown - next->after};
}

LocalTime TimeZone::local_time(TimePoint moment) const {
  if (repeats_ && moment >= changes_.back().at) {
    const auto cycles = (moment - changes_.back().at) / cycle + 1;
    return local_time(moment - cycles * cycle) + cycles * cycle;
  }
  const auto next = std::upper_bound(changes_.begin(), changes_.end(), moment,
                                     [](TimePoint time, const Change& change) { return time < change.at; });
  const seconds offset = next == changes_.begin() ? first_offset_ : std::prev(next)->after;
  return LocalTime{(moment + offset).time_since_epoch()};
}

std::chrono::local_days TimeZone::local_day(TimePoint moment) const {
  return std::chrono::floor<std::chrono::days>(local_time(moment));
}

TimePoint TimeZone::start_of_day(std::chrono::local_days day) const { return moment(day).first; }

}  // namespace audience
