// SPDX-License-Identifier: Apache-2.0

#include "report/text_table.h"

#include <array>

namespace sharpscale {
namespace {

constexpr int kIndent = 2;
constexpr int kGap = 2;
constexpr int kNarrowestWrap = 16;
constexpr int kNarrowestName = 16;

// Decodes one code point at `*i`; a malformed byte counts as one replacement character.
char32_t NextCodePoint(std::string_view text, size_t* i) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(*i);
  int more = 0;
  char32_t code = first;
  if (first >= 0xf0 && first < 0xf8) {
    more = 3;
    code = first & 0x07;
  } else if (first >= 0xe0 && first < 0xf0) {
    more = 2;
    code = first & 0x0f;
  } else if (first >= 0xc0 && first < 0xe0) {
    more = 1;
    code = first & 0x1f;
  }
  size_t at = *i + 1;
  for (; more > 0 && at < text.size() && (byte(at) & 0xc0) == 0x80; --more, ++at) {
    code = (code << 6) | (byte(at) & 0x3f);
  }
  *i = at;
  return more == 0 ? code : U'\ufffd';
}

int WidthOf(char32_t code) {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if ((code >= 0x300 && code < 0x370) || (code >= 0x200b && code <= 0x200f)) return 0;
  const bool wide = (code >= 0x1100 && code < 0x1160) || (code >= 0x2e80 && code < 0xa4d0) ||
                    (code >= 0xac00 && code < 0xd7a4) || (code >= 0xf900 && code < 0xfb00) ||
                    (code >= 0xfe30 && code < 0xfe70) || (code >= 0xff00 && code < 0xff61) ||
                    (code >= 0x1f300 && code < 0x1f650) || (code >= 0x20000 && code < 0x30000);
  return wide ? 2 : 1;
}

struct AsciiStandIn {
  std::string_view from;
  std::string_view to;
};

constexpr std::array<AsciiStandIn, 22> kAscii = {{
    {"\u00a0", " "},  {"\u00d7", "x"},      {"\u2212", "-"},     {"\u2013", "-"},
    {"\u2014", "-"},  {"\u2018", "'"},      {"\u2019", "'"},     {"\u201c", "\""},
    {"\u201d", "\""}, {"\u2026", "..."},    {"\u03c3", "sigma"}, {"\u2714", "+"},
    {"\u2716", "x"},  {"\u25b2", "!"},      {"\u25cf", "*"},     {"\u25d0", "o"},
    {"\u25cb", "."},  {"\u2192", "->"},     {"\u2500", "-"},     {"\u25ae", "#"},
    {"\u25af", "."},  {"\u0394", "delta "},
}};

// `text` in at most `width` columns, what is too much taken out of the middle: both ends of a file
// name tell it from others.
std::string WithoutMiddle(const std::string& text, int width, const TerminalStyle& style) {
  if (DisplayWidth(text) <= width) return text;
  const std::string dots = style.unicode ? "\u2026" : "..";
  const int room = std::max(0, width - DisplayWidth(dots));
  std::string head;
  size_t i = 0;
  while (i < text.size()) {
    const size_t start = i;
    if (DisplayWidth(head) + WidthOf(NextCodePoint(text, &i)) > room / 3) break;
    head += text.substr(start, i - start);
  }
  std::string tail = text.substr(head.size());
  while (!tail.empty() && DisplayWidth(head) + DisplayWidth(tail) > room) {
    size_t first = 0;
    NextCodePoint(tail, &first);
    tail.erase(0, first);
  }
  return head + dots + tail;
}

int CellsWidth(const std::vector<std::vector<Cell>>& rows, size_t c, const TerminalStyle& style) {
  int width = 0;
  for (const std::vector<Cell>& row : rows) {
    if (c < row.size()) width = std::max(width, DisplayWidth(ForTerminal(row[c].text, style)));
  }
  return width;
}

// Of the longest word of a head.
int HeadWidth(const Column& column, const TerminalStyle& style) {
  int width = 0;
  for (const std::string& word : WrapText(ForTerminal(column.head, style), 1)) {
    width = std::max(width, DisplayWidth(word));
  }
  return width;
}

std::string Spaces(int count) {
  return std::string(static_cast<size_t>(std::max(count, 0)), ' ');
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  for (size_t i = 0; i < text.size();) width += WidthOf(NextCodePoint(text, &i));
  return width;
}

std::vector<std::string> WrapText(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  size_t i = 0;
  while (i < text.size()) {
    const size_t end = std::min(text.find_first_of(" \n", i), text.size());
    const std::string_view word = text.substr(i, end - i);
    if (!word.empty()) {
      if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
        lines.push_back(std::move(line));
        line.clear();
      }
      if (!line.empty()) line += ' ';
      line += word;
    }
    if (end < text.size() && text[end] == '\n') {
      lines.push_back(std::move(line));
      line.clear();
    }
    i = end + 1;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string Inked(std::string_view text, Ink ink, const TerminalStyle& style) {
  if (!style.colour || ink == Ink::kPlain || text.empty()) return std::string(text);
  const char* code = "";
  switch (ink) {
    case Ink::kBold:
      code = "1";
      break;
    case Ink::kDim:
      code = "2";
      break;
    case Ink::kPass:
      code = "36";  // teal and red differ for colour-blind readers too
      break;
    case Ink::kWarn:
      code = "33";
      break;
    case Ink::kFail:
      code = "1;31";
      break;
    case Ink::kPlain:
      break;
  }
  return std::string("\033[") + code + "m" + std::string(text) + "\033[0m";
}

std::string ForTerminal(std::string_view text, const TerminalStyle& style) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      // Control characters (a file name may hold any) must not reach the terminal.
      const char c = text[i++];
      out += (c == '\n' || (c >= 0x20 && c != 0x7f)) ? c : '?';
      continue;
    }
    bool replaced = false;
    if (!style.unicode) {
      for (const AsciiStandIn& stand_in : kAscii) {
        if (text.substr(i, stand_in.from.size()) != stand_in.from) continue;
        out += stand_in.to;
        i += stand_in.from.size();
        replaced = true;
        break;
      }
    }
    if (replaced) continue;
    const size_t start = i;
    const char32_t code = NextCodePoint(text, &i);
    if (code == U'\ufffd' || (code >= 0x80 && code < 0xa0)) {
      out += '?';
    } else if (code == 0xa0) {
      out += ' ';
    } else {
      out += text.substr(start, i - start);
    }
  }
  return out;
}

