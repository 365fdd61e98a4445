// SPDX-License-Identifier: Apache-2.0

#include "models/train/trainer.h"

#include <torch/torch.h>

#include <algorithm>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <opencv2/imgproc.hpp>
#include <sstream>

#include "absl/strings/match.h"
#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/enlarge_catmull_rom.h"
#include "models/train/curve.h"
#include "models/train/first_pass.h"
#include "models/train/network_of_name.h"
#include "models/train/on_threads.h"
#include "models/train/optimizer.h"
#include "models/train/quality.h"
#include "models/train/rep_net.h"
#include "models/train/sample_pool.h"
#include "models/train/starting_weights.h"
#include "models/train/widened.h"
#include "models/weight_file.h"

namespace sharpscale {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kValidationPictures = 10;
constexpr int kValidationSize = 192;  // px of the target

class Clock {
 public:
  double Minutes() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count() / 60.0;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

struct Batch {
  torch::Tensor packed;  // [N, h, w, inputs]
  torch::Tensor skip;    // [N, 3, H, W]
  torch::Tensor target;  // [N, 3, H, W]
};

torch::Tensor PlanesOf(const cv::Mat& picture) {
  return torch::from_blob(picture.data, {1, picture.rows, picture.cols, 3}, torch::kFloat)
      .permute({0, 3, 1, 2});
}

cv::Mat FloatOf(const cv::Mat& bytes) {
  cv::Mat floats;
  bytes.convertTo(floats, CV_32F, 1.0 / 255.0);
  return floats;
}

Batch MakeBatch(const Recipe& recipe, int size, const SamplePool& pool, Random* random) {
  const RepCondConfig& net = recipe.network;
  const int cells = recipe.patch / net.unshuffle;
  const int out = recipe.patch * net.scale;
  Batch batch;
  batch.packed = torch::empty({size, cells, cells, net.InputChannels()});
  batch.skip = torch::empty({size, 3, out, out});
  batch.target = torch::empty({size, 3, out, out});
  for (int i = 0; i < size; ++i) {
    const SamplePair pair = pool.Patch(recipe.patch, random);
    const cv::Mat input = FloatOf(pair.input);
    PackInput(net, input, pair.conditions, {0, 0}, batch.packed[i].data_ptr<float>());
    const cv::Mat skip = EnlargeCatmullRom(input, net.scale);
    const cv::Mat target = FloatOf(pair.target);
    batch.skip[i].copy_(PlanesOf(skip)[0]);
    batch.target[i].copy_(PlanesOf(target)[0]);
  }
  return batch;
}

// What one thread learns from.
struct Worker {
  SamplePool pool;
  Random random;
  int share;  // of the batch
  double renew = 0.0;
};

cv::Mat Infer(const RepCondConfig& net,
              const std::vector<ConvWeights>& layers,
              const cv::Mat& input,
              const Conditions& conditions,
              torch::ScalarType type) {
  const int h = input.rows / net.unshuffle;
  const int w = input.cols / net.unshuffle;
  torch::Tensor packed = torch::empty({1, h, w, net.InputChannels()});
  PackInput(net, input, conditions, {0, 0}, packed.data_ptr<float>());
  const torch::Tensor residual =
      RunRepNet(net, layers, packed, type).permute({0, 2, 3, 1}).contiguous();
  cv::Mat out = EnlargeCatmullRom(input, net.scale);
  out += cv::Mat(out.rows, out.cols, CV_32FC3, residual.data_ptr<float>());
  return out;
}

struct ValidationPair {
  cv::Mat input;
  cv::Mat target;
  Conditions conditions;
};

// Name of the regime -> its pairs.
using ValidationSet = std::vector<std::pair<std::string, std::vector<ValidationPair>>>;

absl::StatusOr<ValidationSet> MakeValidation(const Recipe& recipe,
                                             const Network* first_pass,
                                             const std::vector<cv::Mat>& pictures) {
  ValidationSet set;
  for (const Recipe::Regime& regime : recipe.validation) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Degradation history, DegradationFromText(regime.damage));
    std::vector<ValidationPair> pairs;
    const int count = std::min<int>(kValidationPictures, static_cast<int>(pictures.size()));
    for (int i = 0; i < count; ++i) {
      const cv::Mat& picture = pictures[pictures.size() * i / count];
      const int scale = recipe.network.scale * FirstScale(first_pass);
      const int size = kValidationSize / scale * scale;
      const cv::Mat bytes =
          picture(cv::Rect((picture.cols - size) / 2, (picture.rows - size) / 2, size, size));
      const cv::Mat floats = FloatOf(bytes);
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat low, Degrade(floats, history, 1000 + i));
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat truth, TruthOf(floats, history));
      Conditions conditions = ConditionsOf(history);
      SHARPSCALE_ASSIGN_OR_RETURN(const cv::Mat input,
                                  AfterFirstPass(first_pass, low, &conditions));
      pairs.push_back({FloatOf(input), ToEightBit(truth), conditions});
    }
    set.emplace_back(regime.name, std::move(pairs));
  }
  return set;
}

