// One id a line.
#include "cli/customer_list.hpp"

#include <algorithm>

#include "cli/session.hpp"

namespace audience {

std::vector<std::string> read_customers(const std::vector<std::string>& given) {
  if (given.size() != 1 || given.front() != "-") return given;
  std::vector<std::string> customers;
  const std::string text = read_file("-", std::size_t{1} << 30U);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    line.erase(0, line.find_first_not_of(" \t"));
    if (!line.empty()) customers.push_back(std::move(line));
    at = end + 1;
  }
  return customers;
}

}  // namespace audience
