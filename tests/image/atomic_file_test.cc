// SPDX-License-Identifier: Apache-2.0

#include "image/atomic_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "image/decode.h"
#include "image/encode.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

class AtomicFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sharpscale-atomic-XXXXXX";
    folder_ = mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  static std::string Content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  std::string folder_;
};

TEST_F(AtomicFileTest, AppearsWholeOrNotAtAll) {
  {
    const auto file = AtomicFile::Create(Path("a"), false, {});
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Write("half", 4).ok());
  }
  EXPECT_TRUE(Files().empty());
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "first", false).ok());
  EXPECT_EQ(WriteFileAtomically(Path("a"), "second", false).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Content(Path("a")), "first");
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "second", true).ok());
  EXPECT_EQ(Content(Path("a")), "second");
  EXPECT_EQ(Files().size(), 1u);
}

TEST_F(AtomicFileTest, LinksStayLinks) {
  ASSERT_TRUE(WriteFileAtomically(Path("target"), "old", false).ok());
  ASSERT_EQ(symlink("target", Path("link").c_str()), 0);
  ASSERT_TRUE(WriteFileAtomically(Path("link"), "new", true).ok());
  EXPECT_EQ(Content(Path("target")), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(Path("link")));
  EXPECT_EQ(WriteFileAtomically(Path("link"), "x", true, {Path("target")}).code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(AtomicFileTest, SomethingThatAppearsMeanwhileIsNotReplaced) {
  const auto file = AtomicFile::Create(Path("a"), false, {});
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->Write("ours", 4).ok());
  std::ofstream(Path("a")) << "theirs";
  EXPECT_EQ((*file)->Commit().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Content(Path("a")), "theirs");
}

TEST_F(AtomicFileTest, PlacesThatCannotBeWritten) {
  EXPECT_EQ(WriteFileAtomically(Path("no/such/a"), "x", false).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(WriteFileAtomically(folder_, "x", true).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WriteFileAtomically("/dev/null", "x", true).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WriteFileAtomically("", "x", true).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WriteFileAtomically("/proc/a", "x", true).ok(), false);
}

// Runs `body` in a child process; returns how it ended.
template <typename Body>
int InChild(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

TEST_F(AtomicFileTest, FullDisksLeaveNothing) {
  for (const char* name : {"a.png", "a.jpg", "a.tif", "a.webp"}) {
    const std::string path = Path(name);
    const int status = InChild([&] {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limit = {20000, 20000};
      setrlimit(RLIMIT_FSIZE, &limit);
      cv::setNumThreads(1);
      Image image;
      image.pixels = RandomPixels(300, 300, CV_8UC3, 1);
      EncodeOptions options;
      options.quality = 100;
      const absl::Status written = Encode(image, path, options);
      return written.code() == absl::StatusCode::kResourceExhausted ? 0 : 1;
    });
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << name;
    EXPECT_TRUE(Files().empty()) << name;
  }
}

TEST_F(AtomicFileTest, KilledWritersLeaveNothing) {
  for (int rows = 0; rows < 64; rows += 9) {
    const int status = InChild([&] {
      cv::setNumThreads(1);
      const auto sink = OpenSink({64, 64, CV_8UC3, false}, Image(), Path("a.png"));
      if (!sink.ok()) return 1;
      for (int y = 0; y < rows; ++y) {
        if (!(*sink)->WriteRows(RandomPixels(64, 1, CV_8UC3, 1), {}).ok()) return 1;
      }
      raise(SIGKILL);
      return 1;
    });
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_TRUE(Files().empty());
  }
}

}  // namespace
}  // namespace sharpscale