std::string RenderTable(const std::vector<Column>& columns,
                        const std::vector<std::vector<Cell>>& rows,
                        const TerminalStyle& style) {
  if (columns.empty()) return "";
  const size_t count = columns.size();
  std::vector<int> widths(count, 0);
  for (size_t c = 0; c < count; ++c) {
    widths[c] =
        std::max(DisplayWidth(ForTerminal(columns[c].head, style)), CellsWidth(rows, c, style));
  }
  // Too wide: first heads break at their spaces, then long names lose their middle.
  const int last = std::min(widths[count - 1], kNarrowestWrap);
  const auto total = [&] {
    int sum = kIndent + last;
    for (size_t c = 0; c + 1 < count; ++c) sum += widths[c] + kGap;
    return sum;
  };
  if (total() > style.width) {
    for (size_t c = 0; c < count; ++c)
      widths[c] = std::max(CellsWidth(rows, c, style), HeadWidth(columns[c], style));
  }
  for (int excess = total() - style.width; excess > 0; excess = total() - style.width) {
    size_t widest = count;
    for (size_t c = 0; c + 1 < count; ++c) {
      if (columns[c].right || widths[c] <= kNarrowestName) continue;
      if (widest == count || widths[c] > widths[widest]) widest = c;
    }
    if (widest == count) break;
    widths[widest] = std::max(kNarrowestName, widths[widest] - excess);
  }
  int before_last = kIndent;
  for (size_t c = 0; c + 1 < count; ++c) before_last += widths[c] + kGap;
  widths[count - 1] =
      std::min(widths[count - 1], std::max(kNarrowestWrap, style.width - before_last));

  std::string out;
  const auto emit = [&](const std::vector<Cell>& row, Ink all) {
    std::vector<std::vector<std::string>> lines(count);
    size_t height = 1;
    for (size_t c = 0; c < count; ++c) {
      const std::string text = c < row.size() ? ForTerminal(row[c].text, style) : std::string();
      lines[c] = c + 1 == count || all == Ink::kDim
                     ? WrapText(text, widths[c])
                     : std::vector<std::string>{WithoutMiddle(text, widths[c], style)};
      height = std::max(height, lines[c].size());
    }
    for (size_t l = 0; l < height; ++l) {
      std::string line;
      int pending = kIndent;
      for (size_t c = 0; c < count; ++c) {
        const std::string text = l < lines[c].size() ? lines[c][l] : std::string();
        const int slack = widths[c] - DisplayWidth(text);
        if (columns[c].right) pending += slack;
        if (!text.empty()) {
          line += Spaces(pending);
          pending = 0;
          line += Inked(text, all == Ink::kPlain && c < row.size() ? row[c].ink : all, style);
        }
        if (!columns[c].right) pending += slack;
        pending += kGap;
        // An empty cell leaves its whole width for the next one to pay.
      }
      out += line;
      out += '\n';
    }
  };
  std::vector<Cell> heads;
  bool any_head = false;
  for (const Column& column : columns) {
    heads.push_back({column.head, Ink::kDim});
    any_head = any_head || !column.head.empty();
  }
  if (any_head) emit(heads, Ink::kDim);
  for (const std::vector<Cell>& row : rows) emit(row, Ink::kPlain);
  return out;
}

}  // namespace sharpscale
