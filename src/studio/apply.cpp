// Plans of what is new or different, and their carrying out.
#include "studio/apply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "model/audience_uses.hpp"
#include "model/binding.hpp"
#include "storage/audience_names.hpp"
#include "storage/deleted_audiences.hpp"
#include "storage/sizes.hpp"
#include "studio/deletion.hpp"
#include "studio/index.hpp"
#include "studio/published_members.hpp"

namespace audience {
namespace {

/// Binds all to audiences and catalog; throws FaultyDocument with the faults of all.
std::vector<BoundDocument> bind_all(std::vector<DocumentFile>& documents,
                                    const std::vector<KnownAudience>& known, const DataSource& source) {
  std::vector<BoundDocument> bound;
  std::vector<FaultyFile> faulty;
  const AbsenceOf absence_of = deletions(source.own());
  for (DocumentFile& one : documents) {
    bind_audiences(one.document, known, one.faults, {}, absence_of);
    bound.push_back(bind_document(one.document, source.catalog(), one.faults));
    if (!one.faults.empty()) faulty.push_back(one.faults.in_file(one.file));
  }
  if (!faulty.empty()) throw FaultyDocument(faulty);
  return bound;
}

class Plan {
 public:
  Plan(Studio& studio, const Moment& moment) : source_(studio.source()), moment_(moment) {}

  std::vector<ApplyStep> make(std::vector<DocumentFile> documents, bool prune) {
    const Snapshot snapshot(source_);
    std::vector<KnownAudience> known = known_audiences(source_.own());
    add_documents(known, documents, [](std::size_t) { return new_audience_id(); });
    std::vector<BoundDocument> bound = bind_all(documents, known, source_);
    std::vector<std::string> ids;
    for (const DocumentFile& one : documents) ids.push_back(id_of(known, one.document.audience_name));
    std::vector<ApplyStep> steps;
    for (const std::string& id : in_order_of_dependency(known)) {
      const auto i = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
      if (i == ids.size()) continue;
      steps.push_back(step_for(std::move(documents[i].document), std::move(bound[i]), id));
    }
    if (prune) add_removals(steps, known);
    return steps;
  }

 private:
  static std::string id_of(const std::vector<KnownAudience>& known, const std::string& name) {
    for (const KnownAudience& one : known) {
      if (one.audience_name == name) return one.audience_id;
    }
    return {};
  }

  ApplyStep step_for(Document document, BoundDocument bound, const std::string& id) {
    ApplyStep step{.name = document.audience_name, .audience_id = id};
    if (has_audience(source_.own(), step.name)) {
      step.existing = find_audience(source_.own(), step.name);
      refuse_list(*step.existing);
      step.before = step.after = sizes_.of(*step.existing).size;
      const std::vector<Run> runs = runs_of(source_.own(), step.existing->number);
      const std::string definition = definition_of(document, document.author.value_or(step.existing->author));
      if (!runs.empty()) step.run = runs.front().run;
      if (!runs.empty() && runs.front().definition == definition) return step;
    }
    if (!step.existing) check_new(step.name);
    step.action = step.existing ? ApplyStep::Action::replace : ApplyStep::Action::create;
    step.fresh = evaluate_document(source_, {std::move(document), std::move(bound)}, moment_, members_);
    check_expectation(step.fresh->document, step.fresh->size(), step.before);
    members_.emplace(id, step.fresh->evaluation.members);
    step.after = step.fresh->size();
    step.notices = evaluation_notices(source_, *step.fresh);
    step.notices.tables_without_columns.clear();  // the same for each
    step.exchange =
        step.existing ? exchange_of(source_, *step.fresh, *step.existing) : Exchange{*step.after, 0};
    return step;
  }

  void check_new(const std::string& name) {
    check_name(source_.own(), name, 0);
    for (const std::string& other : created_) {
      if (differ_only_in_case(name, other))
        throw Error(ErrorKind::conflict, fmt::format("\"{}\" and \"{}\" differ only in case", name, other),
                    "choose another name for one of them");
    }
    created_.push_back(name);
  }

  void add_removals(std::vector<ApplyStep>& steps, const std::vector<KnownAudience>& known) {
    refuse_beside_damaged(known, {});
    std::vector<std::string> removed;
    for (StoredAudience& stored : all_audiences(source_.own())) {
      const bool named = std::any_of(steps.begin(), steps.end(), [&](const ApplyStep& step) {
        return step.name == stored.audience_name;
      });
      if (named || !stored.is_applied) continue;
      removed.push_back(stored.audience_id);
      ApplyStep step{.action = ApplyStep::Action::remove,
                     .name = stored.audience_name,
                     .audience_id = stored.audience_id,
                     .run = newest_run(source_.own(), stored.number),
                     .before = sizes_.of(stored).size};
      step.exchange.left = *step.before;
      step.existing = std::move(stored);
      steps.push_back(std::move(step));
    }
    if (const auto use = used_from_outside(known, removed)) {
      throw Error(ErrorKind::conflict,
                  fmt::format("\"{}\" would be deleted, which \"{}\" uses; nothing was applied", use->used,
                              use->user),
                  {Remedy::keep_used, {use->used, use->user}});
    }
  }

  DataSource& source_;
  Moment moment_;
  SizeCounter sizes_{source_};
  MembersById members_;
  std::vector<std::string> created_;  ///< names of new ones
};

/// As the plan saw it, or nothing where there was nothing.
Expectation expectation_of(const ApplyStep& step) {
  Expectation expects =
      step.existing ? expect_unchanged(*step.existing, step.run) : expect_nothing(step.name);
  return [name = step.name, expects = std::move(expects)](const Database& database) {
    try {
      return expects(database);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::conflict && error.kind() != ErrorKind::not_found) throw;
      throw Superseded(
          ErrorKind::conflict,
          fmt::format("\"{}\" was changed by another command meanwhile; nothing was applied", name),
          "apply again");
    }
  };
}

}  // namespace

std::vector<ApplyStep> plan_apply(Studio& studio, ApplyRequest request) {
  return Plan(studio, request.moment).make(std::move(request.documents), request.prune);
}

bool changes_something(const std::vector<ApplyStep>& steps) {
  return std::any_of(steps.begin(), steps.end(),
                     [](const ApplyStep& step) { return step.action != ApplyStep::Action::unchanged; });
}

std::vector<LeftFile> carry_out(Studio& studio, const std::vector<ApplyStep>& steps,
                                const std::string& note) {
  Database& database = studio.database();
  std::vector<std::string> linked;
  Transaction transaction(database, Transaction::Kind::write);
  for (const ApplyStep& step : steps) {
    const Expectation expects = expectation_of(step);
    if (step.fresh) {
      store(studio, *step.fresh,
            {.verb = "apply",
             .expects = expects,
             .new_id = step.audience_id,
             .is_applied = true,
             .keeps_author = true,
             .note = note});
      continue;
    }
    expects(database);
    if (step.action != ApplyStep::Action::remove) continue;
    for (std::string& id : delete_with_links(studio, step.audience_id)) linked.push_back(std::move(id));
  }
  commit_with_members(studio, transaction);
  renew_kept_keys(studio);
  return studio.spool().remove(linked).left;
}

}  // namespace audience
