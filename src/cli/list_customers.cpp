// `audience list-customers`: a page of members with their recommended products.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/audience_argument.hpp"
#include "cli/output_choice.hpp"
#include "cli/page_options.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "studio/list_members.hpp"

namespace audience {
namespace {

struct Options {
  AudienceArgument audience;
  PageOptions page{.noun = "customers"};
  std::optional<std::string> columns, sort;
};

struct Page {
  std::int64_t offset = 0;
  std::int64_t limit = 10;
  std::int64_t count = 0;
  std::size_t columns_left_out = 0;  ///< since they hold nothing
};

void write_customer(JsonWriter& json, const Listing& listing) {
  json.begin_object();
  for (std::size_t i = 0; i < listing.columns().size(); ++i) {
    const ListingColumn& column = listing.columns()[i];
    const Cell cell = listing.cell(i);
    json.key(column.name);
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
      if (column.type == ValueType::boolean) {
        json.boolean(*integer != 0);
      } else {
        json.integer(*integer);
      }
    } else if (const auto* real = std::get_if<double>(&cell)) {
      json.number(*real);
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
      json.text(*text);
    } else {
      json.null();
    }
  }
  json.end_object();
}

std::string cell_text(const Listing& listing, std::size_t index) {
  const Cell cell = listing.cell(index);
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    if (listing.columns()[index].type == ValueType::boolean) return *integer != 0 ? "true" : "false";
    return std::to_string(*integer);
  }
  if (const auto* real = std::get_if<double>(&cell)) {
    std::string text;
    append_number(text, *real);
    return text;
  }
  const auto* text = std::get_if<std::string_view>(&cell);
  return text != nullptr ? std::string(*text) : "-";
}

void write_lines(JsonStream& out, Listing& listing) {
  while (listing.next()) {
    write_customer(out.writer(), listing);
    out.end_line();
  }
}

void write_json(JsonStream& out, Listing& listing, const Page& page, bool all) {
  JsonWriter& json = out.writer();
  json.begin_object();
  json.integer_member("offset", page.offset);
  json.integer_member("limit", all ? page.count : page.limit);
  json.integer_member("count", page.count);
  json.key("customers");
  json.begin_array();
  while (listing.next()) {
    write_customer(json, listing);
    out.pass_on();
  }
  json.end_array();
  json.end_object();
}

std::string left_out(std::size_t columns) {
  if (columns == 0) return {};
  return fmt::format("; {} without values {} left out (--columns all)",
                     columns == 1 ? "a column" : counted(columns, "column"), columns == 1 ? "is" : "are");
}

std::string as_screen(Listing& listing, const Page& page, const ScreenRoom& room) {
  Table table;
  for (const ListingColumn& column : listing.columns()) {
    const bool number = column.type == ValueType::integer || column.type == ValueType::number;
    table.add_column(column.name, number ? Table::Align::right : Table::Align::left);
  }
  std::int64_t rows = 0;
  for (; listing.next(); ++rows) {
    std::vector<TableCell> cells;
    for (std::size_t i = 0; i < listing.columns().size(); ++i) cells.emplace_back(cell_text(listing, i));
    table.add_row(std::move(cells));
  }
  if (rows == 0)
    return table.to_text(room) + fmt::format("\nno customers from {} on; there are {}\n",
                                             with_commas(page.offset), with_commas(page.count));
  const bool has_room = table.columns_within(room) == table.columns();
  const std::string said =
      fmt::format("{}..{} of {}{}", with_commas(page.offset + 1), with_commas(page.offset + rows),
                  counted(page.count, "customer"), has_room ? left_out(page.columns_left_out) : "");
  return table_screen(table, room, said, page.columns_left_out, "--columns, or --all-columns");
}

Stretch stretch_of(const Page& page, bool all) {
  Stretch stretch{.first = static_cast<std::size_t>(page.offset)};
  if (!all) stretch.count = static_cast<std::size_t>(page.limit);
  return stretch;
}

void run_list_customers(Session& session, const Options& options) {
  options.page.check();
  const bool all = options.page.all;
  Page page{.offset = options.page.first()};
  page.limit = options.page.most(page.limit).value_or(page.limit);
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  MemberListing members(*studio,
                        {.audience = options.audience.reference,
                         .columns = column_names(options.columns),
                         .leaves_out_empty = wants_screen(session) && !session.options.output.all_columns,
                         .sort = options.sort,
                         .page = stretch_of(page, all)});
  Listing& listing = members.rows();
  page.count = members.view().size;
  page.columns_left_out = members.left_out();
  if (all) page.limit = page.count;
  write_rows(session,
             {.screen = [&](TextStream& out) { out.write_screen(as_screen(listing, page, session.room())); },
              .json = [&](JsonStream& out) { write_json(out, listing, page, all); },
              .lines = [&](JsonStream& out) { write_lines(out, listing); }});
  source.check_unchanged();
}

}  // namespace

void add_list_customers(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("list-customers", "The customers of an audience with their recommended products.",
            {"audience list-customers Winter", "audience list-customers Winter --offset 1000 --limit 50",
             "audience list-customers Winter --columns customer_id,city,product_1 --sort city",
             "audience list-customers Winter --all --jsonl | jq .email"},
            [&session, options] { run_list_customers(session, *options); })
      .add(options->audience)
      .add(options->page)
      .option("--columns", options->columns, "A,B",
              "these columns, in this order; also all, 'product_*', -NAME to leave one out")
      .option("--sort", options->sort, "A[:desc]", "by this column, missing values last (customer_id)")
      .add(session.options.timeout)
      .add(session.options.output.jsonl);
}

}  // namespace audience
