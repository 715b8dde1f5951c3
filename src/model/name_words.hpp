// Names of tables and columns taken apart, to tell what they are about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// `first_name`, `FirstName` and `first name` are first, name.
std::vector<std::string> words(std::string_view name);
/// `customer_id`, `CustomerID` and `customer id` are customerid.
std::string folded(std::string_view name);
/// An English plural's singular: `category` of `categories`, `person` of `people`.
std::string singular(std::string word);
/// What a row of the table is: `user` for `users` and for `shop_users`.
std::string row_name(std::string_view table);

}  // namespace audience
