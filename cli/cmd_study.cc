// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "cli/cmd_study_log.h"
#include "cli/files.h"
#include "enhance/batch/worklist.h"
#include "enhance/capabilities.h"
#include "enhance/network_shelf.h"
#include "image/status_macros.h"
#include "models/catalogue.h"
#include "report/json.h"
#include "report/text_table.h"

namespace sharpscale {
namespace {

constexpr int kHalves = 2;

// Candidates are kept from run to run as long as the networks and these options are the same.
std::string SettingsOf(const StudyOptions& options) {
  std::string models;
  if (const absl::StatusOr<Catalogue> catalogue = LoadCatalogue(); catalogue.ok()) {
    for (const ModelInfo& model : catalogue->models) models += model.sha256.substr(0, 8) + " ";
  }
  return fmt::format(
      "{}crop {} window {} seed {}", models, options.crop, options.window, options.seed);
}

// "# comment" and empty lines are left out.
absl::StatusOr<std::vector<std::string>> ReadList(const std::string& path) {
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(fmt::format("{}: cannot be read", path));
  std::vector<std::string> names;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') names.push_back(line);
  }
  return names;
}

// 0 = tuning, 1 = held out.
int HalfOf(const std::string& picture) {
  return ShardOf(std::filesystem::path(picture).filename().string(), kHalves);
}

std::string Share(int part, int whole) {
  return whole == 0 ? "-" : fmt::format("{:.0f} % of {}", 100.0 * part / whole, whole);
}

absl::StatusOr<Image> CleanPicture(RunContext& context, const std::string& file) {
  SHARPSCALE_ASSIGN_OR_RETURN(Image image, ReadPicture(context, file));
  if (image.pixels.type() != CV_8UC3) {
    return absl::InvalidArgumentError("a study needs 8-bit colour pictures");
  }
  return image;
}

}  // namespace

void StudyCommand::Declare(OptionSet& options) {
  options.Positionals("FOLDER", "Folders or files of clean pictures", &folders_, false);
  options.List(
      "--degradations",
      "STEPS",
      "Damages to try, each after the reduction; steps joined by '+', as in noise:8+jpeg:50",
      &degradations_);
  options.List("--factors",
               "N,...",
               "Target sizes over damaged sizes: 1 to 4 in sixteenths, as in 1,1.25,2",
               &factors_);
  options.List("--also",
               "STEPS",
               "Further plans to try, joined by '+'; upscale:N stands for each factor",
               &more_plans_);
  options.Value("--list", "FILE", "Also the pictures named in it, one a line", &list_);
  options.Value("--below", "FOLDER", "Where the names of --list begin", &below_);
  options.Value("--pictures", "N", "At most this many pictures, 0 = all", &pictures_);
  options
      .Value("--half",
             "NAME",
             "Half of the pictures, by their names: to set limits with, or to judge them",
             &half_)
      .choices = {"tuning", "held-out", "both"};
  options.Value("--compare", "WHAT", "Compare plans, the order of two steps, or both", &compare_)
      .choices = {"plans", "orders", "both"};
  options.Value("--thorough",
                "N",
                "Run the orders that lint calls mistakes on every Nth picture only (8)",
                &thorough_);
  options.Value("--crop", "PX", "Largest side of a clean picture, 0 = all of it", &crop_);
  options.Value("--window", "PX", "Largest side of the part that plans run on, 0 = all", &window_);
  options.Value("--seed", "N", "Of the noise", &seed_);
  options.Value(
      "--log", "FILE", "Keep each case here and go on from what it holds (JSON lines)", &log_);
}

std::string StudyCommand::Table(const std::vector<StudyCase>& cases,
                                const RunContext& context) const {
  std::vector<std::vector<Cell>> rows;
  const auto add = [&](const std::string& name, const std::vector<StudyCase>& part) {
    StudySummary summary = Summarize(part);
    const auto order = [&](const char* way) {
      const StudySummary::Order& order = summary.orders[way];
      if (order.compared == 0) return Cell{"-"};
      return Cell{fmt::format("{:.0f} ({:.0f}) % of {}",
                              100.0 * order.won / order.compared,
                              100.0 * order.nearly / order.compared,
                              order.compared)};
    };
    rows.push_back({{name},
                    {Share(summary.advised_best, summary.cases)},
                    {fmt::format("{:.2f}", summary.mean_regret_db)},
                    order(kOrderPlain),
                    order(kOrderTold),
                    order(kOrderThin),
                    order(kOrderSame),
                    {Share(summary.untouched_right, summary.untouched)}});
  };
  std::vector<std::string> names;
  for (const StudyCase& one : cases) {
    const std::string name = fmt::format("{}x, {}", one.factor, one.degradation);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  for (const std::string& name : names) {
    std::vector<StudyCase> part;
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(part), [&](const StudyCase& one) {
      return fmt::format("{}x, {}", one.factor, one.degradation) == name;
    });
    add(name, part);
  }
  for (int half = 0; half < kHalves; ++half) {
    std::vector<StudyCase> part;
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(part), [&](const StudyCase& one) {
      return HalfOf(one.picture) == half;
    });
    if (!part.empty()) add(half == 0 ? "Tuning half" : "Held-out half", part);
  }
  add("All", cases);
  // Orders matter where the plan sharpens at all.
  std::vector<StudyCase> sharpening;
  std::copy_if(
      cases.begin(), cases.end(), std::back_inserter(sharpening), [](const StudyCase& one) {
        return one.factor > 1 && !one.entries.empty() &&
               one.entries.front().plan.find("sharpen:") != std::string::npos;
      });
  if (!sharpening.empty()) add("Enlarged and sharpened by the plan", sharpening);
  return RenderTable({{"Target, damage"},
                      {"Advised plan among the best", true},
                      {"Lost, dB", true},
                      {"Upscale first, no more halo (within half a point): plain", true},
                      {"network", true},
                      {"network, thinner mask", true},
                      {"network, same amount", true},
                      {"Nothing to do, said so", true}},
                     rows,
                     context.console.style());
}

