// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_models.h"

#include <absl/strings/match.h>
#include <absl/strings/str_join.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <tuple>

#include "cli/model_rows.h"
#include "cli/parser.h"
#include "models/catalogue.h"
#include "models/import_model.h"
#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

using Json = nlohmann::ordered_json;

Json PassesJson(const ModelPasses& passes) {
  return {{"first", passes.first}, {"second", passes.second}, {"at_once", passes.at_once}};
}

Json ModelJson(const ModelInfo& model) {
  Json measured = Json::object();
  for (const auto& [name, value] : model.measured) measured[name] = JsonNumber(value, 4);
  Json experts = Json::array();
  for (const ModelSet& set : model.sets) {
    experts.push_back({{"name", set.range.name},
                       {"noise_sigma", set.range.noise_sigma},
                       {"jpeg_quality", set.range.jpeg_quality}});
    if (set.range.channels > 0) experts.back()["channels"] = set.range.channels;
    if (set.mp_per_s > 0.0) experts.back()["mp_per_s"] = JsonNumber(set.mp_per_s, 2);
  }
  return {{"id", model.id},
          {"task", model.task},
          {"tier", model.tier},
          {"scale", model.scale},
          {"file", model.passes ? Json(nullptr) : Json(model.file)},
          {"passes", model.passes ? PassesJson(*model.passes) : Json(nullptr)},
          {"sha256", model.sha256},
          {"conditions", model.conditions},
          {"experts", std::move(experts)},
          {"overlap", model.overlap},
          {"parameters", model.parameters},
          {"mp_per_s", model.mp_per_s > 0.0 ? JsonNumber(model.mp_per_s, 2) : Json(nullptr)},
          {"licence", model.licence},
          {"trained_on", model.trained_on},
          {"measured", std::move(measured)}};
}

Json FileJson(const ModelFileInfo& model) {
  return {{"file", model.file},
          {"architecture", model.architecture},
          {"description", model.description},
          {"scale", model.scale},
          {"overlap", model.overlap},
          {"parameters", model.parameters > 0 ? Json(model.parameters) : Json(nullptr)},
          {"sha256", model.sha256}};
}

std::vector<Column> VerifyColumns() {
  return {{"Id"}, {"File"}, {"SHA-256"}};
}

Cell Whole() {
  return {"\u2714 whole", Ink::kPass};
}

std::string PlainText(const Json& value) {
  if (value.is_null()) return "unknown";
  return value.is_string() ? value.get<std::string>() : JsonText(value, false);
}

std::vector<std::vector<Cell>> RowsOf(const Json& json) {
  std::vector<std::vector<Cell>> rows;
  for (const auto& [key, value] : json.items()) {
    rows.push_back({{key, Ink::kBold}, {PlainText(value)}});
  }
  return rows;
}

}  // namespace

void ModelsCommand::Declare(OptionSet& options) {
  options
      .Positionals("WORDS",
                   "list, or show ID|FILE, or verify [ID|FILE], or import FILE [OUT]",
                   &words_,
                   false)
      .kind = ValueKind::kText;
  options.Flag("--force", "import: replace an existing file", &force_);
}

// Somebody else's weights, checked, tried and kept in our own format.
int ModelsCommand::Import(RunContext& context) const {
  Console& console = context.console;
  if (words_.size() < 2 || words_.size() > 3) {
    console.Error(
        "models: import needs a file of weights (.safetensors or .ssw) and may name the result, "
        "for instance: models import net.safetensors net.ssw");
    return kExitError;
  }
  const std::string& from = words_[1];
  const std::string to =
      words_.size() > 2 ? words_[2] : std::filesystem::path(from).stem().string() + ".ssw";
  const absl::StatusOr<ModelFileInfo> model = ImportModel(from, to, force_);
  if (!model.ok()) {
    console.Error("models", model.status());
    return kExitError;
  }
  if (context.common.json) {
    console.Print(JsonText(Json{{"schema", "sharpscale.models/1"},
                                {"tool", JsonTool()},
                                {"imported", FileJson(*model)}},
                           true) +
                  "\n");
    return kExitDone;
  }
  console.Print(fmt::format("{}: {}, {}, {}\u00d7, {} k parameters\nuse it: --model {}\n",
                            model->file,
                            model->architecture,
                            model->description,
                            model->scale,
                            model->parameters / 1000,
                            model->file));
  return kExitDone;
}