// Mean distance by which `output` leaves the range of `target` in its 3x3 surroundings: what a halo
// is, and what blur and noise are not.
torch::Tensor BeyondNeighbours(const torch::Tensor& output, const torch::Tensor& target) {
  const torch::Tensor highest = torch::max_pool2d(target, 3, 1, 1);
  const torch::Tensor lowest = -torch::max_pool2d(-target, 3, 1, 1);
  return (torch::relu(output - highest) + torch::relu(lowest - output)).mean();
}

// Mean squared error of the luma (BT.601). L1 asks for the median of what a crop can have been,
// PSNR for its mean.
torch::Tensor LumaSquare(const torch::Tensor& output, const torch::Tensor& target) {
  const torch::Tensor error = output - target;
  const torch::Tensor luma =
      0.299 * error.select(1, 0) + 0.587 * error.select(1, 1) + 0.114 * error.select(1, 2);
  return luma.square().mean();
}

// Kernels inside the body: plain_i, narrow_i, wide_i.
bool IsBodyKernel(const std::string& name) {
  return absl::StartsWith(name, "plain_") || absl::StartsWith(name, "narrow_") ||
         absl::StartsWith(name, "wide_");
}

// All that a run carries from one checkpoint to the next. The optimiser is by hand, so that its
// state can be kept in our own file.
class Run {
 public:
  explicit Run(const Recipe& recipe) : recipe_(recipe), net_(recipe.network) {
    for (const auto& item : net_->named_parameters()) {
      names_.push_back(item.key());
      parameters_.push_back(item.value());
      moments_.push_back({torch::zeros_like(item.value()), torch::zeros_like(item.value())});
    }
    torch::NoGradGuard no_grad;
    for (const ConvWeights& layer : net_->Merged()) {
      average_.push_back({layer.weight.detach().clone(), layer.bias.detach().clone()});
    }
  }

  int64_t step() const { return step_; }
  int64_t left_out() const { return left_out_; }
  double usual_norm() const { return usual_norm_; }
  double minutes() const { return minutes_; }
  void set_minutes(double minutes) { minutes_ = minutes; }
  const std::vector<ConvWeights>& average() const { return average_; }

