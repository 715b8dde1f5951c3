// The parts of a workbook around its rows. Content types and the workbook come last: only then are the sheets
// known.
#include "output/xlsx_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view main_schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view relation_schema =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view package_schema = "http://schemas.openxmlformats.org/package/2006";
constexpr std::string_view type_prefix = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

constexpr std::size_t narrowest = 8, widest = 60, room_for_filter = 3;

std::string xml(std::string_view text) {
  std::string out;
  append_xml_text(out, text);
  return out;
}

std::string sheet_name(std::size_t index) {
  return index == 0 ? "Customers" : fmt::format("Customers {}", index + 1);
}

/// The formats that cells of XlsxRows name by their numbers.
std::string styles() {
  return fmt::format(
      "{}<styleSheet xmlns=\"{}\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" "
      "formatCode=\"yyyy\\-mm\\-dd\"/>"
      "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>"
      "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
      "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
      "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
      "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
      "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
      "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
      "<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
      "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
      "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
      "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
      "applyNumberFormat=\"1\"/></cellXfs>"
      "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
      "builtinId=\"0\"/></cellStyles></styleSheet>",
      declaration, main_schema);
}

std::string root_relations() {
  return fmt::format(
      "{0}<Relationships xmlns=\"{1}/relationships\">"
      "<Relationship Id=\"rId1\" Type=\"{2}/officeDocument\" Target=\"xl/workbook.xml\"/>"
      "<Relationship Id=\"rId2\" Type=\"{1}/relationships/metadata/core-properties\" "
      "Target=\"docProps/core.xml\"/>"
      "</Relationships>",
      declaration, package_schema, relation_schema);
}

std::string core_properties(const XlsxOptions& options) {
  const std::string written = format_time(options.written_at) + "Z";
  return fmt::format(
      "{0}<cp:coreProperties xmlns:cp=\"{1}/metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{2}</dc:title><dc:creator>{3}</"
      "dc:creator>"
      "<dc:description>{4}</dc:description>"
      "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{5}</dcterms:created>"
      "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">{5}</dcterms:modified></cp:coreProperties>",
      declaration, package_schema, xml(options.title), xml(options.author), xml(options.description),
      written);
}

}  // namespace

XlsxFile::XlsxFile(OutputStream& out, XlsxOptions options)
    : options_(std::move(options)), zip_(out, options_.written_at) {
  write_part("_rels/.rels", root_relations());
  write_part("docProps/core.xml", core_properties(options_));
  write_part("xl/styles.xml", styles());
  begin_sheet();
}

void XlsxFile::write_part(const std::string& name, const std::string& text) {
  zip_.begin_entry(name);
  zip_.write(text);
  zip_.end_entry();
}

std::string XlsxFile::filter_range(std::int64_t rows) const {
  return fmt::format("$A$1:${}${}", column_letters(std::max<std::size_t>(options_.columns.size(), 1) - 1),
                     rows + 1);
}

void XlsxFile::begin_sheet() {
  const bool first = sheets_.empty();
  sheets_.push_back(0);
  in_sheet_ = true;
  zip_.begin_entry(fmt::format("xl/worksheets/sheet{}.xml", sheets_.size()), options_.large_sheets);
  std::string head = fmt::format(
      "{}<worksheet xmlns=\"{}\"><sheetViews><sheetView{} workbookViewId=\"0\">"
      "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
      "state=\"frozen\"/></sheetView></sheetViews><cols>",
      declaration, main_schema, first ? " tabSelected=\"1\"" : "");
  for (std::size_t i = 0; i < options_.columns.size(); ++i) {
    const std::size_t width = std::clamp(options_.columns[i].width, narrowest, widest);
    head += fmt::format("<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>", i + 1, width);
  }
  XlsxRows header = XlsxRows::header();
  for (const XlsxColumn& column : options_.columns) header.text(column.name);
  header.end_row();
  zip_.write(head + "</cols><sheetData>" + header.take().bytes);
}

