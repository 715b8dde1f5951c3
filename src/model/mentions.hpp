// People in stored texts: whether a text or a document names someone, and the same without the name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/catalog.hpp"
#include "model/name_finder.hpp"

namespace audience {

/// Says of a text whether it names someone.
class NameTest {
 public:
  virtual ~NameTest() = default;
  /// A whole text. `attribute`: whose values a filter holds the text against; null: a column of an event, or
  /// free text.
  virtual bool names_someone(const Attribute* attribute, std::string_view text) = 0;
  /// Of names that may stand among other characters.
  [[nodiscard]] virtual const NameFinder& finder() const;
  /// Whether a name found there can mean nobody else.
  virtual bool is_theirs_alone(std::string_view /*text*/, const FoundName& /*name*/) { return true; }
  /// A word or a text with a telling name in it.
  virtual void met(std::string_view /*text*/) {}
};

/// The text with everything that names someone, or may, replaced by `erased`; nothing where there is none.
/// `plain`: where names are looked for that are not telling; `telling` for nowhere. Words that
/// `names_someone` are replaced too, and so is the whole text.
std::optional<std::string> text_without_names(std::string_view text, NameTest& test,
                                              NameSearch plain = NameSearch::plain_words);

/// The same of a stored document or a catalog. Of filters the values are tried as a whole, numbers as well as
/// texts, and telling names are found within them; plain names are looked for in what people word: names,
/// description, author. What cannot be read is a text.
std::optional<std::string> document_without_names(std::string_view json, const Catalog& catalog,
                                                  NameTest& test);

/// How surely a text names someone. `plain` as above.
Mention mention_in_text(std::string_view text, NameTest& test, NameSearch plain = NameSearch::plain_words);

struct DocumentMentions {
  Mention name = Mention::none;  ///< in its audience_name
  Mention rest = Mention::none;  ///< anywhere else
};
DocumentMentions mentions_in_document(std::string_view json, const Catalog& catalog, NameTest& test);

}  // namespace audience