  // One step of learning; the batch's mean absolute error. Each thread learns from a part of the
  // batch with a copy of the merged kernels; what it found is added up and led back through the
  // merge.
  double Step(std::vector<Worker>* workers, double rate, torch::ScalarType type) {
    const std::vector<ConvWeights> layers = net_->Merged();
    std::vector<torch::Tensor> merged;
    for (const ConvWeights& layer : layers) {
      merged.push_back(layer.weight);
      merged.push_back(layer.bias);
    }
    const int count = static_cast<int>(workers->size());
    std::vector<std::vector<torch::Tensor>> found(count);
    std::vector<double> losses(count);
    OnThreads(count, [&](int i) {
      Worker& worker = (*workers)[i];
      std::vector<ConvWeights> copies;
      for (const ConvWeights& layer : layers) {
        copies.push_back(
            {layer.weight.detach().requires_grad_(true), layer.bias.detach().requires_grad_(true)});
      }
      const Batch batch = MakeBatch(recipe_, worker.share, worker.pool, &worker.random);
      const torch::Tensor output =
          batch.skip + RunRepNet(recipe_.network, copies, batch.packed, type);
      torch::Tensor loss = torch::l1_loss(output, batch.target);
      if (recipe_.overshoot > 0.0) {
        loss = loss + recipe_.overshoot * BeyondNeighbours(output, batch.target);
      }
      if (recipe_.luma_square > 0.0) {
        loss = loss + recipe_.luma_square * LumaSquare(output, batch.target);
      }
      loss = loss * (static_cast<double>(worker.share) / recipe_.batch);
      loss.backward();
      losses[i] = loss.item<double>();
      for (const ConvWeights& copy : copies) {
        found[i].push_back(copy.weight.grad());
        found[i].push_back(copy.bias.grad());
      }
    });
    double loss = losses[0];
    for (int i = 1; i < count; ++i) {
      loss += losses[i];
      for (size_t k = 0; k < merged.size(); ++k) found[0][k].add_(found[i][k]);
    }
    for (torch::Tensor& parameter : parameters_) parameter.mutable_grad() = torch::Tensor();
    torch::autograd::backward(merged, found[0]);
    torch::NoGradGuard no_grad;
    double squares = 0.0;
    for (const torch::Tensor& parameter : parameters_) {
      squares += parameter.grad().square().sum().item<double>();
    }
    const double norm = std::sqrt(squares);
    ++step_;
    // A step that would ruin the weights is left out: not finite, or far beyond the usual.
    const bool usual = std::isfinite(norm) && (seen_ < 100 || norm < 15.0 * usual_norm_);
    if (std::isfinite(norm)) {
      const double pace = seen_ < 100 ? 0.1 : 0.01;
      usual_norm_ += pace * (std::min(norm, 3.0 * usual_norm_ + 1e-3) - usual_norm_);
    }
    ++seen_;
    if (!usual) {
      ++left_out_;
      return loss;
    }
    const double scale = recipe_.clip > 0.0 && norm > recipe_.clip ? recipe_.clip / norm : 1.0;
    ++adam_step_;
    OnThreads(count, [&](int first) {
      torch::NoGradGuard no_grad_here;
      for (size_t i = first; i < parameters_.size(); i += count) {
        const torch::Tensor gradient = parameters_[i].grad() * scale;
        if (recipe_.muon && IsBodyKernel(names_[i])) {
          MuonStep(gradient, rate, &moments_[i], &parameters_[i]);
        } else {
          AdamStep(gradient, rate, adam_step_, &moments_[i], &parameters_[i]);
        }
      }
    });
    // The average is taken over the merged kernels: they are what is shipped.
    const double decay = std::min(recipe_.average, (1.0 + adam_step_) / (10.0 + adam_step_));
    for (size_t i = 0; i < layers.size(); ++i) {
      average_[i].weight.lerp_(layers[i].weight.detach(), 1.0 - decay);
      average_[i].bias.lerp_(layers[i].bias.detach(), 1.0 - decay);
    }
    return loss;
  }

  absl::Status Save(const std::string& path) const {
    WeightFile file = ToWeightFile(recipe_.network, average_);
    file.config["step"] = step_;
    file.config["adam_step"] = adam_step_;
    file.config["minutes"] = minutes_;
    file.config["schedule_start"] = schedule_start_;
    file.config["schedule_minutes"] = schedule_minutes_;
    file.config["peak_rate"] = peak_rate_;
    file.config["recipe"] = recipe_.text;
    for (size_t i = 0; i < names_.size(); ++i) {
      Append("parameter." + names_[i], parameters_[i], &file);
      Append("first." + names_[i], moments_[i].first, &file);
      Append("second." + names_[i], moments_[i].second, &file);
    }
    return WriteWeights(file, WeightType::kFloat32, path);
  }

