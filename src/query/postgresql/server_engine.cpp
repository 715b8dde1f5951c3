// Statements of query/postgresql, numbers of storage/postgresql.
#include "query/postgresql/server_engine.hpp"

#include <set>
#include <string>

#include "model/audience_uses.hpp"
#include "query/postgresql/server_evaluation.hpp"
#include "query/postgresql/server_statement.hpp"
#include "storage/audience_members.hpp"
#include "storage/audiences.hpp"
#include "storage/postgresql/members_in_step.hpp"
#include "storage/postgresql/server_directory.hpp"
#include "storage/postgresql/server_source.hpp"

namespace audience {
namespace {

CustomerSet members_of(const DataSource& source, const Question& question, const std::string& audience_id) {
  if (question.unstored != nullptr) {
    const auto unstored = question.unstored->find(audience_id);
    if (unstored != question.unstored->end()) return unstored->second;
  }
  const std::int64_t number = find_audience(source.own(), audience_id).number;
  return stored_members(source.own(), number, 0);
}

/// Of the audiences that the document uses.
std::set<std::string> in_step(const DataSource& source, const Question& question) {
  if (used_audiences(question.document).empty()) return {};
  ServerSource& server = *source.server();
  const ServerTable& customers = server.table(source.catalog().customers_table);
  ServerMembers there(server.session().reading(), customers, *customers.find_column(source.catalog().key));
  std::set<std::string> ids = audiences_in_step(source.own(), there);
  if (question.unstored != nullptr) {
    for (const auto& [id, members] : *question.unstored) ids.erase(id);
  }
  return ids;
}

/// What a question is to the server, and what it refers to.
struct Asked {
  Asked(const DataSource& source, const Question& question)
      : tables(source.catalog(), source.server()->schema()),
        there{question.document,
              question.bound,
              tables,
              question.as_of,
              [&source, &question](const std::string& id) {
                std::vector<std::string> keys;
                members_of(source, question, id).for_each([&](CustomerNumber number) {
                  keys.push_back(source.key_of(number));
                });
                return keys;
              },
              in_step(source, question),
              source.customers_there().erased_there()} {}
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  ServerTables tables;
  ServerQuestion there;
};

}  // namespace

void check_there(const DataSource& source, const Document& document, const BoundDocument& bound,
                 Faults& faults) {
  const ServerTables tables(source.catalog(), source.server()->schema());
  check_on_server({document, bound, tables, {}, {}, {}, {}}, faults);
}

Evaluation evaluate_there(const DataSource& source, const Question& question) {
  const Asked asked(source, question);
  ServerConnection& server = source.server()->session().reading();
  ServerEvaluation there = evaluate_on_server(server, asked.there);
  const ServerDirectory& customers = source.customers_there();
  customers.expect(there.population);
  std::vector<CustomerNumber> members;
  members.reserve(static_cast<std::size_t>(there.size));
  each_member_on_server(server, asked.there, there, [&](std::string_view key) {
    if (const auto number = customers.number_of_present(key)) members.push_back(*number);
  });
  Evaluation evaluation{there.population, CustomerSet(source.capacity()), std::move(there.funnel),
                        std::move(there.filters)};
  for (const CustomerNumber member : members) evaluation.members.insert(member);
  return evaluation;
}

std::vector<ServerTrace> look_there(const DataSource& source, const Question& question,
                                    const std::vector<std::string>& keys) {
  const Asked asked(source, question);
  return look_on_server(source.server()->session().reading(), asked.there, keys);
}

std::vector<ServerRun> run_script_there(const DataSource& source, const Question& question) {
  const Asked asked(source, question);
  return run_script(source.server()->session().reading(), asked.there);
}

}  // namespace audience
