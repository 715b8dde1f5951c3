// Whatever a server's administrator, role or database has set otherwise, a statement means the same.
#include "storage/postgresql/server_connection.hpp"

namespace audience {

const std::vector<std::pair<std::string, std::string>>& session_settings() {
  static const std::vector<std::pair<std::string, std::string>> settings{
      {"search_path", "pg_catalog"},   {"TimeZone", "UTC"},
      {"DateStyle", "ISO, YMD"},       {"IntervalStyle", "iso_8601"},
      {"extra_float_digits", "3"},     {"bytea_output", "hex"},
      {"row_security", "off"},         {"standard_conforming_strings", "on"},
      {"transform_null_equals", "off"}};
  return settings;
}

}  // namespace audience