  absl::Status Load(const std::string& path) {
    SHARPSCALE_ASSIGN_OR_RETURN(const WeightFile file, ReadWeights(path));
    for (size_t i = 0; i < names_.size(); ++i) {
      const bool all = Take(file, "parameter." + names_[i], &parameters_[i]) &&
                       Take(file, "first." + names_[i], &moments_[i].first) &&
                       Take(file, "second." + names_[i], &moments_[i].second);
      if (!all) {
        return absl::InvalidArgumentError(
            fmt::format("{}: the checkpoint is of another network (tensor '{}')", path, names_[i]));
      }
    }
    const WeightFile shape = ToWeightFile(recipe_.network, average_);
    for (size_t i = 0; i < average_.size(); ++i) {
      Take(file, shape.tensors[2 * i].name, &average_[i].weight);
      Take(file, shape.tensors[2 * i + 1].name, &average_[i].bias);
    }
    step_ = file.config.value("step", int64_t{0});
    adam_step_ = file.config.value("adam_step", int64_t{0});
    minutes_ = file.config.value("minutes", 0.0);
    schedule_start_ = file.config.value("schedule_start", int64_t{0});
    schedule_minutes_ = file.config.value("schedule_minutes", minutes_);
    peak_rate_ = file.config.value("peak_rate", recipe_.learning_rate);
    return absl::OkStatus();
  }

  // Takes over what has the same name and shape from another run; the rest keeps its start.
  absl::StatusOr<int> Borrow(const std::string& path) {
    SHARPSCALE_ASSIGN_OR_RETURN(const WeightFile other, ReadWeights(path));
    const WeightFile file = StartingWeights(other, recipe_);
    int taken = 0;
    for (size_t i = 0; i < names_.size(); ++i) {
      taken += Take(file, "parameter." + names_[i], &parameters_[i]) ? 1 : 0;
    }
    taken += TakeMerged(file);
    torch::NoGradGuard no_grad;
    const std::vector<ConvWeights> merged = net_->Merged();
    for (size_t i = 0; i < merged.size(); ++i) {
      average_[i].weight.copy_(merged[i].weight);
      average_[i].bias.copy_(merged[i].bias);
    }
    return taken;
  }

  void BeginSchedule(double peak_rate) {
    schedule_start_ = step_;
    schedule_minutes_ = minutes_;
    peak_rate_ = peak_rate;
  }
  int64_t schedule_start() const { return schedule_start_; }
  double peak_rate() const { return peak_rate_; }
  // Of the schedule, 0 to 1 and more: `minutes` or, where they are 0, `steps` long.
  double Progress(double minutes, int64_t steps) const {
    return minutes > 0.0 ? (minutes_ - schedule_minutes_) / minutes
                         : static_cast<double>(step_ - schedule_start_) / steps;
  }

