// The manifest is JSON with a checksum behind it, and takes the place of the one before as a whole.
#include "storage/columns/column_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>
#include <numeric>

#include "base/checksum.hpp"
#include "base/file_descriptor.hpp"
#include "base/file_system.hpp"
#include "base/network_folder.hpp"
#include "base/secret.hpp"
#include "json/json_fields.hpp"
#include "json/json_writer.hpp"
#include "storage/event_generation.hpp"
#include "storage/generations.hpp"
#include "storage/sharing.hpp"
#include "storage/source_sql.hpp"

namespace audience {
namespace {

constexpr int manifest_version = 1;
constexpr const char* manifest_name = "manifest.json";
constexpr const char* next_manifest_name = "manifest.json.next";
constexpr std::size_t checksum_digits = 16;

std::string name_of(ColumnFileId file) { return fmt::format("{:016x}", file); }

void write_segments(JsonWriter& json, std::string_view key,
                    const std::vector<ColumnsManifest::Segment>& segments) {
  json.key(key);
  json.begin_array();
  for (const ColumnsManifest::Segment& segment : segments) {
    json.begin_object();
    json.text_member("file", name_of(segment.file));
    json.integer_member("rows", segment.rows);
    json.end_object();
  }
  json.end_array();
}

void write_customers(JsonWriter& json, const ColumnsManifest::Customers& customers) {
  json.key("customers");
  json.begin_object();
  json.text_member("generation", customers.generation);
  json.integer_member("rows", customers.rows);
  json.integer_member("built_at", to_unix(customers.built_at));
  json.text_member("population", name_of(customers.population));
  if (!customers.keys.empty()) json.text_member("keys", customers.keys);
  if (customers.without_customer > 0) json.integer_member("without_customer", customers.without_customer);
  if (customers.directory != 0) json.text_member("directory", name_of(customers.directory));
  if (!customers.erased.empty()) json.text_member("erased", customers.erased);
  if (!customers.numbers.empty()) json.text_member("numbers", customers.numbers);
  json.key("columns");
  json.begin_array();
  for (const ColumnsManifest::Column& column : customers.columns) {
    json.begin_object();
    json.text_member("name", column.name);
    json.text_member("file", name_of(column.file));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string to_json(const ColumnsManifest& manifest) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  json.begin_object();
  json.integer_member("version", manifest_version);
  if (manifest.customers) write_customers(json, *manifest.customers);
  json.key("events");
  json.begin_array();
  for (const ColumnsManifest::Events& events : manifest.events) {
    json.begin_object();
    json.text_member("table", events.table);
    json.text_member("generation", events.generation);
    json.integer_member("built_at", to_unix(events.built_at));
    json.texts_member("columns", events.columns);
    if (!events.customers.empty()) json.text_member("customers", events.customers);
    if (events.without_time > 0) json.integer_member("without_time", events.without_time);
    if (events.left_out > 0) json.integer_member("left_out", events.left_out);
    if (events.strangers) write_segments(json, "strangers", {*events.strangers});
    write_segments(json, "segments", events.segments);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text + "\n";
}

/// What was checked as a whole is read without further questions, but for its version.
class ManifestReader {
 public:
  static std::optional<ColumnsManifest> read(std::string_view text) {
    Faults faults;
    const auto tree = parse_json(text, faults);
    if (!tree || !faults.empty() || integer(*tree, "version") != manifest_version) return std::nullopt;
    ColumnsManifest manifest;
    if (const JsonValue* customers = find_member(*tree, "customers"))
      manifest.customers = customers_of(*customers);
    for (const JsonValue& events : list(*tree, "events")) manifest.events.push_back(events_of(events));
    return manifest;
  }

 private:
  static std::string text(const JsonValue& object, std::string_view key) {
    const JsonValue* member = find_member(object, key);
    return member == nullptr ? std::string{} : member->text;
  }
  static std::int64_t integer(const JsonValue& object, std::string_view key) {
    const JsonValue* member = find_member(object, key);
    if (member == nullptr || member->kind != JsonValue::Kind::number) return -1;
    return floor_to_integer(member->number()).value_or(-1);
  }
  /// 0 where it is left out.
  static std::int64_t count(const JsonValue& object, std::string_view key) {
    return std::max(integer(object, key), std::int64_t{0});
  }
  static const std::vector<JsonValue>& list(const JsonValue& object, std::string_view key) {
    static const std::vector<JsonValue> none;
    const JsonValue* member = find_member(object, key);
    return member == nullptr ? none : member->elements();
  }
  static ColumnFileId file(const JsonValue& object, std::string_view key) {
    const std::string digits = text(object, key);
    ColumnFileId id = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), id, 16);
    return id;
  }
  static ColumnsManifest::Customers customers_of(const JsonValue& json) {
    ColumnsManifest::Customers customers{.generation = text(json, "generation"),
                                         .rows = integer(json, "rows"),
                                         .built_at = from_unix(integer(json, "built_at")),
                                         .population = file(json, "population"),
                                         .columns = {},
                                         .keys = text(json, "keys"),
                                         .without_customer = count(json, "without_customer"),
                                         .directory = file(json, "directory"),
                                         .erased = text(json, "erased"),
                                         .numbers = text(json, "numbers")};
    for (const JsonValue& column : list(json, "columns"))
      customers.columns.push_back({text(column, "name"), file(column, "file")});
    return customers;
  }
  static ColumnsManifest::Segment segment_of(const JsonValue& json) {
    return {file(json, "file"), integer(json, "rows")};
  }
  static ColumnsManifest::Events events_of(const JsonValue& json) {
    ColumnsManifest::Events events{.table = text(json, "table"),
                                   .generation = text(json, "generation"),
                                   .built_at = from_unix(integer(json, "built_at")),
                                   .columns = {},
                                   .segments = {}};
    for (const JsonValue& column : list(json, "columns")) events.columns.push_back(column.text);
    for (const JsonValue& segment : list(json, "segments")) events.segments.push_back(segment_of(segment));
    for (const JsonValue& segment : list(json, "strangers")) events.strangers = segment_of(segment);
    events.customers = text(json, "customers");
    events.without_time = count(json, "without_time");
    events.left_out = count(json, "left_out");
    return events;
  }
};

std::string checked(std::string text) {
  const std::uint64_t sum = checksum(text);
  text += fmt::format("{:016x}\n", sum);
  return text;
}

/// Empty where the text is not what was written.
std::string_view unchecked(std::string_view text) {
  if (text.size() <= checksum_digits) return {};
  const std::string_view body = text.substr(0, text.size() - checksum_digits - 1);
  return checked(std::string(body)) == text ? body : std::string_view{};
}

std::string read_whole(const std::filesystem::path& file) {
  const FileDescriptor opened(file_system().open(file.c_str(), O_RDONLY | O_NOFOLLOW, 0));
  struct stat info {};
  if (opened.get() < 0 || file_system().fstat(opened.get(), info) != 0 || info.st_size > (off_t{1} << 24U))
    return {};
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  const ssize_t got = file_system().pread(opened.get(), text.data(), text.size(), 0);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

/// Where nobody watches both are empty.
bool stands(const std::string& kept, const std::string& now) { return !now.empty() && kept == now; }

}  // namespace

std::int64_t ColumnsManifest::Events::rows() const {
  return std::accumulate(segments.begin(), segments.end(), std::int64_t{0},
                         [](std::int64_t sum, const Segment& segment) { return sum + segment.rows; });
}

const ColumnsManifest::Events* ColumnsManifest::find_events(const std::string& table) const {
  const auto found =
      std::find_if(events.begin(), events.end(), [&](const Events& one) { return one.table == table; });
  return found == events.end() ? nullptr : &*found;
}

std::set<ColumnFileId> ColumnsManifest::files() const {
  std::set<ColumnFileId> ids;
  if (customers) {
    ids.insert(customers->population);
    if (customers->directory != 0) ids.insert(customers->directory);
    for (const Column& column : customers->columns) ids.insert(column.file);
  }
  for (const Events& one : events) {
    for (const Segment& segment : one.segments) ids.insert(segment.file);
    if (one.strangers) ids.insert(one.strangers->file);
  }
  return ids;
}

ColumnFolder::ColumnFolder(const Database& own) : access_(access_of(own)) {
  std::error_code fault;
  const std::filesystem::path file = std::filesystem::weakly_canonical(own.file(), fault);
  folder_ = (fault ? own.file() : file).string() + ".columns";
}

std::filesystem::path ColumnFolder::path_of(ColumnFileId file) const { return folder_ / name_of(file); }

bool ColumnFolder::exists() const {
  struct stat info {};
  return file_system().lstat(folder_.c_str(), info) == 0;
}

bool ColumnFolder::can_be_trusted() const {
  struct stat info {};
  if (file_system().lstat(folder_.c_str(), info) != 0 || !S_ISDIR(info.st_mode)) return false;
  if (!access_.group && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) return false;
  try {
    access_.check(folder_, info, access_.folder_mode());
  } catch (const Error&) {
    return false;
  }
  return true;
}

void ColumnFolder::make() const {
  if (is_on_network(folder_of(folder_)))
    throw Error(ErrorKind::conflict,
                folder_of(folder_).string() + " is on a file system of a network: columns there are not made",
                "keep the database on a disk of this machine");
  if (file_system().mkdir(folder_.c_str(), access_.folder_mode() & mode_t{0777}) == 0) {
    if (access_.group && (file_system().set_group(folder_.c_str(), *access_.group) != 0 ||
                          file_system().set_mode(folder_.c_str(), access_.folder_mode()) != 0))
      throw write_failure("make the folder", folder_, errno);
  } else if (errno != EEXIST) {
    throw write_failure("make the folder", folder_, errno);
  }
  if (!can_be_trusted())
    throw Error(ErrorKind::database_unusable, "others can write in " + folder_.string(),
                "remove it: what lies in it is made anew");
}

std::optional<ColumnsManifest> ColumnFolder::manifest() const {
  if (!can_be_trusted() || is_on_network(folder_)) return std::nullopt;
  const std::string text = read_whole(folder_ / manifest_name);
  const std::string_view body = unchecked(text);
  return body.empty() ? std::nullopt : ManifestReader::read(body);
}

ColumnsManifest ColumnFolder::fresh(const DataSource& source) const {
  ColumnsManifest fresh = manifest().value_or(ColumnsManifest{});
  if (fresh.customers && !stands(fresh.customers->generation, generation_of_customers(source)))
    fresh.customers.reset();
  if (fresh.events.empty()) return fresh;
  std::map<std::string, const Event*> events;
  for (const Event& event : source.catalog().events)
    events.try_emplace(name_in_columns(source, event), &event);
  std::erase_if(fresh.events, [&](const ColumnsManifest::Events& one) {
    const auto found = events.find(one.table);
    return found == events.end() || !stands(one.generation, generation_of(source, *found->second)) ||
           !are_customers_known(source, one.customers);
  });
  return fresh;
}

std::optional<ColumnsManifest::Customers> ColumnFolder::fresh_customers(const Database& own) const {
  auto customers = manifest().value_or(ColumnsManifest{}).customers;
  if (customers && !stands(customers->generation, standing_generation(own, DataTable::customers)))
    customers.reset();
  return customers;
}

void ColumnFolder::keep(const ColumnsManifest& manifest) const {
  const std::filesystem::path next = folder_ / next_manifest_name;
  file_system().unlink(next.c_str());
  const FileDescriptor made(
      file_system().open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, access_.copy_mode()));
  if (made.get() < 0) throw write_failure("make", next, errno);
  file_system().fchmod(made.get(), access_.copy_mode());
  if (const int fault = write_all(made.get(), checked(to_json(manifest))); fault != 0)
    throw write_failure("write", next, fault);
  if (file_system().rename(next.c_str(), (folder_ / manifest_name).c_str()) != 0)
    throw write_failure("make", folder_ / manifest_name, errno);
}

void ColumnFolder::remove_all_but(const std::set<std::string>& kept) const {
  std::vector<std::string> names;
  file_system().for_each_name(folder_.c_str(), [&](const char* name) { names.emplace_back(name); });
  for (const std::string& name : names) {
    if (name != "." && name != ".." && !kept.contains(name)) file_system().unlink((folder_ / name).c_str());
  }
}

void ColumnFolder::sweep(const ColumnsManifest& manifest) const {
  std::set<std::string> kept{manifest_name, lock_path().filename().string()};
  for (const ColumnFileId file : manifest.files()) kept.insert(name_of(file));
  remove_all_but(kept);
}

bool ColumnFolder::remove() const {
  struct stat info {};
  if (file_system().lstat(folder_.c_str(), info) != 0) return errno == ENOENT;
  if (!S_ISDIR(info.st_mode)) return false;
  // First, so that whoever is killed leaves nothing that names what is gone.
  file_system().unlink((folder_ / manifest_name).c_str());
  remove_all_but({});
  if (file_system().rmdir(folder_.c_str()) != 0 && errno != ENOENT) return false;
  return sync_folder(folder_of(folder_)) == 0;
}

std::string name_in_columns(const DataSource& source, const Event& event) {
  if (is_native(source, event)) return event.table;
  // Beside the built-in ones an event of that name may be of another table.
  return !source.is_foreign() && event.name == "purchases" ? "purchases of " + event.table : event.name;
}

ColumnFileId random_file_id() {
  ColumnFileId id = 0;
  std::memcpy(&id, random_bytes(sizeof(id)).data(), sizeof(id));
  return id;
}

}  // namespace audience
