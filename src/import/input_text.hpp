// The whole input of an import as one text.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audience/progress.hpp"
#include "audience/reading.hpp"
#include "base/file_descriptor.hpp"
#include "base/mapped_file.hpp"
#include "import/csv_reader.hpp"
#include "import/held_text.hpp"

namespace audience {

/// For people: where a file lies is nobody's business but its owner's.
std::string name_without_folder(const std::string& file);

/// A plain file is mapped; what is packed by gzip or zstd (known by its first bytes, several members
/// allowed), no plain file, such as stdin (`-`), not in UTF-8, or a workbook, is held (held_text.hpp). A byte
/// order mark is passed over.
class InputText {
 public:
  /// Throws Error(not_found) for a file that cannot be read, Error(invalid_input) for a folder, one that is
  /// damaged, and as encoding.hpp and workbook.hpp; Error(write_failed) where there is no room to hold it.
  explicit InputText(const std::string& file, const Reading& reading = {});
  /// One that was made of others; `name` for people.
  InputText(std::string name, std::unique_ptr<HeldText> text, char delimiter);
  /// `choose` says how it is written when its bytes are there, unpacked but as they are encoded. It may
  /// throw.
  using Choose = std::function<Reading(std::string_view bytes)>;
  InputText(const std::string& file, const Choose& choose, const TellProgress& progress = {});
  InputText(const InputText&) = delete;
  InputText& operator=(const InputText&) = delete;

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] const std::string& name() const { return name_; }  ///< of the file, for people
  [[nodiscard]] bool is_workbook() const { return is_workbook_; }
  /// Where the text was made by this tool, of a workbook's cells or of two files.
  [[nodiscard]] std::optional<char> delimiter() const { return delimiter_; }
  /// To be asked before anything that was read is kept: throws Error(invalid_input) where the file was cut or
  /// written since it was opened. Until then what is read may be torn, but reading it does no harm.
  void check_unchanged() const;
  /// Memory holds no more what lies before that place of the text, until it is read again.
  void leave(const char* before) const;
  /// Gives a part of the text in blocks that end behind a line where they can, and leaves them behind.
  void for_each_block(std::string_view part, const std::function<void(std::string_view)>& look) const;

 private:
  bool map();
  void read(const TellProgress& progress);
  void convert(const Reading& reading, const TellProgress& progress);
  std::string name_;
  FileDescriptor opened_;
  int descriptor_;       ///< that, or standard input
  struct stat info_ {};  ///< when it was opened
  std::unique_ptr<MappedFile> mapping_;
  std::unique_ptr<HeldText> held_;  ///< where it is not the mapping that is read
  bool is_workbook_ = false;
  std::optional<char> delimiter_;
  std::string_view whole_, text_;  ///< with and without a byte order mark
};

/// One pass over the records of a text, which leaves behind what it has read: a record's cells are valid
/// until the next one.
class RecordWalk {
 public:
  RecordWalk(const InputText& input, std::string_view records, char delimiter)
      : input_(input), records_(records), reader_(records, delimiter) {}
  bool next(CsvRecord& record);  ///< false at the end
  [[nodiscard]] std::size_t position() const { return reader_.position(); }

 private:
  const InputText& input_;
  std::string_view records_;
  CsvReader reader_;
  std::size_t left_ = 0;
};

/// Told of reads all over a text, it now and then leaves all of it behind.
class ScatteredReads {
 public:
  explicit ScatteredReads(const InputText& input) : input_(input) {}
  void note(std::size_t bytes);

 private:
  const InputText& input_;
  std::size_t read_ = 0;  ///< bytes since
};

}  // namespace audience
