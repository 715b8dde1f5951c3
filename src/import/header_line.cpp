// Headers told from data by names and words that are known, never by what merely looks like one.
#include "import/header_line.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "model/name_words.hpp"

namespace audience {
namespace {

constexpr std::array<std::string_view, 49> column_words{
    "account", "address", "amount",  "article",  "at",     "birth",   "city",        "client",   "code",
    "contact", "country", "created", "date",     "email",  "first",   "full",        "id",       "invoice",
    "item",    "key",     "last",    "mail",     "member", "middle",  "name",        "no",       "number",
    "order",   "paid",    "phone",   "postal",   "price",  "product", "purchase",    "quantity", "segment",
    "sku",     "status",  "stock",   "customer", "time",   "total",   "transaction", "type",     "unit",
    "updated", "user",    "value",   "zip"};

/// One word alone may be a surname: Price, Key.
bool is_put_together(std::string_view cell) {
  const std::vector<std::string> list = words(cell);
  return list.size() > 1 && std::all_of(list.begin(), list.end(), [](const std::string& word) {
           return std::find(column_words.begin(), column_words.end(), word) != column_words.end();
         });
}

std::unordered_set<std::string> folded_headers(const std::vector<std::string>& names) {
  std::unordered_set<std::string> headers;
  for (const std::string& name : names) headers.insert(folded_header(name));
  return headers;
}

bool looks_like_data(std::string_view cell) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  };
  return cell.find_first_of("@0123456789") != std::string_view::npos ||
         std::none_of(cell.begin(), cell.end(), is_letter);
}

}  // namespace

std::string folded_header(std::string_view name) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!name.empty() && blank(name.front())) name.remove_prefix(1);
  while (!name.empty() && blank(name.back())) name.remove_suffix(1);
  std::string result;
  for (const char c : name) {
    if (c == ' ' || c == '-') {
      result += '_';
    } else {
      result += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
  }
  return result;
}

bool are_headers(const std::vector<std::string>& cells, const std::vector<std::string>& sure,
                 const std::vector<std::string>& likely) {
  const auto sure_headers = folded_headers(sure), likely_headers = folded_headers(likely);
  bool data = false;
  std::size_t known = 0;
  for (const std::string& cell : cells) {
    const std::string header = folded_header(cell);
    if (sure_headers.contains(header)) return true;
    if (likely_headers.contains(header) || is_put_together(cell)) {
      ++known;
    } else {
      data = data || looks_like_data(cell);
    }
  }
  return !data && known * 2 >= cells.size();
}

}  // namespace audience
