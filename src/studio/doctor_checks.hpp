// The checks of the doctor: each looks at one part, tells what it finds, and says what there was to look at.
#pragma once

#include <string>
#include <vector>

#include "studio/doctor.hpp"

namespace audience {

/// What a check works on and reports to. An Error that it throws becomes a finding.
struct Examiner {
  const Studio& studio;
  const DoctorRequest& request;
  std::vector<Finding> findings;
  std::string check;  ///< name of the one at work

  void find(std::string what, Advice remedy, Severity severity = Severity::error);
  /// Damage that only a backup mends.
  void find_all(const std::vector<std::string>& damage);
};

std::string look_at_pages(Examiner& examiner);
std::string look_at_schema(Examiner& examiner);
std::string look_at_numbers(Examiner& examiner);
std::string look_at_audiences(Examiner& examiner);
std::string look_at_history(Examiner& examiner);
std::string look_at_catalog(Examiner& examiner);
std::string look_at_erased(Examiner& examiner);
std::string look_at_identity(Examiner& examiner);
std::string look_at_digests(Examiner& examiner);  ///< writes them where none counts

std::string look_at_links(Examiner& examiner);
std::string look_at_key(Examiner& examiner);
std::string look_at_clock(Examiner& examiner);
std::string look_at_disk(Examiner& examiner);

}  // namespace audience
