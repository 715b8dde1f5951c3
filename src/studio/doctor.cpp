// A table of checks, run one after the other.
#include "studio/doctor.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "studio/doctor_checks.hpp"

namespace audience {
namespace {

struct Check {
  const char* name;
  std::string (*look)(Examiner&);
  bool only_deep = false;
};

constexpr Check checks[] = {
    {"pages", look_at_pages},           {"schema", look_at_schema},
    {"numbers", look_at_numbers},       {"audiences", look_at_audiences},
    {"history", look_at_history},       {"catalog", look_at_catalog},
    {"erased", look_at_erased},         {"identity", look_at_identity},
    {"links", look_at_links},           {"key", look_at_key},
    {"clock", look_at_clock},           {"disk", look_at_disk},
    {"digests", look_at_digests, true},
};

/// Whom a check sends to the doctor is here already.
Advice advice_beyond_doctor(const Error& error) {
  const bool is_none = error.remedy() == Remedy::none && error.hint().empty();
  return is_none || error.remedy() == Remedy::run_doctor ? Advice(Remedy::restore_backup) : error.advice();
}

}  // namespace

std::string_view name_of(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

void Examiner::find(std::string what, Advice remedy, Severity severity) {
  findings.push_back({std::move(what), check, severity, std::move(remedy)});
}

void Examiner::find_all(const std::vector<std::string>& damage) {
  for (const std::string& what : damage) find(what, Remedy::restore_backup);
}

Examination examination_of_unreadable(const Error& error) {
  return {{{"pages", "cannot be read"}},
          {{error.what(), "pages", Severity::error, advice_beyond_doctor(error)}}};
}

Examination examine(const Studio& studio, const DoctorRequest& request) {
  Examiner examiner{studio, request, {}, {}};
  Examination result;
  for (const Check& check : checks) {
    if (check.only_deep && !request.deep) continue;
    examiner.check = check.name;
    studio.tell({.work = Work::checking, .subject = check.name});
    std::string said;
    try {
      said = check.look(examiner);
    } catch (const Error& error) {
      examiner.find(error.what(), advice_beyond_doctor(error));
      said = "could not be looked at to the end";
    }
    result.checked.push_back({check.name, std::move(said)});
  }
  result.findings = std::move(examiner.findings);
  return result;
}

}  // namespace audience
