// SPDX-License-Identifier: Apache-2.0
#include "common/media/xmp.h"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/base/proto_time.h"
#include "common/base/xml.h"
#include "common/media/moment.h"

namespace photoferry {
namespace {

constexpr char kBegin[] =
    "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
    " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
    "    xmlns:exif=\"http://ns.adobe.com/exif/1.0/\"\n"
    "    xmlns:Iptc4xmpCore=\"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/\"\n"
    "    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
    "    xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\"\n"
    "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n";

constexpr char kEnd[] =
    "  </rdf:Description>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n"
    "<?xpacket end=\"w\"?>\n";

// Writes properties; an empty value is no property.
class Writer {
 public:
  void Text(absl::string_view name, absl::string_view value) {
    if (!value.empty())
      absl::StrAppend(&out_, "   <", name, ">", XmlEscaped(value), "</", name, ">\n");
  }
  void LanguageText(absl::string_view name, absl::string_view value) {
    if (value.empty()) return;
    List(name, "Alt",
         {absl::StrCat("<rdf:li xml:lang=\"x-default\">", XmlEscaped(value), "</rdf:li>")});
  }
  void Bag(absl::string_view name, const std::vector<std::string>& values) {
    std::vector<std::string> entries;
    for (const std::string& value : values) {
      if (!value.empty())
        entries.push_back(absl::StrCat("<rdf:li>", XmlEscaped(value), "</rdf:li>"));
    }
    if (!entries.empty()) List(name, "Bag", entries);
  }
  std::string Take() { return std::move(out_); }

 private:
  void List(absl::string_view name, absl::string_view kind,
            const std::vector<std::string>& entries) {
    absl::StrAppend(&out_, "   <", name, "><rdf:", kind, ">");
    for (const std::string& entry : entries) absl::StrAppend(&out_, entry);
    absl::StrAppend(&out_, "</rdf:", kind, "></", name, ">\n");
  }

  std::string out_;
};

// "52,31.234567N": degrees, then minutes as a decimal fraction.
std::string GpsCoordinate(double degrees, char positive, char negative) {
  const double size = std::fabs(degrees);
  // Rounded first, so that 59.9999999 minutes become the next degree and never "60".
  const auto micro_minutes = static_cast<int64_t>(std::llround(size * 60 * 1e6));
  return absl::StrFormat("%d,%d.%06d%c", micro_minutes / 60'000'000,
                         micro_minutes % 60'000'000 / 1'000'000, micro_minutes % 1'000'000,
                         degrees < 0 ? negative : positive);
}

void AddGps(const v1::Coordinates& location, Writer& writer) {
  const double latitude = location.latitude();
  const double longitude = location.longitude();
  const bool on_earth = std::fabs(latitude) <= 90 && std::fabs(longitude) <= 180;  // false for NaN
  if (!on_earth) return;
  writer.Text("exif:GPSLatitude", GpsCoordinate(latitude, 'N', 'S'));
  writer.Text("exif:GPSLongitude", GpsCoordinate(longitude, 'E', 'W'));
  if (!location.has_altitude_metres() || !(std::fabs(location.altitude_metres()) < 1e6)) return;
  const auto centimetres = std::llround(std::fabs(location.altitude_metres()) * 100);
  writer.Text("exif:GPSAltitude", absl::StrCat(centimetres, "/100"));
  writer.Text("exif:GPSAltitudeRef", location.altitude_metres() < 0 ? "1" : "0");
}

void AddPlace(const v1::Photo& photo, Writer& writer) {
  if (photo.has_location()) {
    AddGps(photo.location(), writer);
  } else if (photo.place().has_coordinates()) {
    AddGps(photo.place().coordinates(), writer);
  }
  writer.Text("Iptc4xmpCore:Location", photo.place().name());
  writer.Text("photoshop:City", photo.place().city());
  writer.Text("photoshop:State", photo.place().region());
  writer.Text("photoshop:Country", photo.place().country());
}

void AddDates(const v1::Photo& photo, Writer& writer) {
  if (!photo.taken_time().has_time()) return;
  const std::string date = XmpDate(photo.taken_time());
  writer.Text("photoshop:DateCreated", date);
  writer.Text("exif:DateTimeOriginal", date);
  writer.Text("xmp:CreateDate", date);
}

std::string Unescaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&lt;", "<"},
                                    {"&gt;", ">"},
                                    {"&quot;", "\""},
                                    {"&apos;", "'"},
                                    {"&#13;", "\r"},
                                    {"&amp;", "&"}});
}

// What stands in `text` between `begin` and `end`; "" if either is missing.
absl::string_view Between(absl::string_view text, absl::string_view begin, absl::string_view end) {
  const size_t from = text.find(begin);
  if (from == absl::string_view::npos) return "";
  text.remove_prefix(from + begin.size());
  const size_t to = text.find(end);
  return to == absl::string_view::npos ? "" : text.substr(0, to);
}

}  // namespace

std::string XmpIdentifier(const v1::Photo& photo) {
  if (!photo.has_uploaded_time()) return photo.id();
  v1::Moment uploaded;
  *uploaded.mutable_time() = photo.uploaded_time();
  return absl::StrCat(photo.id(), "@", XmpDate(uploaded));
}

std::string XmpSidecar(const v1::Photo& photo) {
  Writer writer;
  writer.Text("dc:identifier", XmpIdentifier(photo));
  writer.LanguageText("dc:title", photo.title());
  writer.LanguageText("dc:description", photo.caption());
  writer.Bag("dc:subject", {photo.tags().begin(), photo.tags().end()});
  writer.Text("dc:source", photo.permalink());
  AddDates(photo, writer);
  writer.LanguageText("Iptc4xmpCore:AltTextAccessibility",
                      photo.alt_text().empty() ? photo.automatic_alt_text() : photo.alt_text());
  AddPlace(photo, writer);
  std::vector<std::string> people;
  for (const v1::Person& person : photo.people()) people.push_back(person.name());
  writer.Bag("Iptc4xmpExt:PersonInImage", people);
  if (photo.favourite()) writer.Text("xmp:Rating", "5");
  return absl::StrCat(kBegin, writer.Take(), kEnd);
}

std::string IdentifierInXmp(absl::string_view packet) {
  absl::string_view found = Between(packet, "<dc:identifier>", "</dc:identifier>");
  if (found.empty()) found = Between(packet, "dc:identifier=\"", "\"");
  return Unescaped(found);
}

}  // namespace photoferry
