// SPDX-License-Identifier: Apache-2.0

#include "tests/bench/invention_pictures.h"

#include <algorithm>
#include <filesystem>

namespace sharpscale {
namespace {

namespace fs = std::filesystem;

// `count` files of a folder, evenly spread.
void AddFiles(const std::string& folder, size_t count, std::vector<std::string>* files) {
  if (!fs::is_directory(folder)) return;
  std::vector<std::string> here;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() != ".csv") {
      here.push_back(entry.path().string());
    }
  }
  std::sort(here.begin(), here.end());
  const size_t stride = std::max<size_t>(1, here.size() / std::max<size_t>(1, count));
  for (size_t i = 0; i < here.size() && i / stride < count; i += stride) files->push_back(here[i]);
}

}  // namespace

std::vector<std::string> InventionFiles(const std::string& data) {
  std::vector<std::string> files;
  AddFiles(data + "/val/set14", 14, &files);
  AddFiles(data + "/val/biq_mos", 20, &files);
  AddFiles(data + "/val/screens", 3, &files);
  AddFiles(data + "/val/lineart", 2, &files);
  AddFiles(data + "/val/ai", 1, &files);
  return files;
}

Image Enlarged(const cv::Mat& picture, int scale, GridKernel kernel) {
  Image image;
  image.pixels = ResampleToGrid(picture,
                                {picture.cols * scale, 1.0 / scale, 0.0},
                                {picture.rows * scale, 1.0 / scale, 0.0},
                                kernel,
                                CV_8U);
  return image;
}

}  // namespace sharpscale
