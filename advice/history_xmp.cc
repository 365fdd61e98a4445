// SPDX-License-Identifier: Apache-2.0
//
// The history inside an XMP packet: one rdf:Description of our own namespace, whose text is the
// JSON. Only that block is read and written; the rest of a packet is carried along as it is.

#include <fmt/format.h>

#include "advice/history.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr std::string_view kNamespace = "urn:sharpscale:history:1";
constexpr std::string_view kBlockStart =
    "<rdf:Description rdf:about=\"\" "
    "xmlns:sharpscale=\"urn:sharpscale:history:1\"";
constexpr std::string_view kBlockEnd = "</rdf:Description>";
constexpr std::string_view kTextStart = "<sharpscale:History>";
constexpr std::string_view kTextEnd = "</sharpscale:History>";
constexpr std::string_view kRdfEnd = "</rdf:RDF>";
constexpr size_t kMostBytes = 4 << 20;
// IPTC: a picture with parts that a trained model made up.
constexpr std::string_view kDigitalSource =
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

constexpr std::string_view kEmptyPacket =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Unescaped(std::string_view text) {
  struct Entity {
    std::string_view name;
    char c;
  };
  static constexpr Entity kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string plain;
  while (!text.empty()) {
    bool found = false;
    for (const Entity& entity : kEntities) {
      if (text.substr(0, entity.name.size()) != entity.name) continue;
      plain += entity.c;
      text.remove_prefix(entity.name.size());
      found = true;
      break;
    }
    if (found) continue;
    plain += text.front();
    text.remove_prefix(1);
  }
  return plain;
}

std::string Block(const History& history) {
  std::string block(kBlockStart);
  if (history.PredictedDetail()) {
    block += " xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"";
  }
  block += ">\n";
  block += fmt::format("{}{}{}\n", kTextStart, Escaped(HistoryToJson(history)), kTextEnd);
  if (history.PredictedDetail()) {
    block += fmt::format("<Iptc4xmpExt:DigitalSourceType>{}</Iptc4xmpExt:DigitalSourceType>\n",
                         kDigitalSource);
  }
  block += kBlockEnd;
  block += "\n";
  return block;
}

}  // namespace

absl::StatusOr<std::string> AddHistoryToXmp(std::string_view packet, const History& history) {
  std::string xmp(packet.empty() ? kEmptyPacket : packet);
  if (xmp.size() > kMostBytes) {
    return absl::InvalidArgumentError(
        fmt::format("XMP packet of {} bytes: at most {} can be handled", xmp.size(), kMostBytes));
  }
  // An older history of ours makes way.
  for (size_t start = xmp.find(kBlockStart); start != std::string::npos;
       start = xmp.find(kBlockStart)) {
    const size_t end = xmp.find(kBlockEnd, start);
    if (end == std::string::npos) {
      return absl::InvalidArgumentError("XMP packet: the sharpscale block has no end");
    }
    size_t length = end + kBlockEnd.size() - start;
    if (start + length < xmp.size() && xmp[start + length] == '\n') ++length;
    xmp.erase(start, length);
  }
  if (xmp.find(kNamespace) != std::string::npos) {
    return absl::InvalidArgumentError(
        "XMP packet: the sharpscale history was rewritten by another program and cannot be "
        "replaced");
  }
  const size_t end = xmp.rfind(kRdfEnd);
  if (end == std::string::npos) {
    return absl::InvalidArgumentError("XMP packet: no </rdf:RDF>, so nothing can be added to it");
  }
  xmp.insert(end, Block(history));
  return xmp;
}

absl::StatusOr<History> HistoryFromXmp(std::string_view packet) {
  const size_t space = packet.find(kNamespace);
  const size_t start = packet.find(kTextStart);
  const size_t end = start == std::string_view::npos ? start : packet.find(kTextEnd, start);
  if (space == std::string_view::npos || end == std::string_view::npos) {
    return absl::NotFoundError("the XMP packet carries no sharpscale history");
  }
  const size_t text = start + kTextStart.size();
  return HistoryFromJson(Unescaped(packet.substr(text, end - text)));
}

}  // namespace sharpscale
