// A question answered by the server its data lies on: pushed down whole, and the members numbered here.
#pragma once

#include <string>
#include <vector>

#include "json/fault.hpp"
#include "query/evaluation.hpp"
#include "query/postgresql/server_look.hpp"
#include "query/postgresql/server_script.hpp"
#include "query/question.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Faults, each at its place, where SQL cannot say exactly what a document means.
void check_there(const DataSource& source, const Document& document, const BoundDocument& bound,
                 Faults& faults);

/// Within the caller's snapshot. Memory holds the members' keys while they are numbered.
Evaluation evaluate_there(const DataSource& source, const Question& question);

/// What filters say of customers (query/postgresql/server_look.hpp), of those of the keys who are there.
std::vector<ServerTrace> look_there(const DataSource& source, const Question& question,
                                    const std::vector<std::string>& keys);

/// What the server is asked for the question, and how long that takes (query/postgresql/server_script.hpp).
std::vector<ServerRun> run_script_there(const DataSource& source, const Question& question);

}  // namespace audience
