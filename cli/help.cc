// SPDX-License-Identifier: Apache-2.0

#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/version.h"

namespace sharpscale {
namespace {

struct ExitLine {
  int code;
  std::string_view what;
};

constexpr ExitLine kExitLines[] = {
    {kExitDone, "done, or the gate passed; also when there was nothing to do"},
    {kExitFailed,
     "the gate failed; a picture is beyond repair and enhance wrote nothing; lint found a mistake; "
     "or --strict was given and a fallback was used"},
    {kExitError, "usage, input or I/O error"},
    {kExitNotComparable, "the pictures do not show the same scene"},
    {kExitInterrupted, "interrupted; nothing half-written stays behind"},
};

std::vector<std::string> Names(const OptionSpec& spec) {
  std::vector<std::string> names;
  size_t start = 0;
  while (start <= spec.names.size()) {
    const size_t end = std::min(spec.names.find(',', start), spec.names.size());
    names.push_back(spec.names.substr(start, end - start));
    start = end + 1;
  }
  return names;
}

// "-o, --output FILE"
std::string Usage(const OptionSpec& spec) {
  std::string text;
  for (const std::string& name : Names(spec)) text += (text.empty() ? "" : ", ") + name;
  if (!spec.positional && !spec.value_name.empty()) text += " " + spec.value_name;
  return text;
}

std::string HelpOf(const OptionSpec& spec) {
  std::string help = spec.help;
  if (!spec.choices.empty()) {
    help += ": ";
    for (size_t i = 0; i < spec.choices.size(); ++i) help += (i ? ", " : "") + spec.choices[i];
  }
  return help;
}

std::vector<std::string> Groups(const OptionSet& options) {
  std::vector<std::string> groups;
  for (const OptionSpec& spec : options.specs()) {
    if (spec.positional) continue;
    if (std::find(groups.begin(), groups.end(), spec.group) == groups.end()) {
      groups.push_back(spec.group);
    }
  }
  return groups;
}

std::string Paragraph(std::string_view text, const TerminalStyle& style) {
  std::string out;
  for (const std::string& line : WrapText(ForTerminal(text, style), style.width))
    out += line + "\n";
  return out;
}

OptionSet OptionsOf(const CommandInfo& info) {
  // The specs are copied out; their setters point into objects that are gone and are not called.
  const std::unique_ptr<Command> command = info.make();
  CommonOptions common;
  return DeclareOptions(info, *command, &common);
}

std::string RoffEscape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (!out.empty() && (out[0] == '.' || out[0] == '\'')) out.insert(0, "\\&");
  return out;
}

// For single quotes of a shell.
std::string ShellQuote(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string OverviewText(const TerminalStyle& style) {
  std::string out =
      Paragraph(
          "sharpscale measures a picture, says what it needs for the use at hand, does it, and "
          "judges the result.",
          style) +
      "\n" + Inked("Usage", Ink::kBold, style) + "  sharpscale COMMAND [options] [files]\n\n";
  std::vector<std::vector<Cell>> rows;
  for (const CommandInfo& info : CommandTable()) {
    rows.push_back({{std::string(info.name), Ink::kBold},
                    {std::string(info.arguments), Ink::kDim},
                    {std::string(info.summary)}});
  }
  out += RenderTable({{""}, {""}, {""}}, rows, style);
  out += "\n" + Paragraph(
                    "sharpscale COMMAND --help shows options and examples. '-' stands for "
                    "standard input or output. Picture files: JPEG, PNG, TIFF, WebP, HEIC, "
                    "AVIF, JPEG XL, GIF, BMP, PPM, camera RAW.",
                    style);
  return out;
}

std::string HelpText(const CommandInfo& info,
                     const OptionSet& options,
                     const TerminalStyle& style) {
  std::string out = Inked("Usage", Ink::kBold, style) + "  sharpscale " + std::string(info.name) +
                    " " + ForTerminal(info.arguments, style) + " [options]\n\n" +
                    Paragraph(info.about, style) + "\n" + Inked("Examples", Ink::kBold, style) +
                    "\n";
  for (const Example& example : info.examples) {
    out += "  sharpscale " + std::string(example.command) + "\n      " +
           ForTerminal(example.what, style) + "\n";
  }
  std::vector<std::vector<Cell>> positionals;
  for (const OptionSpec& spec : options.specs()) {
    if (spec.positional) positionals.push_back({{spec.names, Ink::kBold}, {spec.help}});
  }
  if (!positionals.empty()) {
    out += "\n" + Inked("Arguments", Ink::kBold, style) + "\n" +
           RenderTable({{""}, {""}}, positionals, style);
  }
  for (const std::string& group : Groups(options)) {
    std::vector<std::vector<Cell>> rows;
    for (const OptionSpec& spec : options.specs()) {
      if (spec.positional || spec.group != group) continue;
      rows.push_back({{Usage(spec), Ink::kBold}, {HelpOf(spec)}});
    }
    out += "\n" + Inked(group, Ink::kBold, style) + "\n" + RenderTable({{""}, {""}}, rows, style);
  }
  std::vector<std::vector<Cell>> codes;
  for (const ExitLine& line : kExitLines) {
    codes.push_back({{fmt::format("{}", line.code), Ink::kBold}, {std::string(line.what)}});
  }
  return out + "\n" + Inked("Exit codes", Ink::kBold, style) + "\n" +
         RenderTable({{"", true}, {""}}, codes, style);
}

std::string HelpMarkdown() {
  std::string out =
      "<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
      "# The command line\n\n"
      "Made from the command table by `sharpscale docs markdown`; a test keeps both equal.\n\n"
      "| command | arguments | does |\n|---|---|---|\n";
  const auto escape = [](std::string_view text) {
    std::string cell;
    for (const char c : text) cell += c == '|' ? std::string("\\|") : std::string(1, c);
    return cell;
  };
  for (const CommandInfo& info : CommandTable()) {
    out += fmt::format("| [`{0}`](#{0}) | `{1}` | {2} |\n",
                       info.name,
                       escape(info.arguments),
                       escape(info.summary));
  }
  out += "\n## Exit codes\n\n| code | meaning |\n|---|---|\n";
  for (const ExitLine& line : kExitLines) out += fmt::format("| {} | {} |\n", line.code, line.what);
  for (const CommandInfo& info : CommandTable()) {
    const OptionSet options = OptionsOf(info);
    out += fmt::format("\n## {}\n\n    sharpscale {} {} [options]\n\n{}\n\n",
                       info.name,
                       info.name,
                       info.arguments,
                       info.about);
    for (const Example& example : info.examples) {
      out += fmt::format("{}:\n\n    sharpscale {}\n\n", example.what, example.command);
    }
    for (const std::string& group : Groups(options)) {
      out += fmt::format("| {} | |\n|---|---|\n", group);
      for (const OptionSpec& spec : options.specs()) {
        if (spec.positional || spec.group != group) continue;
        out += fmt::format("| `{}` | {} |\n", escape(Usage(spec)), escape(HelpOf(spec)));
      }
      out += "\n";
    }
    while (out.size() > 1 && out[out.size() - 1] == '\n' && out[out.size() - 2] == '\n') {
      out.pop_back();
    }
  }
  return out;
}

std::string ManualPage() {
  std::string out = fmt::format(
      ".TH SHARPSCALE 1 \"\" \"sharpscale {}\" \"User Commands\"\n"
      ".SH NAME\nsharpscale \\- measure a picture, advise, enhance and judge the result\n"
      ".SH SYNOPSIS\n.B sharpscale\n.I COMMAND\n[options] [files]\n.SH COMMANDS\n",
      Version());
  for (const CommandInfo& info : CommandTable()) {
    const OptionSet options = OptionsOf(info);
    out += fmt::format(".SS {} {}\n{}\n",
                       RoffEscape(info.name),
                       RoffEscape(info.arguments),
                       RoffEscape(info.about));
    for (const OptionSpec& spec : options.specs()) {
      if (spec.positional || spec.group == "Common options") continue;
      out += fmt::format(".TP\n.B {}\n{}\n", RoffEscape(Usage(spec)), RoffEscape(HelpOf(spec)));
    }
    for (const Example& example : info.examples) {
      out += fmt::format(".PP\n{}\n.RS\n.B sharpscale {}\n.RE\n",
                         RoffEscape(example.what),
                         RoffEscape(example.command));
    }
  }
  out += ".SH COMMON OPTIONS\n";
  const OptionSet options = OptionsOf(CommandTable().front());
  for (const OptionSpec& spec : options.specs()) {
    if (spec.group != "Common options") continue;
    out += fmt::format(".TP\n.B {}\n{}\n", RoffEscape(Usage(spec)), RoffEscape(HelpOf(spec)));
  }
  out += ".SH EXIT STATUS\n";
  for (const ExitLine& line : kExitLines) {
    out += fmt::format(".TP\n.B {}\n{}\n", line.code, RoffEscape(line.what));
  }
  return out;
}

std::string BashCompletion() {
  std::string out =
      "# bash completion for sharpscale; made by: sharpscale docs bash\n"
      "_sharpscale() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=\"\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    words=\"";
  for (const CommandInfo& info : CommandTable()) out += std::string(info.name) + " ";
  out +=
      "--help --version\"\n    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
      "    return\n  fi\n  case \"${COMP_WORDS[1]} $prev\" in\n";
  for (const CommandInfo& info : CommandTable()) {
    const OptionSet options = OptionsOf(info);
    for (const OptionSpec& spec : options.specs()) {
      if (spec.positional || spec.choices.empty()) continue;
      std::string words;
      for (const std::string& choice : spec.choices) words += choice + " ";
      for (const std::string& name : Names(spec)) {
        out += fmt::format("    \"{} {}\") words=\"{}\" ;;\n", info.name, name, words);
      }
    }
  }
  out +=
      "  esac\n  if [ -n \"$words\" ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n    return\n  fi\n"
      "  case \"$cur\" in\n  -*)\n    case \"${COMP_WORDS[1]}\" in\n";
  for (const CommandInfo& info : CommandTable()) {
    const OptionSet options = OptionsOf(info);
    std::string words = "--help ";
    for (const OptionSpec& spec : options.specs()) {
      if (spec.positional) continue;
      for (const std::string& name : Names(spec)) words += name + " ";
    }
    out += fmt::format("    {}) words=\"{}\" ;;\n", info.name, words);
  }
  out +=
      "    esac\n    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\") ;;\n"
      "  *) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n  esac\n}\n"
      "complete -o filenames -F _sharpscale sharpscale\n";
  return out;
}

std::string ZshCompletion() {
  std::string out =
      "#compdef sharpscale\n# made by: sharpscale docs zsh\n_sharpscale() {\n"
      "  if (( CURRENT == 2 )); then\n    local -a commands=(\n";
  for (const CommandInfo& info : CommandTable()) {
    out += "      " + ShellQuote(fmt::format("{}:{}", info.name, info.summary)) + "\n";
  }
  out += "    )\n    _describe 'command' commands\n    return\n  fi\n  case $words[2] in\n";
  for (const CommandInfo& info : CommandTable()) {
    const OptionSet options = OptionsOf(info);
    out += fmt::format("  {}) _arguments \\\n", info.name);
    for (const OptionSpec& spec : options.specs()) {
      if (spec.positional) continue;
      std::string help = spec.help;
      for (char& c : help) {
        if (c == '[' || c == ']' || c == ':') c = ' ';
      }
      for (const std::string& name : Names(spec)) {
        std::string entry = fmt::format("{}[{}]", name, help);
        if (!spec.value_name.empty()) {
          entry += fmt::format(":{}:", spec.value_name);
          if (!spec.choices.empty()) {
            entry += "(";
            for (const std::string& choice : spec.choices) entry += choice + " ";
            entry.back() = ')';
          } else if (spec.kind == ValueKind::kFolder) {
            entry += "_files -/";
          } else if (spec.kind == ValueKind::kFile) {
            entry += "_files";
          }
        }
        out += "    " + ShellQuote(entry) + " \\\n";
      }
    }
    out += "    '*:file:_files' ;;\n";
  }
  out += "  esac\n}\n_sharpscale \"$@\"\n";
  return out;
}

std::string FishCompletion() {
  std::string out = "# fish completion for sharpscale; made by: sharpscale docs fish\n";
  for (const CommandInfo& info : CommandTable()) {
    out += fmt::format("complete -c sharpscale -f -n __fish_use_subcommand -a {} -d {}\n",
                       info.name,
                       ShellQuote(info.summary));
    const OptionSet options = OptionsOf(info);
    for (const OptionSpec& spec : options.specs()) {
      if (spec.positional) continue;
      out += fmt::format("complete -c sharpscale -n '__fish_seen_subcommand_from {}'", info.name);
      for (const std::string& name : Names(spec)) {
        out += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      if (!spec.value_name.empty()) out += " -r";
      if (!spec.choices.empty()) {
        std::string words;
        for (const std::string& choice : spec.choices) words += choice + " ";
        out += " -f -a " + ShellQuote(words);
      }
      out += " -d " + ShellQuote(spec.help) + "\n";
    }
  }
  return out;
}

}  // namespace sharpscale
