// SPDX-License-Identifier: Apache-2.0
//
// sharpscale-eval: pictures, a piece of damage, and methods side by side in one table.
//
//   sharpscale-eval val/set5 --damage down:2:bicubic --methods bicubic,fsrcnn,upscale-x2-std

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "models/train/degradation_mix.h"
#include "models/train/measured_conditions.h"
#include "models/train/methods.h"
#include "models/train/quality.h"
#include "models/train/recipe.h"

namespace sharpscale {
namespace {

struct EvalOptions {
  std::string pictures;              // a folder, or a list of files relative to `data`
  std::string data;                  // SHARPSCALE_DATA
  std::vector<std::string> damages;  // datasets/degrade.h's text
  std::vector<std::string> methods;
  std::string conditions = "true";  // "true", "clean", "measured"
  double label_error = 0.0;         // relative, on every condition
  bool gray = false;
  bool rgb = false;  // PSNR over all channels
  bool json = false;
  bool each = false;
  std::string write;  // folder for the results as PNG
  int limit = 0;
  int crop = 0;
  MethodOptions method;
};

struct Row {
  std::string damage;
  std::string method;
  double psnr = 0.0;
  double ssim = 0.0;
  double seconds = 0.0;
  double megapixels = 0.0;
};

absl::StatusOr<std::vector<std::string>> Files(const EvalOptions& options) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  if (fs::is_regular_file(options.pictures)) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadList(options.pictures));
    for (const std::string& line : lines) files.push_back(options.data + "/train/" + line);
  } else {
    std::string folder = options.pictures;
    if (!fs::is_directory(folder)) folder = options.data + "/" + options.pictures;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      const std::string ending = it->path().extension().string();
      for (const char* known : {".bmp", ".png", ".webp", ".jpg"}) {
        if (ending == known) files.push_back(it->path().string());
      }
    }
  }
  if (files.empty()) {
    return absl::NotFoundError(fmt::format(
        "{}: no pictures; give a folder, or a list, or set SHARPSCALE_DATA", options.pictures));
  }
  std::sort(files.begin(), files.end());
  if (options.limit > 0 && static_cast<int>(files.size()) > options.limit) {
    files.resize(options.limit);
  }
  return files;
}

// What one step asks a network to undo in size.
int ScaleOf(const Degradation& history) {
  double factor = 1.0;
  for (const DegradationStep& step : history.steps) {
    if (const auto* s = std::get_if<ResizeStep>(&step)) factor *= s->factor;
  }
  return std::max(1, static_cast<int>(std::lround(1.0 / factor)));
}

absl::StatusOr<cv::Mat> ReadPicture(const std::string& file,
                                    const EvalOptions& options,
                                    int scale) {
  cv::Mat picture = cv::imread(file, cv::IMREAD_COLOR);
  if (picture.empty()) return absl::InvalidArgumentError(fmt::format("{}: not readable", file));
  cv::cvtColor(picture, picture, cv::COLOR_BGR2RGB);
  if (options.gray) {
    cv::cvtColor(picture, picture, cv::COLOR_RGB2GRAY);
    cv::cvtColor(picture, picture, cv::COLOR_GRAY2RGB);
  }
  int w = picture.cols;
  int h = picture.rows;
  if (options.crop > 0) {
    w = std::min(w, options.crop);
    h = std::min(h, options.crop);
  }
  w = w / scale * scale;
  h = h / scale * scale;
  return picture(cv::Rect((picture.cols - w) / 2, (picture.rows - h) / 2, w, h)).clone();
}

Conditions Told(const EvalOptions& options, const Degradation& history) {
  if (options.conditions == "clean") return {};
  Conditions c = ConditionsOf(history);
  const double factor = 1.0 + options.label_error;
  c.noise_sigma *= factor;
  c.blur_sigma *= factor;
  c.halo *= factor;
  c.jpeg_quality = std::clamp(100.0 - (100.0 - c.jpeg_quality) * factor, 1.0, 100.0);
  return c;
}

// FOLDER/PICTURE.DAMAGE.METHOD.png, the method with the folders of its weights, for they are often
// all that tells two apart; what is awkward in a file name becomes '-'.
absl::Status WriteResult(const std::string& folder,
                         const std::string& file,
                         const std::string& damage,
                         const std::string& method,
                         const cv::Mat& picture) {
  std::string name =
      fmt::format("{}.{}.{}", std::filesystem::path(file).stem().string(), damage, method);
  for (char& c : name) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c));
    if (!plain && std::string_view("._+@-").find(c) == std::string_view::npos) c = '-';
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  Image image;
  image.pixels = picture;
  EncodeOptions encode;
  encode.overwrite = true;
  return Encode(image, folder + "/" + name + ".png", encode);
}