 private:
  // Layers of a published weight file: its merged kernels become ours by moving the plain 3x3
  // branch.
  int TakeMerged(const WeightFile& file) {
    torch::NoGradGuard no_grad;
    const std::vector<ConvWeights> merged = net_->Merged();
    const WeightFile layout = ToWeightFile(recipe_.network, merged);
    int taken = 0;
    for (size_t i = 0; i < layout.tensors.size(); ++i) {
      const ConvWeights& layer = merged[i / 2];
      const bool is_bias = i % 2 == 1;
      const torch::Tensor& now = is_bias ? layer.bias : layer.weight;
      torch::Tensor wanted = now.clone();
      if (!TakeOrWiden(file, layout.tensors[i], &wanted)) continue;
      const bool end = i / 2 == 0 || i / 2 + 1 == merged.size();
      const std::string part = i / 2 == 0 ? "head" : "tail";
      const std::string kind = is_bias ? "bias" : "weight";
      const std::string name =
          end ? part + "_" + kind : fmt::format("{}_{}", is_bias ? "bias" : "plain", i / 2 - 1);
      const auto at = std::find(names_.begin(), names_.end(), name);
      if (at == names_.end()) continue;
      parameters_[static_cast<size_t>(at - names_.begin())].add_(wanted - now);
      ++taken;
    }
    return taken;
  }
  bool TakeOrWiden(const WeightFile& file, const WeightTensor& fresh, torch::Tensor* tensor) const {
    const WeightTensor* found = file.Find(fresh.name);
    if (found == nullptr) return false;
    if (Copy(*found, tensor)) return true;
    const int64_t from = file.config.value("channels", int64_t{0});
    const auto wide = Widened(*found, fresh, from, recipe_.network.channels);
    return wide && Copy(*wide, tensor);
  }
  static void Append(const std::string& name, const torch::Tensor& tensor, WeightFile* file) {
    const torch::Tensor flat = tensor.detach().contiguous();
    const float* data = flat.data_ptr<float>();
    file->tensors.push_back({name, flat.sizes().vec(), {data, data + flat.numel()}});
  }
  static bool Take(const WeightFile& file, const std::string& name, torch::Tensor* tensor) {
    const WeightTensor* found = file.Find(name);
    return found != nullptr && Copy(*found, tensor);
  }
  static bool Copy(const WeightTensor& from, torch::Tensor* tensor) {
    if (from.shape != tensor->sizes().vec()) return false;
    torch::NoGradGuard no_grad;
    tensor->copy_(
        torch::from_blob(const_cast<float*>(from.values.data()), tensor->sizes(), torch::kFloat));
    return true;
  }

  const Recipe& recipe_;
  RepNet net_;
  std::vector<std::string> names_;
  std::vector<torch::Tensor> parameters_;
  std::vector<Moments> moments_;
  std::vector<ConvWeights> average_;
  int64_t step_ = 0;
  int64_t adam_step_ = 0;
  int64_t schedule_start_ = 0;
  double schedule_minutes_ = 0.0;  // of `minutes_`, when it began
  double peak_rate_ = 0.0;
  double minutes_ = 0.0;
  double usual_norm_ = 0.0;  // of the gradient, learned anew by each process
  int64_t seen_ = 0;         // gradients behind it
  int64_t left_out_ = 0;     // steps
};

// The published weights: what the runtime needs and where it came from.
absl::Status Export(const Recipe& recipe, const Run& run, const std::string& path) {
  WeightFile file = ToWeightFile(recipe.network, run.average());
  file.config["id"] = recipe.id;
  file.config["steps"] = run.step();
  if (recipe.expert) file.config["expert"] = recipe.text["expert"];
  return WriteWeights(file, WeightType::kFloat16, path);
}

double RateAt(double peak, double last, double progress) {
  progress = std::clamp(progress, 0.0, 1.0);
  return last + 0.5 * (peak - last) * (1.0 + std::cos(kPi * progress));
}

