// A mark up to which the permanent numbers of customers stand still.
#pragma once

#include <cstdint>
#include <string>

#include "storage/database.hpp"

namespace audience {

/// Random, and with the highest number given when it was drawn: while a database bears it, who had a number
/// up to that one has it still, or was erased since (storage/erased.hpp, fingerprint_of_erased). Copies share
/// it, and that with it. Inside the caller's write transaction.
void draw_number_mark(Database& own);
/// The one that was drawn last; empty where none was.
std::string number_mark(const Database& own);
std::int64_t highest_number_of(const std::string& mark);

}  // namespace audience
