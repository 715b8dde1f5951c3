// What columns of a source's tables are true under, whichever file these lie in.
#pragma once

#include <string>

#include "storage/data_source.hpp"

namespace audience {

/// Whether columns can be made of the rows: they lie in the file, and someone watches for changes. A view may
/// say something else each day.
bool can_have_columns(const DataSource& source, const Event& event);
bool can_have_customer_columns(const DataSource& source);

/// What columns made of the table now are true under, while it stays the same: of another program's file its
/// state (DataSource::foreign_state), of the own ones the generation of the table (storage/generations.hpp).
/// Empty where nothing tells what is there from what will be. Inside the caller's snapshot.
std::string generation_of_customers(const DataSource& source);
/// Of own tables with what the catalog says of them.
std::string generation_of(const DataSource& source, const Event& event);

/// Whose rows of another program's table in the own file are, is found by the numbers that customers have.
/// What must stand, beside the generation, that they are theirs still: nothing more (`given`) where every row
/// has a customer, for numbers stay; nobody new where some have none (`numbers N`); customers as they are
/// where keys are compared as numbers, which may be equal and written otherwise (`customers GENERATION`).
/// Nothing where that is not to be had. Inside the caller's snapshot.
std::string customers_to_stand(const DataSource& source, const Event& event, bool has_strangers);
/// Whether it does. Of any other table nothing is asked.
bool are_customers_known(const DataSource& source, const std::string& to_stand);

/// Whether SQL finds the customers of own rows by an index over their keys, gone ones too: these are compared
/// as texts. Never of the built-in purchases, whose rows have numbers.
bool is_joined(const DataSource& source, const Event& event);

}  // namespace audience
