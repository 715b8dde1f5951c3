// Without a quote a line is a record; only blocks that hold one are walked.
#include "import/record_blocks.hpp"

#include <algorithm>

namespace audience {

std::vector<RecordBlock> cut_into_blocks(std::string_view records, char delimiter, std::size_t block_bytes) {
  std::vector<RecordBlock> blocks;
  CsvRecord record;
  while (!records.empty()) {
    const std::size_t at = blocks.empty() ? 0 : blocks.back().offset + blocks.back().bytes;
    const std::size_t newline = records.find('\n', std::min(block_bytes, records.size()) - 1);
    std::size_t size = newline == std::string_view::npos ? records.size() : newline + 1;
    if (records.substr(0, size).find('"') != std::string_view::npos) {
      CsvReader reader(records, delimiter);
      while (reader.position() < block_bytes && reader.next(record)) {
      }
      size = reader.position();
    }
    blocks.push_back({at, size});
    records.remove_prefix(size);
  }
  return blocks;
}

}  // namespace audience
