// A text cut where records end, so that several threads can read it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "import/csv_reader.hpp"

namespace audience {

/// Whole records, and the empty lines between them.
struct RecordBlock {
  std::size_t offset = 0, bytes = 0;
};

/// All of the text, in blocks of at least so many bytes each, and not much more where records are short.
std::vector<RecordBlock> cut_into_blocks(std::string_view records, char delimiter,
                                         std::size_t block_bytes = std::size_t{1} << 20U);

/// What became of the records of a block.
struct ReadRecords {
  struct Rejected {
    std::size_t offset = 0, bytes = 0;  ///< in the whole text
    std::int64_t line = 0;              ///< from the first line of the block, which is 0
    std::string reason{};
  };
  struct Taken {
    std::size_t offset = 0;
    std::int64_t line = 0;
  };
  std::int64_t rows = 0;
  std::int64_t lines = 0;  ///< of the block
  std::size_t end = 0;     ///< where the block ends
  std::vector<Rejected> rejected;
  std::vector<Taken> taken;  ///< the first ones, for a preview
};

}  // namespace audience
