// SPDX-License-Identifier: Apache-2.0
//
// Full-reference metrics against the published values of five TID2013 pairs. PSNR over RGB; SSIM,
// MS-SSIM and GMSD on rounded BT.601 luma, SSIM at full size, MS-SSIM pooled by the weighted sum,
// GMSD after halving; VSI in colour with the saliency of the whole picture.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <sstream>

#include "analysis/fidelity_gmsd.h"
#include "analysis/fidelity_haarpsi.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "analysis/fidelity_ssim.h"
#include "analysis/fidelity_vsi.h"
#include "analysis/register.h"
#include "image/decode.h"

namespace sharpscale {
namespace {

std::string DataRoot() {
  const char* data = std::getenv("SHARPSCALE_DATA");
  return data != nullptr ? data : SHARPSCALE_SOURCE_DIR "/../shared/data";
}

std::string Folder() {
  return DataRoot() + "/val/iqa_calibration/";
}

// An uncompressed 24-bit BMP, rows from bottom to top.
cv::Mat ReadBmp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (bytes.size() < 54) return {};
  const auto number = [&](int at) {
    uint32_t value = 0;
    for (int k = 3; k >= 0; --k) value = value << 8 | static_cast<uint8_t>(bytes[at + k]);
    return static_cast<int>(value);
  };
  const int width = number(18);
  const int height = number(22);
  const int stride = (3 * width + 3) / 4 * 4;
  cv::Mat picture(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    const char* row = bytes.data() + number(10) + static_cast<size_t>(height - 1 - y) * stride;
    for (int x = 0; x < width; ++x) {
      for (int channel = 0; channel < 3; ++channel) {
        picture.at<cv::Vec3b>(y, x)[channel] = static_cast<uint8_t>(row[3 * x + 2 - channel]);
      }
    }
  }
  return picture;
}

// The published values, by metric, in the order of kPictures.
std::map<std::string, std::vector<double>> Published() {
  std::map<std::string, std::vector<double>> values;
  std::ifstream file(Folder() + "calibration_summary.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::stringstream stream(line);
    std::string name;
    std::getline(stream, name, ',');
    std::string cell;
    while (std::getline(stream, cell, ',')) values[name].push_back(std::atof(cell.c_str()));
  }
  return values;
}

constexpr std::array<const char*, 5> kPictures = {"I03", "I04", "I06", "I08", "I19"};

TEST(FidelityCalibrationTest, EqualsPublishedValues) {
  auto published = Published();
  if (published.empty()) GTEST_SKIP() << "no evaluation pictures in " << Folder();
  for (size_t i = 0; i < kPictures.size(); ++i) {
    const cv::Mat reference = ReadBmp(Folder() + "ref_dir/" + kPictures[i] + ".bmp");
    const cv::Mat distorted = ReadBmp(Folder() + "dist_dir/" + kPictures[i] + ".bmp");
    ASSERT_FALSE(reference.empty());
    ASSERT_FALSE(distorted.empty());
    const cv::Mat a = LumaLevels(reference);
    const cv::Mat b = LumaLevels(distorted);
    const SsimScores ssim = Ssim(a, b);
    // Published with two decimals, all others with four or more.
    EXPECT_NEAR(Psnr(reference, distorted, 255.0), published["psnr"][i], 0.0051) << kPictures[i];
    EXPECT_NEAR(ssim.ssim, published["ssim"][i], 1e-3) << kPictures[i];
    // The published table pools the scales by the weighted sum; the re-implementation whose values
    // are kept beside it by the paper's product.
    EXPECT_NEAR(ssim.ms_ssim_sum, published["ms_ssim"][i], 2e-4) << kPictures[i];
    EXPECT_NEAR(ssim.ms_ssim, published["ms_ssim(ours)"][i], 1e-3) << kPictures[i];
    EXPECT_NEAR(Gmsd(a, b), published["gmsd"][i], 1e-3) << kPictures[i];
    const std::optional<double> vsi = Vsi(reference, distorted);
    ASSERT_TRUE(vsi.has_value());
    EXPECT_NEAR(*vsi, published["vsi"][i], 1e-3) << kPictures[i];
  }
}

// A sharpened copy is not more like its original, by any of the measures.
TEST(FidelityCalibrationTest, UnsharpMasksNeverRaiseFidelity) {
  std::vector<std::string> files;
  const std::string folder = DataRoot() + "/val/biq_mos/";
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".csv") files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  int pictures = 0;
  for (size_t i = 0; i < files.size() && pictures < 20; i += 19) {
    const auto image = Decode(files[i]);
    if (!image.ok() || image->pixels.type() != CV_8UC3) continue;
    if (std::min(image->width(), image->height()) < 256) continue;
    ++pictures;
    const cv::Mat picture = image->pixels(cv::Rect(0, 0, 256, 256)).clone();
    cv::Mat blurred;
    cv::GaussianBlur(picture, blurred, {}, 1.0);
    double psnr = 101.0;
    SsimScores last;
    last.ssim = last.ms_ssim = 1.0 + 1e-9;
    double gmsd = -1.0;
    double haarpsi = 1.0 + 1e-9;
    for (const double amount : {0.5, 1.0, 1.5, 2.0}) {
      cv::Mat sharp;
      cv::addWeighted(picture, 1.0 + amount, blurred, -amount, 0.0, sharp);
      const SsimScores ssim = Ssim(LumaLevels(picture), LumaLevels(sharp));
      EXPECT_LT(Psnr(picture, sharp, 255.0), psnr) << files[i] << " " << amount;
      EXPECT_LT(ssim.ssim, last.ssim) << files[i] << " " << amount;
      EXPECT_LT(ssim.ms_ssim, last.ms_ssim) << files[i] << " " << amount;
      EXPECT_GT(Gmsd(LumaLevels(picture), LumaLevels(sharp)), gmsd) << files[i] << " " << amount;
      EXPECT_LT(HaarPsi(picture, sharp), haarpsi) << files[i] << " " << amount;
      psnr = Psnr(picture, sharp, 255.0);
      last = ssim;
      gmsd = Gmsd(LumaLevels(picture), LumaLevels(sharp));
      haarpsi = HaarPsi(picture, sharp);
    }
  }
  if (pictures == 0) GTEST_SKIP() << "no evaluation pictures in " << folder;
  EXPECT_EQ(pictures, 20);
}

// Twenty pairs of different photographs.
TEST(FidelityCalibrationTest, OtherScenesAreNotComparable) {
  std::vector<std::string> files;
  const std::string folder = DataRoot() + "/val/biq_mos/";
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".csv") files.push_back(entry.path().string());
    }
  }
  if (files.empty()) GTEST_SKIP() << "no evaluation pictures in " << folder;
  std::sort(files.begin(), files.end());
  cv::Mat before;
  int pairs = 0;
  for (size_t i = 3; i < files.size() && pairs < 20; i += 17) {
    const auto image = Decode(files[i]);
    if (!image.ok()) continue;
    const cv::Mat luma = LumaLevels(image->pixels);
    if (!before.empty()) {
      ++pairs;
      EXPECT_FALSE(RegisterPair(before, luma).comparable) << files[i];
    }
    before = luma;
  }
  EXPECT_EQ(pairs, 20);
}

}  // namespace
}  // namespace sharpscale