absl::Status TrainOrThrow(const Recipe& recipe, const TrainOptions& options) {
  namespace fs = std::filesystem;
  torch::set_num_threads(1);
  cv::setNumThreads(1);
  torch::manual_seed(recipe.seed);
  std::error_code error;
  fs::create_directories(options.run_folder, error);
  const std::string checkpoint = options.run_folder + "/checkpoint.ssw";
  const std::string csv_path = options.run_folder + "/curve.csv";

  const int64_t total = options.steps > 0 ? options.steps : recipe.steps;
  Run run(recipe);
  if (fs::exists(checkpoint)) {
    SHARPSCALE_RETURN_IF_ERROR(run.Load(checkpoint));
    options.log(fmt::format("goes on at step {}", run.step()));
    // The same command again goes on with what was cut off.
    const bool cut_off =
        options.restart_rate == run.peak_rate() && run.Progress(options.minutes, total) < 1.0;
    if (options.restart_rate > 0.0 && !cut_off) run.BeginSchedule(options.restart_rate);
  } else {
    if (!options.start_from.empty()) {
      SHARPSCALE_ASSIGN_OR_RETURN(const int taken, run.Borrow(options.start_from));
      options.log(fmt::format("took {} tensors from {}", taken, options.start_from));
    }
    run.BeginSchedule(options.restart_rate > 0.0 ? options.restart_rate : recipe.learning_rate);
  }

  std::vector<std::string> held_out;
  if (!options.validation_list.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(held_out, ReadList(options.validation_list));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const PictureSet pictures,
                              LoadPictures(options.data_folder + "/train", held_out));
  if (pictures.training.empty() || pictures.validation.size() != held_out.size()) {
    return absl::InvalidArgumentError(
        fmt::format("{} of {} held-out pictures were found and {} are left to learn from",
                    pictures.validation.size(),
                    held_out.size(),
                    pictures.training.size()));
  }
  NetworkOptions one_thread;
  one_thread.threads = 1;
  std::shared_ptr<const Network> first_pass;
  if (!recipe.first_pass.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(first_pass, LoadNetwork(recipe.first_pass, one_thread));
  }
  std::shared_ptr<const Network> teacher;
  if (!recipe.teacher.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(teacher, NetworkOfName(recipe.teacher, one_thread));
    if (teacher->scale() != recipe.network.scale) {
      return absl::InvalidArgumentError(fmt::format("teacher '{}' enlarges {}x, the network {}x",
                                                    recipe.teacher,
                                                    teacher->scale(),
                                                    recipe.network.scale));
    }
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const ValidationSet validation,
                              MakeValidation(recipe, first_pass.get(), pictures.validation));
  const int threads = std::clamp(options.threads, 1, recipe.batch);
  SamplePoolOptions pool_options;
  pool_options.scale = recipe.network.scale;
  pool_options.crop = recipe.crop;
  pool_options.size = std::max(1, recipe.pool / threads);
  pool_options.chart_chance = recipe.charts;
  pool_options.reduce_chance = recipe.reduce;
  pool_options.soft_chance = recipe.soft;
  pool_options.soft_sigma = recipe.soft_sigma;
  pool_options.measured_chance = recipe.measured;
  pool_options.first_pass = first_pass;
  pool_options.teacher = teacher;
  pool_options.taught = recipe.taught;
  std::vector<Worker> workers;
  for (int i = 0; i < threads; ++i) {
    pool_options.seed = recipe.seed * 1000003 + static_cast<uint64_t>(run.step() + 104729 * i);
    const int share = recipe.batch * (i + 1) / threads - recipe.batch * i / threads;
    workers.push_back({SamplePool(&pictures.training, recipe.mix, pool_options),
                       Random(pool_options.seed * 7919),
                       share});
  }
  std::vector<absl::Status> made(threads);
  const auto all_made = [&]() -> absl::Status {
    for (const absl::Status& status : made) SHARPSCALE_RETURN_IF_ERROR(status);
    return absl::OkStatus();
  };
  OnThreads(threads, [&](int i) { made[i] = workers[i].pool.Fill(); });
  SHARPSCALE_RETURN_IF_ERROR(all_made());
  options.log(fmt::format("{} pictures to learn from, {} held out, network of {} parameters",
                          pictures.training.size(),
                          pictures.validation.size(),
                          recipe.network.Parameters()));

  std::string csv;
  if (fs::exists(csv_path)) {
    SHARPSCALE_ASSIGN_OR_RETURN(csv, ReadBytes(csv_path, 1 << 26));
  } else {
    csv = "step,minutes,rate,loss";
    for (const auto& [name, pairs] : validation) csv += "," + name;
    csv += "\n";
  }

  const torch::ScalarType type = options.bf16 ? torch::kBFloat16 : torch::kFloat;
  const Clock clock;
  const double minutes_before = run.minutes();
  const int64_t first_step = run.step();
  double saved = 0.0;
  double validated = 0.0;
  double loss_sum = 0.0;
  int64_t loss_count = 0;
  bool done = false;

  const auto measure = [&](double rate) -> absl::Status {
    torch::NoGradGuard no_grad;
    std::string line = fmt::format("{},{:.2f},{:.3g},{:.6f}",
                                   run.step(),
                                   run.minutes(),
                                   rate,
                                   loss_count > 0 ? loss_sum / loss_count : 0.0);
    for (const auto& [name, pairs] : validation) {
      double sum = 0.0;
      for (const ValidationPair& pair : pairs) {
        const cv::Mat out =
            ToEightBit(Infer(recipe.network, run.average(), pair.input, pair.conditions, type));
        sum += recipe.network.scale > 1 ? PsnrLuma(out, pair.target, recipe.network.scale)
                                        : PsnrAll(out, pair.target, 0);
      }
      line += fmt::format(",{:.3f}", sum / pairs.size());
    }
    loss_sum = 0.0;
    loss_count = 0;
    options.log(
        fmt::format("{} (norm {:.3f}, {} left out)", line, run.usual_norm(), run.left_out()));
    csv += line + "\n";
    std::ofstream(csv_path, std::ios::trunc) << csv;
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string svg, DrawCurve(csv, recipe.id));
    std::ofstream(options.run_folder + "/curve.svg", std::ios::trunc) << svg;
    return Export(recipe, run, options.run_folder + "/weights.ssw");
  };

  // The row of the untrained network: plain Catmull-Rom, or the damaged picture itself.
  if (run.step() == 0) SHARPSCALE_RETURN_IF_ERROR(measure(0.0));
  while (!done) {
    run.set_minutes(minutes_before + clock.Minutes());
    const int64_t local = run.step() - run.schedule_start();
    const double progress = run.Progress(options.minutes, total);
    double rate = RateAt(run.peak_rate(), recipe.final_learning_rate, progress);
    // A fresh optimiser has no idea of the gradients' spread yet.
    if (local < recipe.warm_up) rate *= (local + 1.0) / recipe.warm_up;
    const double loss = run.Step(&workers, rate, type);
    loss_sum += loss;
    ++loss_count;
    OnThreads(threads, [&](int i) {
      Worker& worker = workers[i];
      for (worker.renew += recipe.renew / threads; worker.renew >= 1.0; worker.renew -= 1.0) {
        if (made[i].ok()) made[i] = worker.pool.Renew();
      }
    });
    SHARPSCALE_RETURN_IF_ERROR(all_made());
    const int64_t taken = run.step() - first_step;
    if (taken == 20 || taken == 200) {
      options.log(fmt::format("{:.3f} s a step", clock.Minutes() * 60.0 / taken));
    }
    done = progress >= 1.0;
    if (done || clock.Minutes() - validated >= options.validate_minutes) {
      SHARPSCALE_RETURN_IF_ERROR(measure(rate));
      validated = clock.Minutes();
    }
    if (done || clock.Minutes() - saved >= options.checkpoint_minutes) {
      SHARPSCALE_RETURN_IF_ERROR(run.Save(checkpoint));
      saved = clock.Minutes();
    }
  }
  options.log(fmt::format("done at step {}", run.step()));
  return absl::OkStatus();
}

}  // namespace

absl::Status Train(const Recipe& recipe, const TrainOptions& options) {
  try {
    return TrainOrThrow(recipe, options);
  } catch (const std::exception& e) {
    return absl::InternalError(fmt::format("training {} failed: {}", recipe.id, e.what()));
  }
}

}  // namespace sharpscale
