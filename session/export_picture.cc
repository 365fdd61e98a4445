// SPDX-License-Identifier: Apache-2.0

#include "session/export_picture.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "advice/history.h"
#include "enhance/export.h"
#include "enhance/export_uses.h"
#include "enhance/pump.h"
#include "enhance/replay.h"
#include "enhance/result_history.h"
#include "image/pixel_source.h"
#include "image/sha256.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

absl::Status WriteInStrips(const Image& image,
                           const std::string& path,
                           const EncodeOptions& options,
                           const Progress* progress) {
  const std::unique_ptr<PixelSource> source = ImageSource(image);
  SHARPSCALE_ASSIGN_OR_RETURN(const std::unique_ptr<PixelSink> sink,
                              OpenSink(source->shape(), source->facts(), path, options));
  PumpOptions pump;
  pump.announce = true;
  return Pump(*source, *sink, pump, progress);
}

History HistoryOfExport(const Image& image, const ExportRequest& request) {
  std::string sha256;  // "" = unknown: the source may have gone
  if (!request.source_file.empty()) sha256 = Sha256OfFile(request.source_file).value_or("");
  return ResultHistory(*request.made, sha256, request.source_size, {image.width(), image.height()});
}

// Said before the picture is written, not after it.
absl::Status SidecarIsFree(const std::string& path, const EncodeOptions& encode) {
  const std::string sidecar = HistorySidecarPath(path);
  std::error_code error;
  if (encode.overwrite || !std::filesystem::exists(sidecar, error)) return absl::OkStatus();
  return absl::AlreadyExistsError(fmt::format(
      "{} exists already and would be replaced; choose another name or allow replacing", sidecar));
}

}  // namespace

absl::Status ExportPicture(const Image& image,
                           const std::string& path,
                           const ExportRequest& request,
                           const Progress* progress) {
  EncodeOptions encode = request.encode;
  if (encode.format == Container::kUnknown) encode.format = ContainerFromPath(path);
  if (request.made) SHARPSCALE_RETURN_IF_ERROR(SidecarIsFree(path, encode));
  Image picture = image;
  History history;
  if (request.made) {
    history = HistoryOfExport(image, request);
    // A packet that cannot be understood is kept as it is: the sidecar has the history.
    if (!encode.strip) RecordHistory(history, &picture).IgnoreError();
  }
  if (request.max_bytes > 0) {
    SHARPSCALE_ASSIGN_OR_RETURN(const FittedFile file,
                                FitBytes(picture, encode, request.max_bytes, progress));
    encode = file.options;
    SHARPSCALE_RETURN_IF_ERROR(
        WriteFileAtomically(path, file.bytes, encode.overwrite, encode.never_overwrite));
  } else {
    SHARPSCALE_RETURN_IF_ERROR(WriteInStrips(picture, path, encode, progress));
  }
  if (!request.made) return absl::OkStatus();
  ExportOutput output;
  output.path = path;
  output.encode = encode;
  output.max_bytes = request.max_bytes;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string sha256, Sha256OfFile(path));
  return WriteFileAtomically(HistorySidecarPath(path),
                             SidecarJson(history, *request.made, EnhanceOptions(), output, sha256),
                             encode.overwrite,
                             encode.never_overwrite);
}

}  // namespace sharpscale
