// Texts by their places, the sure ones first.
#include "cli/naming_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/counted.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

using Where = PresentText::Place;
constexpr Where all_places[] = {Where::audience_name, Where::document,   Where::deleted_audience,
                                Where::list,          Where::column,     Where::catalog,
                                Where::other_column,  Where::definition, Where::unsearched};

/// Those of that place that are so sure.
std::vector<PresentText> texts_naming(const std::vector<PresentText>& texts, Where place, Mention mention) {
  std::vector<PresentText> found;
  for (const PresentText& one : texts) {
    if (one.place == place && one.mention == mention) found.push_back(one);
  }
  return found;
}

/// Each in quotes, with its rows where these are counted.
std::string subjects_phrase(const std::vector<PresentText>& texts) {
  std::string text;
  for (const PresentText& one : texts) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", names_in_quotes({one.subject}));
    if (one.rows > 0) text += fmt::format(" ({})", counted(one.rows, "row"));
  }
  return text;
}

std::string place_words(Where place, const std::vector<PresentText>& texts) {
  const std::string names = subjects_phrase(texts);
  switch (place) {
    case Where::audience_name:
      return (texts.size() == 1 ? "the name of " : "the names of ") + names;
    case Where::document:
      return "the documents of " + names;
    case Where::deleted_audience:
      return "what was deleted: " + names;
    case Where::list:
      return "values that nobody has of the lists " + names;
    case Where::column:
      return "rows of others in " + names;
    case Where::catalog:
      return "the kept catalog";
    case Where::other_column:
      return "tables of other programs: " + names;
    case Where::definition:
      return "definitions of other programs: " + names;
    case Where::unsearched:
      return "what could not be searched: " + names;
  }
  return {};
}

std::string_view json_name(Where place) {
  switch (place) {
    case Where::audience_name:
      return "audience_name";
    case Where::document:
      return "document";
    case Where::deleted_audience:
      return "deleted_audience";
    case Where::list:
      return "list";
    case Where::column:
      return "column";
    case Where::catalog:
      return "catalog";
    case Where::other_column:
      return "other_column";
    case Where::definition:
      return "definition";
    case Where::unsearched:
      return "unsearched";
  }
  return {};
}

bool is_of_column(Where place) { return place == Where::column || place == Where::other_column; }
bool is_of_object(Where place) { return place == Where::definition || place == Where::unsearched; }

/// Such as `2 stored documents name`; names of audiences must not come into a log.
std::string count_words(const std::vector<PresentText>& texts, Mention mention) {
  constexpr std::pair<Where, std::pair<std::string_view, std::string_view>> words[] = {
      {Where::audience_name, {"name of an audience", "names of audiences"}},
      {Where::document, {"stored document", "stored documents"}},
      {Where::deleted_audience, {"deleted audience", "deleted audiences"}},
      {Where::list, {"uploaded list", "uploaded lists"}},
      {Where::column, {"column of other rows", "columns of other rows"}},
      {Where::catalog, {"kept catalog", {}}},
      {Where::other_column, {"column of another program", "columns of other programs"}},
      {Where::definition, {"definition of another program", "definitions of other programs"}},
      {Where::unsearched, {"table that could not be searched", "tables that could not be searched"}}};
  std::string text;
  std::size_t total = 0;
  for (const auto& [place, noun] : words) {
    const std::size_t count = texts_naming(texts, place, mention).size();
    if (count == 0) continue;
    total += count;
    text += (text.empty() ? "" : ", ") + counted(count, noun.first, noun.second);
  }
  if (total == 0) return text;
  if (mention == Mention::possible) return text + " may still name them";
  return text + (total == 1 ? " names" : " name") + " someone erased now or before";
}

/// No name, as above: who reads it has them in the report.
std::string mending_words(const std::vector<PresentText>& texts, const Invocation& by) {
  const std::pair<Where, std::string> words[] = {
      {Where::audience_name,
       fmt::format("give the audience another name: `{}`", by.command("rename NAME NEW_NAME"))},
      {Where::document, "take the name out of it, apply it"},
      {Where::deleted_audience,
       fmt::format("forget what was deleted: `{}`", by.command("delete NAME --purge"))},
      {Where::list, "upload the list without it with --replace"},
      {Where::column, "change those rows, or import them without it"},
      {Where::catalog, fmt::format("keep a catalog without it: `{}`", by.command("init --catalog FILE"))},
      {Where::other_column, "change or delete those rows with the program that keeps them"},
      {Where::definition, "make those definitions anew without it"},
      {Where::unsearched, "look for them there with the program that made it"}};
  std::string text;
  for (const auto& [place, what] : words) {
    const bool is_there = std::any_of(texts.begin(), texts.end(),
                                      [place = place](const PresentText& one) { return one.place == place; });
    if (is_there) text += fmt::format("{}{}", text.empty() ? "" : "; ", what);
  }
  const bool can_be_mended = std::any_of(
      texts.begin(), texts.end(), [](const PresentText& one) { return one.place != Where::unsearched; });
  return can_be_mended ? text + ", and erase the customer again" : text;
}

}  // namespace

std::string naming_text(const std::vector<PresentText>& texts) {
  std::string text;
  for (const Mention mention : {Mention::certain, Mention::possible}) {
    for (const Where place : all_places) {
      const auto there = texts_naming(texts, place, mention);
      if (there.empty()) continue;
      text += mention == Mention::certain ? "Still named by " : "May still be named by ";
      text += place_words(place, there) + "\n";
    }
  }
  return text;
}

void write_naming(JsonWriter& json, const std::vector<PresentText>& texts) {
  json.key("still_named");
  json.begin_array();
  for (const PresentText& one : texts) {
    json.begin_object();
    json.text_member("place", json_name(one.place));
    std::optional<std::string> audience, column, object;
    if (is_of_column(one.place)) {
      column = one.subject;
    } else if (is_of_object(one.place)) {
      object = one.subject;
    } else if (one.place != Where::catalog) {
      audience = one.subject;
    }
    json.optional_text_member("audience", audience);
    json.optional_text_member("column", column);
    json.optional_text_member("object", object);
    std::optional<std::int64_t> rows;
    if (one.place == Where::other_column) rows = one.rows;
    json.optional_integer_member("rows", rows);
    json.boolean_member("certain", one.mention == Mention::certain);
    json.end_object();
  }
  json.end_array();
}

Error naming_end(const std::vector<PresentText>& texts, const Invocation& by) {
  std::string message = count_words(texts, Mention::certain);
  const std::string possible = count_words(texts, Mention::possible);
  if (!message.empty() && !possible.empty()) message += "; ";
  return {ErrorKind::conflict, message + possible, mending_words(texts, by)};
}

}  // namespace audience
