// People in stored texts: whether a document names someone, and the document without the name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"

namespace audience {

/// Says of a text whether it names someone.
class NameTest {
 public:
  virtual ~NameTest() = default;
  /// `attribute`: whose values a filter holds the text against; null: a column of an event, or free text.
  virtual bool names_someone(const Attribute* attribute, std::string_view text) = 0;
  /// Texts that may name someone wherever they stand among other characters, in lower case.
  [[nodiscard]] virtual std::vector<std::string> names() const { return {}; }
};

/// Whether a text can stand for one person wherever it is found: 5 bytes or more with an `@`, or with digits
/// beside other characters. Plain words and plain numbers mean too much else.
bool is_telling(std::string_view text);

/// The text with every word that names someone replaced by `erased`; nothing where there is none. The whole
/// text is tried as a word too.
std::optional<std::string> text_without_names(std::string_view text, NameTest& test);

/// The same of a stored document: of filters the values are tried as a whole, numbers as well as texts, and
/// become the text `erased`. A document that cannot be read names nobody.
std::optional<std::string> document_without_names(std::string_view json, const Catalog& catalog,
                                                  NameTest& test);

}  // namespace audience
