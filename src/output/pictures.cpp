// Rectangles, lines and texts.
#include "output/pictures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "output/wrapped_text.hpp"

namespace audience {
namespace {

constexpr int width = 760, margin = 24;
constexpr int number_width = 84, bar_begin = 300;
constexpr int line_height = 18, row_gap = 10;
constexpr std::size_t label_letters = 36;

/// Text as XML has it; what a terminal could not show is no text of a picture either.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '"') {
      result += "&quot;";
    } else {
      result += c;
    }
  }
  return result;
}

/// The elements, and how far down they reach.
class Drawing {
 public:
  Drawing(const std::string& title, const std::string& subtitle) : title_(title) {
    down_ = margin + 16;
    text(margin, "title", title);
    down_ += 22;
    text(margin, "muted", subtitle);
    down_ += 14;
  }

  int down() const { return down_; }
  void move_down(int by) { down_ += by; }
  void text(int x, const char* kind, const std::string& words, const char* anchor = "start") {
    text_at(x, down_, kind, words, anchor);
  }
  void text_at(int x, int y, const char* kind, const std::string& words, const char* anchor = "start") {
    if (words.empty()) return;
    body_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", kind, x, y,
                         anchor, escaped(words));
  }
  void element(const std::string& xml) { body_ += xml + "\n"; }

  [[nodiscard]] std::string to_svg() const {
    const int height = down_ + margin;
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
        "role=\"img\">\n"
        "<title>{2}</title>\n<style>\n"
        "text {{ font: 13px system-ui, sans-serif; fill: #1f2328 }}\n"
        ".title {{ font-size: 18px; font-weight: 600 }}\n.head {{ font-weight: 600 }}\n.muted {{ fill: "
        "#59636e }}\n"
        ".paper {{ fill: #ffffff }}\n.track {{ fill: #eaeef2 }}\n.bar {{ fill: #0969da }}\n"
        ".grid {{ stroke: #d1d9e0 }}\n.line {{ stroke: #0969da; stroke-width: 2; fill: none }}\n"
        "@media (prefers-color-scheme: dark) {{\n"
        "text {{ fill: #e6edf3 }}\n.muted {{ fill: #9198a1 }}\n.paper {{ fill: #0d1117 }}\n.track {{ fill: "
        "#21262d }}\n"
        ".bar {{ fill: #4493f8 }}\n.grid {{ stroke: #3d444d }}\n.line {{ stroke: #4493f8 }}\n}}\n"
        "</style>\n<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{3}</svg>\n",
        width, height, escaped(title_), body_);
  }

 private:
  std::string title_, body_;
  int down_ = 0;
};

/// Where the numbers under a head end: the last at the right margin.
int number_end(std::size_t head, std::size_t heads) {
  return width - margin - number_width * static_cast<int>(heads - 1 - head);
}

void draw_row(Drawing& drawing, const PictureRow& row, const BarSection& section) {
  const std::vector<std::string> label = wrapped(row.label, label_letters, 2);
  const int bar_width = width - margin - number_width * static_cast<int>(section.heads.size()) - bar_begin;
  const double part =
      section.whole <= 0 ? 0 : static_cast<double>(row.size) / static_cast<double>(section.whole);
  const auto bar = [&](const char* kind, double length) {
    drawing.element(
        fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"14\" rx=\"2\"/>", kind,
                    bar_begin, drawing.down() - 12, length));
  };
  bar("track", bar_width);
  if (row.size > 0) bar("bar", std::max(1.5, std::min(part, 1.0) * bar_width));
  for (std::size_t i = 0; i < std::min(row.numbers.size(), section.heads.size()); ++i)
    drawing.text(number_end(i, section.heads.size()), i == 0 ? "number" : "muted", row.numbers[i], "end");
  for (const std::string& line : label) {
    drawing.text(&line == &label.front() ? margin : margin + 12, "label", line);
    drawing.move_down(line_height);
  }
  drawing.move_down(row_gap);
}

}  // namespace

std::string bar_picture(const std::string& title, const std::string& subtitle,
                        const std::vector<BarSection>& sections) {
  Drawing drawing(title, subtitle);
  for (const BarSection& section : sections) {
    drawing.move_down(20);
    drawing.text(margin, "head", section.title);
    for (std::size_t i = 0; i < section.heads.size(); ++i)
      drawing.text(number_end(i, section.heads.size()), "muted", section.heads[i], "end");
    drawing.move_down(line_height + row_gap);
    for (const PictureRow& row : section.rows) draw_row(drawing, row, section);
    drawing.move_down(-row_gap);
  }
  drawing.move_down(-line_height);
  return drawing.to_svg();
}

std::string size_picture(const std::string& title, const std::string& subtitle,
                         const std::vector<SizeAt>& sizes) {
  constexpr int height = 220, left = 96;
  constexpr int right = width - margin;
  Drawing drawing(title, subtitle);
  drawing.move_down(20);
  const int top = drawing.down(), bottom = top + height;
  std::int64_t most = 1;
  for (const SizeAt& one : sizes) most = std::max(most, one.size);
  const auto y_of = [&](std::int64_t size) {
    return bottom - height * static_cast<double>(size) / static_cast<double>(most);
  };
  for (const std::int64_t size : {std::int64_t{0}, most / 2, most}) {
    const double y = y_of(size);
    drawing.element(fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>",
                                left, right, y, y));
    drawing.text_at(left - 10, static_cast<int>(y) + 4, "muted", with_commas(size), "end");
  }
  drawing.move_down(height + 22);
  if (sizes.empty()) return drawing.to_svg();
  const TimePoint first = sizes.front().at, last = sizes.back().at;
  const auto span = static_cast<double>((last - first).count());
  const auto x_of = [&](TimePoint at) {
    return span == 0 ? (left + right) / 2.0
                     : left + (right - left) * static_cast<double>((at - first).count()) / span;
  };
  std::string path;
  for (const SizeAt& one : sizes) {
    path += path.empty() ? fmt::format("M{:.1f} {:.1f}", x_of(one.at), y_of(one.size))
                         : fmt::format("H{:.1f}V{:.1f}", x_of(one.at), y_of(one.size));
  }
  drawing.element(fmt::format("<path class=\"line\" d=\"{}\"/>", path));
  for (const SizeAt& one : sizes) {
    drawing.element(fmt::format(
        "<circle class=\"bar\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}</title></circle>", x_of(one.at),
        y_of(one.size), escaped(fmt::format("{}: {}", format_minute(one.at), with_commas(one.size)))));
  }
  if (span == 0) {
    drawing.text((left + right) / 2, "muted", format_minute(first), "middle");
  } else {
    drawing.text(left, "muted", format_minute(first));
    drawing.text(right, "muted", format_minute(last), "end");
  }
  return drawing.to_svg();
}

}  // namespace audience
