// The parts of a workbook in the order in which they are needed: relations, sheets, formats, shared texts,
// rows.
#include "import/workbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include "audience/error.hpp"
#include "base/kept_texts.hpp"
#include "base/utf8.hpp"
#include "import/sheet_formats.hpp"
#include "import/sheet_rows.hpp"
#include "import/xml_parser.hpp"
#include "import/zip_archive.hpp"

namespace audience {
namespace {

struct Relation {
  std::string type, target;
};

/// Where the parts lie that one of them refers to.
class Relations : public XmlHandler {
 public:
  explicit Relations(std::string folder) : folder_(std::move(folder)) {}
  void begin(std::string_view element, const XmlAttributes& attributes) override {
    if (element != "Relationship") return;
    const std::string_view target = attributes.get("Target");
    const bool is_whole = target.starts_with('/');
    by_id[std::string(attributes.get("Id"))] = {
        std::string(attributes.get("Type")),
        is_whole ? std::string(target.substr(1)) : folder_ + std::string(target)};
  }
  /// The target of the first relation of that type, such as `sharedStrings`; empty where there is none.
  [[nodiscard]] std::string target_of(std::string_view type) const {
    for (const auto& [id, relation] : by_id) {
      if (relation.type.ends_with(type)) return relation.target;
    }
    return {};
  }
  std::map<std::string, Relation> by_id;

 private:
  std::string folder_;
};

struct SheetName {
  std::string name, relation;
};

class Sheets : public XmlHandler {
 public:
  void begin(std::string_view element, const XmlAttributes& attributes) override {
    if (element == "workbookPr") {
      const std::string_view flag = attributes.get("date1904");
      from_1904 = flag == "1" || flag == "true";
    }
    if (element != "sheet") return;
    // The id of the sheet itself is `sheetId`.
    sheets.push_back({std::string(attributes.get("name")), std::string(attributes.get("id"))});
  }
  std::vector<SheetName> sheets;
  bool from_1904 = false;
};

/// The format of each style that cells refer to by its place.
class Styles : public XmlHandler {
 public:
  void begin(std::string_view element, const XmlAttributes& attributes) override {
    if (element == "cellXfs") within_ = true;
    int number = 0;
    const std::string_view id = attributes.get("numFmtId");
    std::from_chars(id.data(), id.data() + id.size(), number);
    if (element == "numFmt") codes_[number] = format_of_code(attributes.get("formatCode"));
    if (element != "xf" || !within_) return;
    const auto own = codes_.find(number);
    formats.push_back(own == codes_.end() ? format_of_number(number) : own->second);
  }
  void end(std::string_view element) override {
    if (element == "cellXfs") within_ = false;
  }
  std::vector<SheetFormat> formats;

 private:
  std::map<int, SheetFormat> codes_;
  bool within_ = false;
};

/// Texts that cells share.
class SharedTexts : public XmlHandler {
 public:
  void begin(std::string_view element, const XmlAttributes&) override {
    if (element == "si") text_.clear();
    if (element == "rPh") spoken_ = true;
    takes_ = element == "t" && !spoken_;
  }
  void end(std::string_view element) override {
    takes_ = false;
    if (element == "rPh") spoken_ = false;
    if (element == "si") texts.push_back(kept_.keep(without_escapes(text_)));
  }
  void text(std::string_view piece) override {
    if (takes_) text_ += piece;
  }
  std::vector<std::string_view> texts;

 private:
  KeptTexts kept_;
  std::string text_;
  bool takes_ = false, spoken_ = false;
};

class Workbook {
 public:
  Workbook(std::string_view bytes, std::string name) : archive_(bytes, name), name_(std::move(name)) {}

  std::vector<std::string> sheet_names() {
    Sheets sheets;
    parse(find_book(), sheets);
    std::vector<std::string> names;
    for (const SheetName& sheet : sheets.sheets) names.push_back(sheet.name);
    return names;
  }

  void read(const std::optional<std::string>& sheet, const std::function<void(std::string_view)>& take) {
    const std::string book = find_book();
    const std::string folder = book.substr(0, book.rfind('/') + 1);
    Relations relations(folder);
    parse(folder + "_rels/" + book.substr(folder.size()) + ".rels", relations);
    Sheets sheets;
    parse(book, sheets);
    const std::string chosen = choose(sheets.sheets, relations, sheet);
    Styles styles;
    if (const std::string part = relations.target_of("/styles"); archive_.has(part)) parse(part, styles);
    SharedTexts texts;
    if (const std::string part = relations.target_of("/sharedStrings"); archive_.has(part))
      parse(part, texts);
    std::uint64_t written = 0;
    SheetRows rows({name_, texts.texts, styles.formats, sheets.from_1904}, [&](std::string_view csv) {
      written += csv.size();
      if (written > archive_.most_bytes()) archive_.refuse_growth();
      take(csv);
    });
    parse(chosen, rows);
    rows.finish();
  }

 private:
  void parse(const std::string& part, XmlHandler& handler) {
    XmlParser parser(name_, handler);
    archive_.read(part, [&](std::string_view block) { parser.feed(block); });
    parser.finish();
  }

  std::string find_book() {
    Relations relations("");
    if (archive_.has("_rels/.rels")) parse("_rels/.rels", relations);
    std::string book = relations.target_of("/officeDocument");
    if (book.ends_with(".xml") && book.find("document.xml") == std::string::npos && archive_.has(book))
      return book;
    throw Error(ErrorKind::invalid_input, name_ + " is a zip archive, but no .xlsx workbook",
                Remedy::save_as_csv);
  }

  std::string choose(const std::vector<SheetName>& sheets, const Relations& relations,
                     const std::optional<std::string>& wanted) const {
    std::vector<std::string> names;
    for (const SheetName& sheet : sheets) {
      const auto found = relations.by_id.find(sheet.relation);
      if (found == relations.by_id.end() || !found->second.type.ends_with("/worksheet")) continue;
      if (!wanted || sheet.name == *wanted) return found->second.target;
      names.push_back(printable(sheet.name));
    }
    if (!wanted)
      throw Error(ErrorKind::invalid_input, name_ + " is a workbook without a sheet", "nothing was stored");
    throw Error(ErrorKind::not_found, name_ + " has no such sheet", {Remedy::name_sheet, names})
        .about(Setting::sheet, *wanted);
  }

  ZipArchive archive_;
  std::string name_;
};

}  // namespace

void refuse_old_workbook(std::string_view bytes, const std::string& name) {
  using namespace std::string_view_literals;
  if (!bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return;
  constexpr std::string_view package = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;
  const bool is_encrypted = bytes.find(package) != std::string_view::npos;
  throw Error(
      ErrorKind::invalid_input,
      name + (is_encrypted ? " is a workbook with a password" : " is a workbook of the old form .xls"),
      is_encrypted ? "save it without a password" : "save it as .xlsx or CSV");
}

std::vector<std::string> sheets_of_workbook(std::string_view bytes, const std::string& name) {
  return Workbook(bytes, name).sheet_names();
}

void read_workbook(std::string_view bytes, const std::string& name, const std::optional<std::string>& sheet,
                   const std::function<void(std::string_view)>& take) {
  Workbook(bytes, name).read(sheet, take);
}

}  // namespace audience
