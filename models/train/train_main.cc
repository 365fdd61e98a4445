// SPDX-License-Identifier: Apache-2.0
//
// sharpscale-train: teaches a network from a recipe. Run again with the same folder, it goes on.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "models/train/trainer.h"

namespace {

// Only those are faster in bfloat16 than our own convolutions in fp32, which need a quarter of the
// products.
bool HasMatrixTiles() {
#if defined(__x86_64__) && !defined(__clang__)  // clang 14 does not know the name
  return __builtin_cpu_supports("amx-bf16");
#else
  return false;
#endif
}

}  // namespace

int main(int argc, char** argv) {
  using sharpscale::TrainOptions;
  CLI::App app{"Train a sharpscale network. Run again with the same --run folder, it goes on."};
  std::string recipe_path;
  TrainOptions options;
  const char* data = std::getenv("SHARPSCALE_DATA");
  options.data_folder = data != nullptr ? data : "../shared/data";
  app.add_option("recipe", recipe_path, "models/recipes/*.json")->required();
  app.add_option("--run", options.run_folder, "folder for checkpoint, curve and weights")
      ->required();
  app.add_option("--data", options.data_folder, "folder that holds train/ (SHARPSCALE_DATA)");
  app.add_option("--held-out", options.validation_list, "list of pictures never learned from")
      ->required();
  app.add_option("--start-from",
                 options.start_from,
                 "checkpoint of another run, or published weights (models/weights/*.ssw)");
  app.add_option("--minutes", options.minutes, "let the schedule follow the clock");
  app.add_option("--steps", options.steps, "instead of the recipe's");
  app.add_option("--restart-rate",
                 options.restart_rate,
                 "begin a schedule at this peak rate, unless one is under way");
  app.add_option("--threads", options.threads, "that share a batch")->check(CLI::Range(1, 256));
  bool fp32 = false;
  auto* const single =
      app.add_flag("--fp32", fp32, "our own convolutions, even where there is AMX");
  app.add_flag(
         "--bf16", options.bf16, "LibTorch's in bfloat16; chosen where the CPU has AMX for it")
      ->excludes(single);
  CLI11_PARSE(app, argc, argv);
  options.bf16 = options.bf16 || (!fp32 && HasMatrixTiles());
  options.log = [](const std::string& line) {
    const std::time_t now = std::time(nullptr);
    char stamp[16];
    std::strftime(stamp, sizeof stamp, "%H:%M:%S", std::localtime(&now));
    std::printf("%s %s\n", stamp, line.c_str());
    std::fflush(stdout);
  };
  const auto recipe = sharpscale::ReadRecipe(recipe_path);
  if (!recipe.ok()) {
    std::fprintf(stderr, "sharpscale-train: %s\n", std::string(recipe.status().message()).c_str());
    return 2;
  }
  const absl::Status status = sharpscale::Train(*recipe, options);
  if (!status.ok()) {
    std::fprintf(stderr, "sharpscale-train: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  return 0;
}
