// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_study_log.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "report/json.h"

namespace sharpscale {
namespace {

constexpr const char* kSchema = "sharpscale.study/4";

std::string NameOf(const std::string& picture) {
  return std::filesystem::path(picture).filename().string();
}

StudyCase CaseOf(const nlohmann::json& json) {
  StudyCase one;
  one.picture = json.value("picture", "");
  one.degradation = json.value("degradation", "");
  one.factor = json.value("factor", 1.0);
  const nlohmann::json orders = json.value("orders", nlohmann::json::object());
  for (const auto& [way, halo] : orders.items()) {
    one.orders[way] = {halo.value("after", 0.0),
                       halo.value("before", 0.0),
                       halo.value("amount", 0.0),
                       halo.value("enlarged", 0.0),
                       halo.value("steepness_before", 0.0),
                       halo.value("steepness_after", 0.0),
                       halo.value("same_amount", 0.0)};
  }
  for (const nlohmann::json& from : json.value("entries", nlohmann::json::array())) {
    StudyEntry entry;
    entry.plan = from.value("plan", "");
    entry.advised = from.value("advised", false);
    entry.score.psnr_y = from.value("psnr_y", 0.0);
    entry.score.ssim = from.value("ssim", 0.0);
    entry.score.gmsd = from.value("gmsd", 0.0);
    const nlohmann::json halo = from.value("halo", nlohmann::json());
    entry.score.halo_known = halo.is_number();
    entry.score.halo = halo.is_number() ? halo.get<double>() : 0.0;
    entry.score.texture = from.value("texture", 0.0);
    entry.fallback = from.value("fallback", "");
    entry.score.seconds = from.value("seconds", 0.0);
    one.entries.push_back(std::move(entry));
  }
  return one;
}

nlohmann::ordered_json HaloJson(const StudyScore& score) {
  return score.halo_known ? nlohmann::ordered_json(score.halo) : nlohmann::ordered_json();
}

}  // namespace

nlohmann::ordered_json StudyCaseJson(const StudyCase& one, const std::string& settings) {
  nlohmann::ordered_json json;
  json["schema"] = kSchema;
  json["settings"] = settings;
  json["picture"] = one.picture;
  json["degradation"] = one.degradation;
  json["factor"] = one.factor;
  json["measured"] = one.measured;
  json["words"] = one.words;
  json["advised_is_best"] = one.advised_is_best;
  json["regret_db"] = one.regret_db;
  if (!one.orders.empty()) json["orders"] = nlohmann::ordered_json::object();
  for (const auto& [way, halo] : one.orders) {
    json["orders"][way] = {{"after", halo.after},
                           {"before", halo.before},
                           {"amount", halo.amount},
                           {"enlarged", halo.enlarged},
                           {"steepness_before", halo.steepness_before},
                           {"steepness_after", halo.steepness_after},
                           {"same_amount", halo.same_amount}};
  }
  json["entries"] = nlohmann::ordered_json::array();
  for (const StudyEntry& entry : one.entries) {
    json["entries"].push_back({{"plan", entry.plan},
                               {"advised", entry.advised},
                               {"pareto", entry.pareto},
                               {"psnr_y", entry.score.psnr_y},
                               {"ssim", entry.score.ssim},
                               {"gmsd", entry.score.gmsd},
                               {"halo", HaloJson(entry.score)},
                               {"texture", entry.score.texture},
                               {"seconds", entry.score.seconds}});
    if (!entry.fallback.empty()) json["entries"].back()["fallback"] = entry.fallback;
  }
  return json;
}

absl::StatusOr<StudyLog> StudyLog::Open(const std::string& path, const std::string& settings) {
  StudyLog log;
  log.path_ = path;
  log.settings_ = settings;
  if (path.empty() || !std::filesystem::exists(path)) return log;
  std::ifstream in(path);
  if (!in) return absl::UnavailableError(fmt::format("{}: cannot be read", path));
  for (std::string line; std::getline(in, line);) {
    const nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || json.value("schema", "") != kSchema) continue;
    if (json.value("settings", "") != settings) continue;
    log.cases_.push_back(CaseOf(json));
  }
  return log;
}

const StudyCase* StudyLog::Find(const std::string& picture,
                                const std::string& degradation,
                                double factor) const {
  const StudyCase* found = nullptr;
  for (const StudyCase& one : cases_) {
    if (one.factor == factor && one.degradation == degradation &&
        NameOf(one.picture) == NameOf(picture)) {
      found = &one;
    }
  }
  return found;
}

absl::Status StudyLog::Append(const StudyCase& one) {
  if (path_.empty()) return absl::OkStatus();
  std::ofstream out(path_, std::ios::app);
  out << JsonText(StudyCaseJson(one, settings_), false) << "\n";
  out.flush();
  return out ? absl::OkStatus()
             : absl::UnavailableError(fmt::format("{}: cannot be written", path_));
}

}  // namespace sharpscale