int StudyCommand::Run(RunContext& context) {
  StudyOptions options;
  options.crop = crop_;
  options.window = window_;
  options.advice = AdviceHere();
  options.seed = static_cast<uint64_t>(seed_);
  options.enhance.threads = context.common.threads;
  // Its parts of pictures stand for whole ones, which are not small.
  options.enhance.tier = "std";
  options.enhance.shelf = MakeCatalogueShelf();
  if (!degradations_.empty()) {
    options.degradations = degradations_;
    for (std::string& steps : options.degradations)
      std::replace(steps.begin(), steps.end(), '+', ',');
  }
  options.run_plans = compare_ != "orders";
  options.compare_orders = compare_ != "plans";
  options.more_plans = more_plans_;
  for (std::string& steps : options.more_plans) std::replace(steps.begin(), steps.end(), '+', ',');
  if (!factors_.empty()) options.factors.clear();
  for (const std::string& text : factors_) {
    double factor = 0.0;
    if (const absl::Status parsed = ParseInto(text, &factor); !parsed.ok()) {
      context.console.Error("--factors", parsed);
      return kExitError;
    }
    options.factors.push_back(factor);
  }
  if (const absl::Status valid = options.Validate(); !valid.ok()) {
    context.console.Error("", valid);
    return kExitError;
  }
  // Without networks every plan would be a plain resize, and the table worth nothing.
  for (const NetworkRequest& request :
       {NetworkRequest{"restore", 1, "", ""}, NetworkRequest{"upscale", 2, "", ""}}) {
    const absl::StatusOr<ShelfNetwork> network = options.enhance.shelf->Get(request);
    if (network.ok()) continue;
    context.console.Error("a study needs the networks", network.status());
    return kExitError;
  }
  const absl::StatusOr<std::vector<std::string>> files = Pictures();
  if (!files.ok()) {
    context.console.Error("", files.status());
    return kExitError;
  }
  const std::string settings = SettingsOf(options);
  absl::StatusOr<StudyLog> log = StudyLog::Open(log_, settings);
  if (!log.ok()) {
    context.console.Error("--log", log.status());
    return kExitError;
  }
  std::vector<StudyCase> cases;
  int sound = 0;
  int replaced = 0;
  std::string fallback;
  const int code = ForEachFile(context, *files, [&](const std::string& file) -> absl::Status {
    SHARPSCALE_ASSIGN_OR_RETURN(const Image clean, CleanPicture(context, file));
    // The wrong orders cost as much as all the others: every so many pictures show what they do.
    StudyOptions own = options;
    own.all_orders =
        thorough_ > 0 && ShardOf(std::filesystem::path(file).filename().string(), thorough_) == 0;
    for (const std::string& degradation : options.degradations) {
      for (const double factor : options.factors) {
        if (!LargeEnoughFor(clean, factor)) continue;
        const StudyCase* known = log->Find(file, degradation, factor);
        SHARPSCALE_ASSIGN_OR_RETURN(
            StudyCase one, StudyOne(clean, degradation, factor, own, known, &context.progress));
        SHARPSCALE_RETURN_IF_ERROR(log->Append(one));
        for (const StudyEntry& entry : one.entries) ++(entry.fallback.empty() ? sound : replaced);
        if (fallback.empty()) {
          for (const StudyEntry& entry : one.entries) {
            if (!entry.fallback.empty()) fallback = entry.fallback;
          }
        }
        if (context.common.json) {
          context.console.Print(JsonText(StudyCaseJson(one, settings), false) + "\n");
        }
        cases.push_back(std::move(one));
      }
    }
    return absl::OkStatus();
  });
  if (replaced > 0) {
    context.console.Warn(fmt::format("in {} of {} plans a network was replaced, for instance: {}",
                                     replaced,
                                     sound + replaced,
                                     fallback));
  }
  if (!context.common.json && !cases.empty()) context.console.Print(Table(cases, context));
  return code;
}

absl::StatusOr<std::vector<std::string>> StudyCommand::Pictures() const {
  std::vector<std::string> files;
  if (!folders_.empty()) {
    WorklistOptions list;
    list.outputs = false;
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<WorkItem> items, ListWork(folders_, list));
    for (const WorkItem& item : items) files.push_back(item.source);
  }
  if (!list_.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<std::string> names, ReadList(list_));
    for (const std::string& name : names) {
      files.push_back((std::filesystem::path(below_) / name).string());
    }
  }
  // Evenly over the folders, so that a sample is not all of one kind; before it is halved, so that
  // both halves make up the whole.
  if (pictures_ > 0 && static_cast<int>(files.size()) > pictures_) {
    std::vector<std::string> sample;
    for (int i = 0; i < pictures_; ++i) sample.push_back(files[i * files.size() / pictures_]);
    files = std::move(sample);
  }
  if (half_ != "both") {
    const int other = half_ == "tuning" ? 1 : 0;
    files.erase(std::remove_if(files.begin(),
                               files.end(),
                               [&](const std::string& file) { return HalfOf(file) == other; }),
                files.end());
  }
  if (files.empty()) {
    return absl::InvalidArgumentError("no pictures: name folders, files or a --list");
  }
  return files;
}

}  // namespace sharpscale
