// SPDX-License-Identifier: Apache-2.0

#include "image/fence.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace sharpscale {
namespace {

constexpr char kHelper[] = "sharpscale-decode";

std::string ExecutableFolder() {
  char path[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
  if (length <= 0) return {};
  const std::string whole(path, static_cast<size_t>(length));
  return whole.substr(0, whole.rfind('/'));
}

// A copy with a number that the child's fixed descriptors cannot hit.
int Raise(int descriptor) {
  return fcntl(descriptor, F_DUPFD_CLOEXEC, 16);
}

// What the helper needs of the environment: nothing that could redirect its loading.
std::vector<char*> HelperEnvironment(std::vector<std::string>* storage) {
  *storage = {"LC_ALL=C", "MALLOC_ARENA_MAX=2"};
  for (const char* name : {"PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS"}) {
    if (const char* value = getenv(name)) storage->push_back(fmt::format("{}={}", name, value));
  }
  std::vector<char*> pointers;
  for (std::string& variable : *storage) pointers.push_back(variable.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<std::string> FindFenceHelper() {
  std::vector<std::string> folders;
  const char* named = getenv("SHARPSCALE_LIBEXEC");
  if (named != nullptr && named[0] != '\0') {
    folders.emplace_back(named);
  } else {
    const std::string own = ExecutableFolder();
    if (!own.empty()) {
      folders.push_back(own);
      folders.push_back(own + "/../libexec/sharpscale");
    }
    folders.emplace_back(SHARPSCALE_INSTALLED_LIBEXEC);
  }
  std::string tried;
  for (const std::string& folder : folders) {
    const std::string path = folder + "/" + kHelper;
    if (access(path.c_str(), X_OK) == 0) return path;
    tried += (tried.empty() ? "" : ", ") + folder;
  }
  return absl::NotFoundError(fmt::format(
      "the helper {} was not found in {}; install it there or set SHARPSCALE_LIBEXEC to "
      "its folder",
      kHelper,
      tried));
}

absl::StatusOr<std::unique_ptr<Fence>> Fence::Start(const std::string& name,
                                                    const std::vector<std::string>& arguments,
                                                    int input,
                                                    double seconds,
                                                    int64_t memory_bytes) {
  const absl::StatusOr<std::string> helper = FindFenceHelper();
  if (!helper.ok()) {
    return absl::NotFoundError(fmt::format("{}: {}", name, std::string(helper.status().message())));
  }
  const auto failed = [&name](std::string_view doing, int error) {
    return absl::ResourceExhaustedError(fmt::format(
        "{}: the helper process cannot be started ({}: {})", name, doing, strerror(error)));
  };
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return failed("pipe", errno);
  const int raised_input = Raise(input);
  const int raised_output = Raise(ends[1]);
  close(ends[1]);
  std::unique_ptr<Fence> fence(new Fence);
  fence->name_ = name;
  fence->seconds_ = seconds;
  fence->memory_bytes_ = memory_bytes;
  fence->pipe_ = ends[0];
  if (raised_input < 0 || raised_output < 0) {
    const int error = errno;
    if (raised_input >= 0) close(raised_input);
    if (raised_output >= 0) close(raised_output);
    return failed("descriptors", error);
  }
  // Fewer switches between the processes; a refusal does not matter.
  fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);

  std::vector<std::string> texts = {
      *helper, fmt::format("{}", std::ceil(seconds)), fmt::format("{}", memory_bytes)};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);
  std::vector<std::string> environment_storage;
  const std::vector<char*> environment = HelperEnvironment(&environment_storage);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, raised_input, kFenceInput);
  posix_spawn_file_actions_adddup2(&actions, raised_output, kFenceOutput);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error = posix_spawn(
      &fence->process_, helper->c_str(), &actions, &attributes, argv.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(raised_input);
  close(raised_output);
  if (error != 0) {
    fence->process_ = -1;
    return failed("spawn", error);
  }
  return fence;
}

Fence::~Fence() {
  if (pipe_ >= 0) close(pipe_);
  if (process_ > 0) {
    kill(process_, SIGKILL);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
}

absl::Status Fence::EndOfHelper() {
  if (timed_out_) {
    return absl::DeadlineExceededError(fmt::format(
        "{}: reading took longer than the limit of {:g} s; raise the limit if you trust "
        "the file",
        name_,
        seconds_));
  }
  int status = 0;
  if (process_ > 0) {
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
  }
  const std::string memory = fmt::format("{:.0f} MB", static_cast<double>(memory_bytes_) / 1e6);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kFenceOutOfMemory) {
    return absl::ResourceExhaustedError(
        fmt::format("{}: reading needs more than the limit of {} of memory; raise the limit if you "
                    "trust the file",
                    name_,
                    memory));
  }
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
    return absl::DeadlineExceededError(fmt::format(
        "{}: the helper was stopped at its limits ({:g} s, {}); raise them if you trust "
        "the file",
        name_,
        seconds_,
        memory));
  }
  return absl::InvalidArgumentError(
      fmt::format("{}: the codec library crashed on this file ({}), contained in its own process; "
                  "the file is damaged or of a kind the library cannot handle, export it again",
                  name_,
                  WIFSIGNALED(status)
                      ? fmt::format("signal {}", WTERMSIG(status))
                      : fmt::format("exit code {}", WIFEXITED(status) ? WEXITSTATUS(status) : -1)));
}

absl::Status Fence::ReadPayload(void* to, size_t count) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(seconds_));
  size_t done = 0;
  while (done < count) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready = {pipe_, POLLIN, 0};
    const int polled =
        left <= 0 ? 0 : poll(&ready, 1, static_cast<int>(std::min<int64_t>(left, 1'000'000)));
    if (polled < 0 && errno == EINTR) continue;
    if (polled <= 0) {
      timed_out_ = true;
      return EndOfHelper();
    }
    const ssize_t got = read(pipe_, static_cast<char*>(to) + done, count - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return EndOfHelper();
    done += static_cast<size_t>(got);
  }
  return absl::OkStatus();
}

absl::StatusOr<FrameHead> Fence::NextFrame(uint64_t max_length) {
  FrameHead head;
  const absl::Status status = ReadPayload(&head, sizeof(head));
  if (!status.ok()) return status;
  if (head.length > max_length || head.type < 1 || head.type > 4) {
    return absl::InternalError(fmt::format("{}: the decoding helper answered nonsense", name_));
  }
  return head;
}

absl::StatusOr<std::string> Fence::ReadPayload(uint64_t count) {
  std::string payload(count, '\0');
  const absl::Status status = ReadPayload(payload.data(), payload.size());
  if (!status.ok()) return status;
  return payload;
}

absl::Status Fence::ReadError(const FrameHead& head) {
  const absl::StatusOr<std::string> payload = ReadPayload(std::min<uint64_t>(head.length, 1 << 16));
  if (!payload.ok()) return payload.status();
  Unpacker unpacker(*payload);
  const int64_t code = unpacker.Int();
  const std::string message = unpacker.Text();
  if (!unpacker.ok() || code < 1 || code > 16) {
    return absl::InternalError(fmt::format("{}: the decoding helper answered nonsense", name_));
  }
  return absl::Status(static_cast<absl::StatusCode>(code), message);
}

}  // namespace sharpscale
