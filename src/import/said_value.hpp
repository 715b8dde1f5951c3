// A value of a list, in the form that an attribute's values have.
#pragma once

#include <string>
#include <string_view>

#include "audience/column.hpp"
#include "audience/reading.hpp"
#include "import/cell.hpp"

namespace audience {

/// Of what was said of the list alone: nothing is found in it, for one value more would change all.
class SaidValue {
 public:
  SaidValue(ValueType type, const Reading& reading);
  /// The value as programs write it, valid until the next call; itself where it is not written as was said,
  /// and empty where that says it is missing.
  std::string_view read(std::string_view value);

 private:
  ValueType type_;
  const Reading& reading_;
  CellReader cells_;
  std::string text_;
};

}  // namespace audience