absl::Status Evaluate(EvalOptions options, std::vector<Row>* rows) {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<std::string> files, Files(options));
  for (const std::string& damage : options.damages) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Degradation history, DegradationFromText(damage));
    options.method.scale = ScaleOf(history);
    const int scale = options.method.scale;
    std::vector<std::pair<cv::Mat, cv::Mat>> pairs;  // damaged, original
    std::vector<Conditions> told;
    for (size_t i = 0; i < files.size(); ++i) {
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat original, ReadPicture(files[i], options, scale));
      cv::Mat floats;
      original.convertTo(floats, CV_32F, 1.0 / 255.0);
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat damaged, Degrade(floats, history, 100 + i));
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat truth, TruthOf(floats, history));
      pairs.emplace_back(ToEightBit(damaged), ToEightBit(truth));
      if (options.conditions == "measured") {
        SHARPSCALE_ASSIGN_OR_RETURN(const Conditions c, MeasuredConditions(pairs.back().first));
        told.push_back(c);
        if (options.each) {
          std::printf("  %-28s noise %.1f jpeg %.0f grid %d (%d, %d) blur %.2f halo %.1f\n",
                      std::filesystem::path(files[i]).filename().c_str(),
                      c.noise_sigma,
                      c.jpeg_quality,
                      c.jpeg_grid,
                      c.grid_x,
                      c.grid_y,
                      c.blur_sigma,
                      c.halo);
        }
      } else {
        told.push_back(Told(options, history));
      }
    }
    for (const std::string& name : options.methods) {
      const auto method = MakeMethod(name, options.method);
      if (!method.ok()) {
        std::fprintf(stderr,
                     "%s left out: %s\n",
                     name.c_str(),
                     std::string(method.status().message()).c_str());
        continue;
      }
      Row row{damage, name};
      for (size_t i = 0; i < pairs.size(); ++i) {
        const auto start = std::chrono::steady_clock::now();
        SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat out, (*method)(pairs[i].first, told[i]));
        row.seconds +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        row.megapixels += out.total() / 1e6;
        if (!options.write.empty()) {
          SHARPSCALE_RETURN_IF_ERROR(WriteResult(options.write, files[i], damage, name, out));
        }
        const int shave = scale > 1 ? scale : 0;
        const double psnr = options.rgb ? PsnrAll(out, pairs[i].second, shave)
                                        : PsnrLuma(out, pairs[i].second, shave);
        const double ssim = SsimLuma(out, pairs[i].second, shave);
        row.psnr += psnr / pairs.size();
        row.ssim += ssim / pairs.size();
        if (options.each) {
          std::printf("  %-28s %-24s %7.3f %.4f\n",
                      std::filesystem::path(files[i]).filename().c_str(),
                      name.c_str(),
                      psnr,
                      ssim);
        }
      }
      rows->push_back(row);
      if (!options.json) {
        std::printf("%-34s %-24s %7.3f dB  SSIM %.4f  %7.2f MP/s\n",
                    damage.c_str(),
                    name.c_str(),
                    row.psnr,
                    row.ssim,
                    row.megapixels / std::max(1e-9, row.seconds));
        std::fflush(stdout);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  using sharpscale::EvalOptions;
  CLI::App app{"Set methods side by side: PSNR and SSIM over damaged pictures."};
  EvalOptions options;
  const char* data = std::getenv("SHARPSCALE_DATA");
  options.data = data != nullptr ? data : "../shared/data";
  app.add_option("pictures",
                 options.pictures,
                 "folder (also relative to the data folder), or a list of files below train/")
      ->required();
  app.add_option(
         "--damage", options.damages, "history of the pictures, e.g. down:2:bicubic; repeatable")
      ->required()
      ->delimiter(';');
  app.add_option(
         "--methods",
         options.methods,
         "input, bicubic, cv-cubic, lanczos4, nlm, usm, fsrcnn, espcn, lapsrn, or a model; "
         "MODEL*8 in eight orientations, A>B in two passes, A+B>C their mean with one; each "
         "also held to its source: MODEL@bicubic, @lanczos3, @area, @bilinear, @cv-cubic")
      ->required()
      ->delimiter(',');
  app.add_option("--conditions", options.conditions, "what networks are told")
      ->check(CLI::IsMember({"true", "clean", "measured"}));
  app.add_option("--label-error", options.label_error, "relative error of every condition");
  app.add_option("--limit", options.limit, "at most so many pictures");
  app.add_option("--crop", options.crop, "central crop of at most so many px");
  app.add_option("--threads", options.method.threads, "of our networks");
  app.add_flag("--fp32", options.method.fp32, "our networks without bfloat16");
  app.add_flag("--gray", options.gray, "gray pictures");
  app.add_flag("--rgb", options.rgb, "PSNR over all channels instead of luma");
  app.add_flag("--each", options.each, "every picture by itself");
  app.add_option("--write", options.write, "folder for every result as PNG");
  app.add_flag("--json", options.json, "JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  options.method.peers = options.data + "/peers";
  std::vector<sharpscale::Row> rows;
  const absl::Status status = sharpscale::Evaluate(options, &rows);
  if (!status.ok()) {
    std::fprintf(stderr, "sharpscale-eval: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  if (rows.empty()) {
    std::fprintf(stderr, "sharpscale-eval: no method could be tried, see above\n");
    return 2;
  }
  if (options.json) {
    nlohmann::json list = nlohmann::json::array();
    for (const sharpscale::Row& row : rows) {
      list.push_back({{"damage", row.damage},
                      {"method", row.method},
                      {"psnr", row.psnr},
                      {"ssim", row.ssim},
                      {"mp_per_s", row.megapixels / std::max(1e-9, row.seconds)}});
    }
    std::printf("%s\n", list.dump(2).c_str());
  }
  return 0;
}