// A file outside the catalogue: `verify` says that it can be read, `show` what it holds.
int ModelsCommand::ShowFile(RunContext& context, bool verify) const {
  Console& console = context.console;
  const absl::StatusOr<ModelFileInfo> model = DescribeModelFile(words_[1]);
  if (!model.ok()) {
    console.Error("models", model.status());
    return kExitError;
  }
  Json json = FileJson(*model);
  if (context.common.json) {
    json["schema"] = "sharpscale.models/1";
    json["tool"] = JsonTool();
    if (verify) json["verified"] = true;
    console.Print(JsonText(json, true) + "\n");
  } else if (verify) {
    // Of the formats that can be read only our own has a checksum inside.
    const bool checked = absl::EndsWith(model->file, ".ssw");
    const Cell found = checked ? Whole() : Cell{"readable; it has no checksum inside", Ink::kPlain};
    console.Print(RenderTable(
        VerifyColumns(), {{{model->file, Ink::kBold}, found, {model->sha256}}}, console.style()));
  } else {
    console.Print(RenderTable({{""}, {""}}, RowsOf(json), console.style()));
  }
  return kExitDone;
}

int ModelsCommand::Run(RunContext& context) {
  Console& console = context.console;
  const std::string verb = words_.empty() ? "list" : words_[0];
  const auto fail = [&](const std::string& text) {
    console.Error("models: " + text);
    return kExitError;
  };
  if (verb == "import") return Import(context);
  if (words_.size() > 2) {
    return fail(fmt::format("{} takes one id or file, not also '{}'", verb, words_[2]));
  }
  std::error_code error;
  if ((verb == "show" || verb == "verify") && words_.size() > 1 &&
      std::filesystem::is_regular_file(words_[1], error)) {
    return ShowFile(context, verb == "verify");
  }
  if (verb != "list" && verb != "show" && verb != "verify") {
    return fail(fmt::format(
        "'{}' is not known, choose one of: list, show ID|FILE, verify [ID|FILE], import FILE [OUT]",
        verb));
  }
  const absl::StatusOr<Catalogue> catalogue = LoadCatalogue();
  if (!catalogue.ok()) {
    console.Error("models", catalogue.status());
    return kExitError;
  }
  std::vector<const ModelInfo*> chosen;
  if (words_.size() > 1) {
    const ModelInfo* model = catalogue->Find(words_[1]);
    if (model == nullptr) {
      std::vector<std::string> ids;
      for (const ModelInfo& one : catalogue->models) ids.push_back(one.id);
      return fail(fmt::format("'{}' is neither a file nor in the catalogue, which has: {}",
                              words_[1],
                              absl::StrJoin(ids, ", ")));
    }
    chosen.push_back(model);
  } else if (verb == "show") {
    return fail("show needs the id or the file of a model, see: sharpscale models list");
  } else {
    for (const ModelInfo& model : catalogue->models) chosen.push_back(&model);
    // By what they do, then from the smallest to the largest: the tiers of a task stand together.
    std::stable_sort(chosen.begin(), chosen.end(), [](const ModelInfo* a, const ModelInfo* b) {
      return std::tie(a->task, a->scale, a->parameters) <
             std::tie(b->task, b->scale, b->parameters);
    });
  }
  int code = kExitDone;
  Json list = Json::array();
  std::vector<std::vector<Cell>> rows;
  for (const ModelInfo* model : chosen) {
    Json json = ModelJson(*model);
    if (verb == "verify") {
      const absl::Status status = VerifyModel(*catalogue, *model);
      json["verified"] = status.ok();
      if (!status.ok()) {
        console.Error(model->id, status);
        code = kExitError;
      }
      rows.push_back({{model->id, Ink::kBold},
                      status.ok() ? Whole() : Cell{"\u2716 damaged or missing", Ink::kFail},
                      {model->sha256}});
    } else if (verb == "show") {
      rows = ModelRows(*model);
    } else {
      rows.push_back({{model->id, Ink::kBold},
                      {model->task},
                      {model->scale > 1 ? fmt::format("{}\u00d7", model->scale) : "\u2013"},
                      {fmt::format("{} k", model->parameters / 1000)},
                      {model->mp_per_s > 0.0 ? FormatNumber(model->mp_per_s, 1) : "unknown"},
                      {ToldOf(*model)}});
    }
    list.push_back(std::move(json));
  }
  if (context.common.json) {
    console.Print(JsonText(verb == "show" ? list[0]
                                          : Json{{"schema", "sharpscale.models/1"},
                                                 {"tool", JsonTool()},
                                                 {"folder", catalogue->folder},
                                                 {"models", list}},
                           true) +
                  "\n");
  } else if (verb == "list") {
    console.Print(RenderTable(
        {{"Id"}, {"Task"}, {"Scale", true}, {"Parameters", true}, {"MP/s", true}, {"Told of"}},
        rows,
        console.style()));
    console.Print(
        "\n  MP/s: megapixels of the result, two cores. Told of: what enhance measures in the "
        "picture and passes on\n  (--steps upscale:2@clean: nothing). enhance chooses by --tier; "
        "--model ID names one.\n");
  } else {
    const std::vector<Column> columns =
        verb == "verify" ? VerifyColumns() : std::vector<Column>{{""}, {""}};
    console.Print(RenderTable(columns, rows, console.style()));
  }
  return code;
}

}  // namespace sharpscale
