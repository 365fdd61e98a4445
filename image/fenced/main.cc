// SPDX-License-Identifier: Apache-2.0
//
// sharpscale-decode: the fenced helper. Not for people; image/fence.cc starts it as
//   sharpscale-decode SECONDS MEMORY_BYTES decode CONTAINER MAX_PIXELS MAX_METADATA TRUNCATED NAME
//   sharpscale-decode SECONDS MEMORY_BYTES encode NAME
// with the input as descriptor 3 and the pipe for frames as descriptor 4.

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "image/codec.h"
#include "image/fence_protocol.h"
#include "image/fenced/avif_boundary.h"
#include "image/fenced/frame_writer.h"
#include "image/fenced/isobmff.h"
#include "image/fenced/raw_boundary.h"
#include "image/fenced/vips_boundary.h"
#include "image/jpeg_cmyk.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

void Limit(int resource, rlim_t value) {
  const rlimit limit = {value, value};
  setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

// Before the input is looked at.
void Confine(int64_t seconds, int64_t memory_bytes) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0);
  Limit(RLIMIT_CORE, 0);
  Limit(RLIMIT_FSIZE, 0);
  Limit(RLIMIT_CPU, static_cast<rlim_t>(seconds) * 4 + 1);  // codecs use several threads
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  Limit(RLIMIT_AS, static_cast<rlim_t>(memory_bytes));
#else
  (void)memory_bytes;
#endif
}

[[noreturn]] void OutOfMemory() {
  _exit(kFenceOutOfMemory);
}

absl::StatusOr<std::unique_ptr<CodecSource>> OpenInHelper(const std::shared_ptr<ByteSource>& bytes,
                                                          Container container,
                                                          const DecodeOptions& options) {
  if (container == Container::kRaw) return OpenRaw(bytes, options);
  const bool built_in = container == Container::kTiff || container == Container::kGif ||
                        container == Container::kJpeg;
  SHARPSCALE_RETURN_IF_ERROR(StartVips(!built_in));
  if (container == Container::kJpeg) {
    const std::vector<uint8_t> profile = DefaultCmykProfile();
    if (profile.empty()) return absl::InternalError("libvips has no default CMYK profile");
    return OpenJpegWithCmyk(bytes, options, profile);
  }
  return OpenVips(bytes, container, options);
}

int DecodeCommand(char** arguments) {
  const auto container = static_cast<Container>(std::atoi(arguments[0]));
  DecodeOptions options;
  options.max_pixels = std::atoll(arguments[1]);
  options.max_metadata_bytes = std::atoll(arguments[2]);
  options.accept_truncated = arguments[3][0] == '1';
  const absl::StatusOr<std::shared_ptr<ByteSource>> bytes =
      ByteSource::FromDescriptor(kFenceInput, arguments[4]);
  if (!bytes.ok()) return WriteErrorFrame(bytes.status()) ? 0 : 1;
  const absl::StatusOr<std::unique_ptr<CodecSource>> source =
      OpenInHelper(*bytes, container, options);
  if (!source.ok()) return WriteErrorFrame(source.status()) ? 0 : 1;
  return WritePicture(source->get()) ? 0 : 1;
}

absl::StatusOr<std::string> EncodeInHelper(const ByteSource& input) {
  uint64_t length = 0;
  if (input.ReadAt(0, &length, sizeof(length)) < sizeof(length)) {
    return absl::InternalError("the encoding job is missing");
  }
  const std::string payload = input.Read(sizeof(length), length);
  SHARPSCALE_ASSIGN_OR_RETURN(const FencedEncodeJob job, UnpackEncodeJob(payload));
  const size_t count =
      static_cast<size_t>(job.width) * static_cast<size_t>(job.height) * CV_ELEM_SIZE(job.type);
  const std::string pixels =
      input.Read(static_cast<int64_t>(sizeof(length) + payload.size()), count);
  if (pixels.size() != count) return absl::InternalError("the encoding job is cut short");
  if (job.container == Container::kAvif) return EncodeAvif(job, pixels);
  SHARPSCALE_RETURN_IF_ERROR(StartVips(true));
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string file, EncodeJxl(job, pixels));
  return AddJxlBoxes(file, {job.metadata.exif, job.metadata.xmp});
}

int EncodeCommand(char** arguments) {
  const std::string name = arguments[0];
  const absl::StatusOr<std::shared_ptr<ByteSource>> input =
      ByteSource::FromDescriptor(kFenceInput, name);
  if (!input.ok()) return WriteErrorFrame(input.status()) ? 0 : 1;
  const absl::StatusOr<std::string> file = EncodeInHelper(**input);
  if (!file.ok()) {
    const absl::Status named(
        file.status().code(),
        name + ": cannot be encoded (" + std::string(file.status().message()) + ")");
    return WriteErrorFrame(named) ? 0 : 1;
  }
  if (!WriteFrame(FrameType::kRows, file->data(), file->size())) return 1;
  Packer end;
  end.Int(0);
  return WriteFrame(FrameType::kEnd, end.payload().data(), end.payload().size()) ? 0 : 1;
}

int Main(int argc, char** argv) {
  if (argc < 5) return 2;
  std::set_new_handler(OutOfMemory);
  Confine(std::atoll(argv[1]), std::atoll(argv[2]));
  try {
    if (std::strcmp(argv[3], "decode") == 0 && argc == 9) return DecodeCommand(argv + 4);
    if (std::strcmp(argv[3], "encode") == 0) return EncodeCommand(argv + 4);
  } catch (const std::bad_alloc&) {
    return kFenceOutOfMemory;
  } catch (const cv::Exception&) {
    return kFenceOutOfMemory;
  }
  return 2;
}

}  // namespace
}  // namespace sharpscale

int main(int argc, char** argv) {
  _exit(sharpscale::Main(argc, argv));
}
