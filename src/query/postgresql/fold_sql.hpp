// The left-to-right fold of query/evaluation.hpp as boolean expressions.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "model/document.hpp"

namespace audience {

struct FoldSql {
  /// For each filter, in document order: who would be in if the document ended there.
  std::vector<std::string> prefixes;
  std::string whole = "true";
};

/// `name` gives each filter's own answer, a boolean that is never null.
FoldSql fold_sql(const Document& document, const std::function<std::string(std::size_t)>& name);

}  // namespace audience
