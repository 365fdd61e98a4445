// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_targets.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "advice/gate.h"
#include "advice/paper.h"
#include "advice/presets.h"
#include "advice/target.h"
#include "analysis/metric_table.h"
#include "report/json.h"
#include "report/json_number.h"

namespace sharpscale {
namespace {

using Json = nlohmann::ordered_json;

Json PresetJson(const Preset& preset) {
  return {{"id", preset.id},
          {"title", preset.title},
          {"target", DescribeTarget(TargetOf(preset))},
          {"date", preset.date},
          {"source", preset.source},
          {"note", preset.note},
          {"gate", preset.gate}};
}

std::vector<Column> LimitColumns() {
  std::vector<Column> columns = {{"Rule"}, {"Unit"}, {""}};
  for (const std::string& name : GateProfileNames()) columns.push_back({name, true});
  return columns;
}

// A row per rule, in the order in which the profiles have them.
std::vector<std::vector<Cell>> LimitRows(const std::vector<GateProfile>& profiles) {
  std::vector<std::vector<Cell>> rows;
  std::set<std::string> told;
  for (const GateProfile& profile : profiles) {
    for (const GateRule& rule : profile.rules) {
      if (!told.insert(rule.id).second) continue;
      const MetricInfo* metric = FindMetric(rule.metric);
      std::vector<Cell> row = {{rule.id.substr(rule.id.rfind('.') + 1), Ink::kBold},
                               {metric == nullptr ? "" : std::string(metric->unit), Ink::kDim},
                               {rule.upper ? "above" : "below", Ink::kDim}};
      for (const GateProfile& other : profiles) {
        const GateRule* same = FindRule(other, rule.id);
        row.push_back({same == nullptr ? "\u2013" : fmt::format("{}/{}", same->warn, same->fail)});
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace

void TargetsCommand::Declare(OptionSet& options) {
  OptionSpec& kind = options.Positional("KIND", "Only these", &kind_, false);
  kind.kind = ValueKind::kText;
  kind.choices = {"presets", "papers", "displays", "profiles"};
}

int TargetsCommand::Run(RunContext& context) {
  const absl::StatusOr<std::vector<Preset>> presets = LoadPresets();
  if (!presets.ok()) {
    context.console.Error("targets", presets.status());
    return kExitError;
  }
  const auto wanted = [&](const char* kind) { return kind_.empty() || kind_ == kind; };
  Json json = {{"schema", "sharpscale.targets/1"}, {"tool", JsonTool()}};
  std::string text;
  const TerminalStyle& style = context.console.style();
  const auto table = [&](const char* head,
                         const std::vector<Column>& columns,
                         const std::vector<std::vector<Cell>>& rows) {
    text += (text.empty() ? "" : "\n") + Inked(head, Ink::kBold, style) + "\n" +
            RenderTable(columns, rows, style);
  };
  if (wanted("presets")) {
    json["presets"] = Json::array();
    std::vector<std::vector<Cell>> rows;
    for (const Preset& preset : *presets) {
      json["presets"].push_back(PresetJson(preset));
      rows.push_back({{preset.id, Ink::kBold},
                      {DescribeTarget(TargetOf(preset))},
                      {preset.date, Ink::kDim},
                      {preset.title + (preset.note.empty() ? "" : ". " + preset.note)}});
    }
    table("Presets, --for ID", {{"Id"}, {"Target"}, {"As of"}, {"What"}}, rows);
  }
  if (wanted("papers")) {
    json["papers"] = Json::array();
    std::vector<std::vector<Cell>> rows;
    for (const Paper& paper : PaperTable()) {
      json["papers"].push_back({{"id", std::string(paper.id)},
                                {"width_in", JsonNumber(paper.width_in, 3)},
                                {"height_in", JsonNumber(paper.height_in, 3)}});
      rows.push_back(
          {{std::string(paper.id), Ink::kBold},
           {fmt::format("{:.2f} \u00d7 {:.2f}\u00a0in", paper.width_in, paper.height_in)},
           {std::string(paper.title)}});
    }
    table("Papers, --print ID", {{"Id"}, {"Size", true}, {""}}, rows);
  }
  if (wanted("displays")) {
    json["displays"] = Json::array();
    std::vector<std::vector<Cell>> rows;
    for (const Display& display : DisplayTable()) {
      json["displays"].push_back(
          {{"id", std::string(display.id)}, {"width", display.width}, {"height", display.height}});
      rows.push_back({{std::string(display.id), Ink::kBold},
                      {fmt::format("{} \u00d7 {}\u00a0px", display.width, display.height)},
                      {std::string(display.title)}});
    }
    table("Screens, --display ID", {{"Id"}, {"Size", true}, {""}}, rows);
  }
  if (wanted("profiles")) {
    std::vector<GateProfile> profiles;
    json["profiles"] = Json::array();
    std::vector<std::vector<Cell>> rows;
    for (const std::string& name : GateProfileNames()) {
      absl::StatusOr<GateProfile> profile = LoadGateProfile(name);
      if (!profile.ok()) {
        context.console.Error("targets", profile.status());
        return kExitError;
      }
      json["profiles"].push_back(Json::parse(GateProfileText(name)));
      rows.push_back(
          {{name, Ink::kBold}, {fmt::format("{}", profile->rules.size())}, {profile->title}});
      profiles.push_back(*std::move(profile));
    }
    table("Gate profiles, check --profile NAME", {{"Name"}, {"Rules", true}, {"What"}}, rows);
    if (!kind_.empty())
      table("Their limits, warn/fail, of the rules gate.RULE", LimitColumns(), LimitRows(profiles));
  }
  context.console.Print(context.common.json ? JsonText(json, true) + "\n" : text);
  return kExitDone;
}

}  // namespace sharpscale