void XlsxFile::write(RowBlock&& block) {
  if (sheets_.back() == options_.rows_a_sheet) {
    end_sheet();
    begin_sheet();
  }
  zip_.write(block.bytes, block.compressed);
  sheets_.back() += block.rows;
}

void XlsxFile::end_sheet() {
  std::string range = filter_range(sheets_.back());
  std::erase(range, '$');
  zip_.write(fmt::format("</sheetData><autoFilter ref=\"{}\"/></worksheet>", range));
  zip_.end_entry();
  in_sheet_ = false;
}

std::string XlsxFile::workbook() const {
  std::string text =
      fmt::format("{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><bookViews><workbookView/></bookViews><sheets>",
                  declaration, main_schema, relation_schema);
  for (std::size_t i = 0; i < sheets_.size(); ++i)
    text += fmt::format("<sheet name=\"{0}\" sheetId=\"{1}\" r:id=\"rId{1}\"/>", sheet_name(i), i + 1);
  text += "</sheets><definedNames>";
  for (std::size_t i = 0; i < sheets_.size(); ++i) {
    text += fmt::format(
        "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{}\" hidden=\"1\">'{}'!{}</definedName>",
        i, sheet_name(i), filter_range(sheets_[i]));
  }
  return text + "</definedNames></workbook>";
}

std::string XlsxFile::workbook_relations() const {
  std::string text = fmt::format("{}<Relationships xmlns=\"{}/relationships\">", declaration, package_schema);
  for (std::size_t i = 1; i <= sheets_.size(); ++i) {
    text +=
        fmt::format("<Relationship Id=\"rId{0}\" Type=\"{1}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
                    i, relation_schema);
  }
  return text +
         fmt::format("<Relationship Id=\"rId{}\" Type=\"{}/styles\" Target=\"styles.xml\"/></Relationships>",
                     sheets_.size() + 1, relation_schema);
}

std::string XlsxFile::content_types() const {
  std::string text = fmt::format(
      "{}<Types xmlns=\"{}/content-types\">"
      "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
      "<Override PartName=\"/xl/workbook.xml\" ContentType=\"{}sheet.main+xml\"/>"
      "<Override PartName=\"/xl/styles.xml\" ContentType=\"{}styles+xml\"/>"
      "<Override PartName=\"/docProps/core.xml\" "
      "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
      declaration, package_schema, type_prefix, type_prefix);
  for (std::size_t i = 1; i <= sheets_.size(); ++i) {
    text += fmt::format("<Override PartName=\"/xl/worksheets/sheet{}.xml\" ContentType=\"{}worksheet+xml\"/>",
                        i, type_prefix);
  }
  return text + "</Types>";
}

void XlsxFile::finish() {
  if (in_sheet_) end_sheet();
  write_part("xl/workbook.xml", workbook());
  write_part("xl/_rels/workbook.xml.rels", workbook_relations());
  write_part("[Content_Types].xml", content_types());
  zip_.finish();
}

ColumnWidths::ColumnWidths(const std::vector<std::string>& header) {
  for (const std::string& name : header) widths_.push_back(display_width(name) + room_for_filter);
}

void ColumnWidths::widen(std::size_t width) {
  if (column_ < widths_.size()) widths_[column_] = std::max(widths_[column_], width + 1);
  ++column_;
  bytes_ += static_cast<std::int64_t>(width);
}

void ColumnWidths::end_row() {
  column_ = 0;
  ++rows_;
}

void ColumnWidths::text(std::string_view value) {
  bytes_ += static_cast<std::int64_t>(value.size());
  widen(display_width(value));
}
void ColumnWidths::integer(std::int64_t value) { widen(fmt::formatted_size("{}", value)); }
void ColumnWidths::number(double value) { widen(fmt::formatted_size("{}", value)); }

}  // namespace audience
