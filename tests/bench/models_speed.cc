// SPDX-License-Identifier: Apache-2.0
//
// Megapixels per second of every model in the catalogue, run as enhance runs them (a tile a
// thread), and how much of the machine's own convolution rate, measured in the same run, each of
// them reaches (Winograd's convolutions pass 100 %); beside it the same network in LibTorch; in the
// same run OpenCV's dnn_superres networks (weights in
// SHARPSCALE_DATA/peers/dnn_superres), on the same tile with the same threads. "By processor time"
// holds on a machine that others use as well.
//
//   models_speed_bench [THREADS] [TILE]

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <opencv2/core.hpp>
#include <opencv2/dnn_superres.hpp>
#include <optional>
#include <string>
#include <vector>

#include "enhance/lanes.h"
#include "image/keep_tiles_in_heap.h"
#include "models/catalogue.h"
#include "models/network.h"
#include "models/repcond.h"
#include "models/weight_file.h"

namespace {

struct Cost {
  double wall = 1e9;  // seconds
  double cpu = 1e9;   // seconds of processor time per thread; other work on the machine counts less
};

// The best of `times` runs: other work on the machine disturbs single runs.
Cost Measure(int times, int threads, const std::function<void()>& work) {
  work();
  Cost best;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    work();
    best.cpu =
        std::min(best.cpu, static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC / threads);
    best.wall = std::min(
        best.wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

// GFLOP/s (processor time) of one 3x3 convolution of this many channels on a tile.
double ConvolutionRate(int channels, int tile, int threads, at::ScalarType type) {
  const c10::InferenceMode inference;
  at::set_num_threads(1);
  const at::Tensor x =
      at::rand({1, channels, tile, tile}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor w =
      at::rand({channels, channels, 3, 3}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor b = at::zeros({channels}).to(type);
  const int calls = 10 * threads;
  const Cost cost = Measure(7, threads, [&] {
    sharpscale::RunInLanes(threads, calls, [&](int) {
      const c10::InferenceMode on_this_thread;
      at::conv2d(x, w, b, 1, 1);
    });
  });
  return 2.0 * 9.0 * channels * channels * tile * tile * calls / cost.cpu / 1e9;
}

// OpenCV's super-resolution networks, side by side.
void MeasurePeers(const std::string& folder, int threads, int tile) {
  struct Peer {
    const char* file;
    const char* name;
    int scale;
  };
  constexpr Peer kPeers[] = {{"FSRCNN_x2.pb", "fsrcnn", 2},
                             {"FSRCNN_x4.pb", "fsrcnn", 4},
                             {"ESPCN_x2.pb", "espcn", 2},
                             {"LapSRN_x2.pb", "lapsrn", 2},
                             {"LapSRN_x4.pb", "lapsrn", 4}};
  cv::setNumThreads(threads);
  for (const Peer& peer : kPeers) {
    const std::string path = folder + "/" + peer.file;
    if (!std::filesystem::exists(path)) continue;
    cv::dnn_superres::DnnSuperResImpl network;
    network.readModel(path);
    network.setModel(peer.name, peer.scale);
    const cv::Mat in(tile, tile, CV_8UC3, cv::Scalar::all(100));
    cv::Mat out;
    const Cost cost = Measure(3, threads, [&] { network.upsample(in, out); });
    std::printf("%-16s peer            out %6.2f MP/s (%6.2f by processor time)\n",
                peer.file,
                static_cast<double>(out.total()) / cost.wall / 1e6,
                static_cast<double>(out.total()) / cost.cpu / 1e6);
  }
}

}  // namespace

int main(int argc, char** argv) {
  sharpscale::KeepTilesInHeap();  // as the program does
  const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
  const int tile = argc > 2 ? std::atoi(argv[2]) : 256;
  const auto catalogue = sharpscale::LoadCatalogue();
  if (!catalogue.ok()) {
    std::fprintf(stderr, "%s\n", std::string(catalogue.status().message()).c_str());
    return 1;
  }
  std::printf("threads %d, tile %d px of the input\n", threads, tile);
  for (const sharpscale::ModelInfo& model : catalogue->models) {
    sharpscale::NetworkOptions options;
    options.threads = 1;
    const auto start = std::chrono::steady_clock::now();
    const auto network = sharpscale::LoadNetwork(model.id, options);
    const double load =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!network.ok()) {
      std::fprintf(stderr, "%s\n", std::string(network.status().message()).c_str());
      return 1;
    }
    // Of a model made of others the shape is not one.
    std::optional<sharpscale::RepCondConfig> config;
    if (!model.passes) {
      const auto weights = sharpscale::ReadWeights(catalogue->Path(model));
      const auto read = sharpscale::RepCondConfigFromJson(weights->config);
      if (read.ok()) config = *read;
    }
    options.engine = sharpscale::Engine::kLibTorch;
    const auto torch = sharpscale::LoadNetwork(model.id, options);
    const bool bf16 = (*network)->precision() == sharpscale::Precision::kBf16;
    std::printf(
        "%-16s %s  load %4.0f ms\n", model.id.c_str(), bf16 ? "bf16" : "fp32", 1000.0 * load);
    // Clean pictures, and where these have a set of another width the others.
    sharpscale::Conditions clean;
    sharpscale::Conditions damaged;
    damaged.jpeg_quality = 40.0;
    std::vector<sharpscale::Conditions> told = {clean};
    if (config && config->Channels(config->Serving(clean)) != config->channels) {
      told.push_back(damaged);
    }
    const cv::Mat in(tile, tile, CV_32FC3, cv::Scalar::all(0.4));
    const double out_mp = 1e-6 * tile * tile * model.scale * model.scale;
    constexpr int kTilesPerThread = 2;
    const int tiles = kTilesPerThread * threads;
    for (const sharpscale::Conditions& conditions : told) {
      const auto cost_of = [&](const sharpscale::Network& one) {
        Cost cost = Measure(7, threads, [&] {
          sharpscale::RunInLanes(threads, tiles, [&](int) {
            one.Run(in, conditions, {0, 0}).status().IgnoreError();
          });
        });
        cost.wall /= tiles;
        cost.cpu /= tiles;
        return cost;
      };
      const Cost cost = cost_of(**network);
      std::printf("  %-14s out %6.2f MP/s (%6.2f by processor time)",
                  &conditions == &told[0] ? "clean" : "damaged",
                  out_mp / cost.wall,
                  out_mp / cost.cpu);
      if (config) {
        const size_t set = config->Serving(conditions);
        const int u = config->unshuffle;
        const double rate = ConvolutionRate(
            config->Channels(set), tile / u, threads, bf16 ? at::kBFloat16 : at::kFloat);
        const double cells = static_cast<double>(tile) * tile / u / u;
        const double reached =
            2.0 * cells * static_cast<double>(config->Parameters(set)) / cost.cpu / 1e9;
        std::printf("  %4.0f GFLOP/s of %4.0f: %3.0f %%", reached, rate, 100.0 * reached / rate);
      }
      if (torch.ok()) std::printf("  LibTorch %6.2f MP/s", out_mp / cost_of(**torch).wall);
      std::printf("\n");
    }
  }
  const char* data = std::getenv("SHARPSCALE_DATA");
  MeasurePeers(std::string(data != nullptr ? data : SHARPSCALE_SOURCE_DIR "/../shared/data") +
                   "/peers/dnn_superres",
               threads,
               tile);
  return 0;
}
