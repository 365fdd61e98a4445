// SPDX-License-Identifier: Apache-2.0

#include "image/sha256.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace sharpscale {
namespace {

// FIPS 180-4 examples.
TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(Sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256OfFile, EqualsThatOfItsBytes) {
  const std::string path = testing::TempDir() + "/sha256_test.bin";
  const std::string bytes(700'001, '\x5a');  // more than one piece, not a multiple of it
  std::ofstream(path, std::ios::binary) << bytes;
  const auto hash = Sha256OfFile(path);
  ASSERT_TRUE(hash.ok()) << hash.status();
  EXPECT_EQ(*hash, Sha256(bytes));
}

TEST(Sha256OfFile, MissingFileIsNamed) {
  const auto hash = Sha256OfFile("/no/such/file");
  EXPECT_EQ(hash.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(hash.status().message().find("/no/such/file"), std::string::npos);
}

}  // namespace
}  // namespace sharpscale
