// SPDX-License-Identifier: Apache-2.0
#pragma once

// Spellings of hosts in URLs, and what becomes of a URL out of data that holds them.

namespace photoferry {

enum class Fate {
  kOpen,     // a public address
  kRefused,  // a private or special address, whatever it looks like
  kNoUrl,    // no URL that is ever used
  kNoHost,   // a name that nobody knows
};

struct HostRow {
  const char* host;  // all that stands between "https://" and the last "/"
  Fate fate;
  const char* what;
};

inline constexpr HostRow kHostRows[] = {
    {"8.8.8.8", Fate::kOpen, "plain"},
    {"134744072", Fate::kOpen, "8.8.8.8 as one decimal number"},
    {"0x08080808", Fate::kOpen, "8.8.8.8 in hex"},
    {"010.010.010.010", Fate::kOpen, "8.8.8.8 in octal"},
    {"8.8.2056", Fate::kOpen, "8.8.8.8, short"},
    {"8.8.8.8:8443", Fate::kOpen, "with a port"},
    {"8.8.8.8#@127.0.0.1", Fate::kOpen, "a fragment that looks like a host"},
    {"8.8.8.8?@127.0.0.1", Fate::kOpen, "a query that looks like a host"},
    {"8.8.8.8/@127.0.0.1", Fate::kOpen, "a path that looks like a host"},
    {"[2606:4700:4700::1111]", Fate::kOpen, "plain IPv6"},
    {"[::ffff:8.8.8.8]", Fate::kOpen, "mapped"},

    {"127.0.0.1", Fate::kRefused, "loopback, plain"},
    {"127.0.0.1:8443", Fate::kRefused, "loopback with a port"},
    {"127.0.0.1#@8.8.8.8", Fate::kRefused, "loopback before a fragment"},
    {"127.0.0.1?.example.com", Fate::kRefused, "loopback before a query"},
    {"127.0.0.1/.example.com", Fate::kRefused, "loopback before a path"},
    {"127.1", Fate::kRefused, "loopback, two parts"},
    {"127.0.1", Fate::kRefused, "loopback, three parts"},
    {"127.65535", Fate::kRefused, "loopback, the rest in one number"},
    {"2130706433", Fate::kRefused, "loopback as one decimal number"},
    {"0x7f000001", Fate::kRefused, "loopback in hex"},
    {"0X7F000001", Fate::kRefused, "loopback in hex, upper case"},
    {"0x7f.1", Fate::kRefused, "loopback, hex and decimal"},
    {"0x7f.0x0.0x0.0x1", Fate::kRefused, "loopback, four hex parts"},
    {"0x000000007f.0.0.1", Fate::kRefused, "loopback, hex with zeros"},
    {"017700000001", Fate::kRefused, "loopback in octal"},
    {"0177.0.0.1", Fate::kRefused, "loopback, one octal part"},
    {"0177.0.0.01", Fate::kRefused, "loopback, octal parts"},
    {"00000177.0.0.1", Fate::kRefused, "loopback, octal with zeros"},
    {"127.0x0.0.1", Fate::kRefused, "loopback, mixed"},
    {"%31%32%37.0.0.1", Fate::kRefused, "loopback, percent-encoded"},
    {"127%2e0%2e0%2e1", Fate::kRefused, "loopback, its dots percent-encoded"},
    {"0", Fate::kRefused, "0.0.0.0, which Linux takes for itself"},
    {"0x0", Fate::kRefused, "the same in hex"},
    {"0.0", Fate::kRefused, "the same in two parts"},
    {"00000000", Fate::kRefused, "the same in octal"},
    {"0.0.0.0", Fate::kRefused, "the same, plain"},
    {"10.1", Fate::kRefused, "10.0.0.1, short"},
    {"012.1", Fate::kRefused, "10.0.0.1 in octal"},
    {"0xa.0.0.1", Fate::kRefused, "10.0.0.1 in hex"},
    {"167772161", Fate::kRefused, "10.0.0.1 as one number"},
    {"192.168.257", Fate::kRefused, "192.168.1.1, three parts"},
    {"0300.0250.1.1", Fate::kRefused, "192.168.1.1 in octal"},
    {"3232235777", Fate::kRefused, "192.168.1.1 as one number"},
    {"0xc0a80101", Fate::kRefused, "192.168.1.1 in hex"},
    {"172.1048577", Fate::kRefused, "172.16.0.1, two parts"},
    {"2886729729", Fate::kRefused, "172.16.0.1 as one number"},
    {"169.254.169.254", Fate::kRefused, "metadata, plain"},
    {"2852039166", Fate::kRefused, "metadata as one number"},
    {"0xa9fea9fe", Fate::kRefused, "metadata in hex"},
    {"0251.0376.0251.0376", Fate::kRefused, "metadata in octal"},
    {"169.254.43518", Fate::kRefused, "metadata, three parts"},
    {"169.16689662", Fate::kRefused, "metadata, two parts"},
    {"025177524776", Fate::kRefused, "metadata as one octal number"},
    {"4294967295", Fate::kRefused, "broadcast as one number"},
    {"0xffffffff", Fate::kRefused, "broadcast in hex"},

    {"localhost", Fate::kRefused, "localhost"},
    {"LOCALHOST", Fate::kRefused, "localhost, upper case"},
    {"a.localhost", Fate::kRefused, "below localhost"},
    {"%6c%6f%63alhost", Fate::kRefused, "localhost, percent-encoded"},

    {"[::1]", Fate::kRefused, "loopback"},
    {"[::1]:8443", Fate::kRefused, "loopback with a port"},
    {"[0:0:0:0:0:0:0:1]", Fate::kRefused, "loopback in full"},
    {"[0000:0000:0000:0000:0000:0000:0000:0001]", Fate::kRefused, "loopback with zeros"},
    {"[::0.0.0.1]", Fate::kRefused, "loopback with a dotted tail"},
    {"[::]", Fate::kRefused, "unspecified"},
    {"[::127.0.0.1]", Fate::kRefused, "compatible of loopback"},
    {"[::ffff:127.0.0.1]", Fate::kRefused, "mapped of loopback"},
    {"[::FFFF:7F00:1]", Fate::kRefused, "the same in hex"},
    {"[::ffff:a9fe:a9fe]", Fate::kRefused, "mapped of metadata"},
    {"[64:ff9b::7f00:1]", Fate::kRefused, "NAT64 of loopback"},
    {"[2002:7f00:1::]", Fate::kRefused, "6to4 of loopback"},
    {"[fd00:ec2::254]", Fate::kRefused, "AWS's metadata service"},
    {"[fd20:ce::254]", Fate::kRefused, "Google's metadata service"},
    {"[fe80::1]", Fate::kRefused, "link-local without its interface"},
    {"[ff02::1]", Fate::kRefused, "multicast"},

    {"１２７.０.０.１", Fate::kNoUrl, "loopback in fullwidth digits"},
    {"127。0。0。1", Fate::kNoUrl, "loopback with ideographic dots"},
    {"127．0．0．1", Fate::kNoUrl, "loopback with fullwidth dots"},
    {"127｡0｡0｡1", Fate::kNoUrl, "loopback with halfwidth dots"},
    {"①②⑦.⓪.⓪.①", Fate::kNoUrl, "loopback in circled digits"},
    {"169.254.１６９.２５４", Fate::kNoUrl, "metadata, half in fullwidth digits"},
    {"ｌｏｃａｌｈｏｓｔ", Fate::kNoUrl, "localhost in fullwidth letters"},
    {"ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", Fate::kNoUrl, "localhost in circled letters"},
    {"lоcalhost", Fate::kNoUrl, "localhost with a Cyrillic o"},
    {"%ef%bc%91%ef%bc%92%ef%bc%97.0.0.1", Fate::kNoUrl, "fullwidth digits, percent-encoded"},
    {"локалхост", Fate::kNoUrl, "any name that is not in ASCII"},

    {"[fe80::1%25lo]", Fate::kNoUrl, "link-local with an interface"},
    {"[fe80::1%lo]", Fate::kNoUrl, "the same, not encoded"},
    {"[::1%25lo]", Fate::kNoUrl, "loopback with an interface"},
    {"[127.0.0.1]", Fate::kNoUrl, "IPv4 in brackets"},
    {"[::1", Fate::kNoUrl, "no closing bracket"},
    {"::1]", Fate::kNoUrl, "no opening bracket"},
    {"::1", Fate::kNoUrl, "no brackets"},
    {"[]", Fate::kNoUrl, "empty brackets"},
    {"[[::1]]", Fate::kNoUrl, "two brackets"},
    {"[::1].example.com", Fate::kNoUrl, "a name behind brackets"},
    {"[::1:2:3:4:5:6:7:8:9]", Fate::kNoUrl, "too many groups"},
    {"8.8.8.8@127.0.0.1", Fate::kNoUrl, "a user that looks like a host"},
    {"8.8.8.8:443@127.0.0.1", Fate::kNoUrl, "a user and password that look like a host"},
    {"user:password@localhost", Fate::kNoUrl, "a user and a password"},
    {"@127.0.0.1", Fate::kNoUrl, "an empty user"},
    {"8.8.8.8%40127.0.0.1", Fate::kNoUrl, "an encoded @"},
    {"8.8.8.8\\@127.0.0.1", Fate::kNoUrl, "a backslash"},
    {"127.0.0.1\\@8.8.8.8", Fate::kNoUrl, "a backslash"},
    {"127.0.0.1%00.example.com", Fate::kNoUrl, "an encoded NUL"},
    {"127.0.0.1%0d%0aHost:x", Fate::kNoUrl, "an encoded line break"},
    {"127.0.0.1%2fexample.com", Fate::kNoUrl, "an encoded slash"},
    {"127.0.0.1 .example.com", Fate::kNoUrl, "a space"},
    {"127.0.0.1\t", Fate::kNoUrl, "a tab"},
    {"127.0.0.1:80:443", Fate::kNoUrl, "two ports"},
    {"127.0.0.1:99999", Fate::kNoUrl, "no port that exists"},
    {"127.0.0.1:-1", Fate::kNoUrl, "a negative port"},
    {"", Fate::kNoUrl, "nothing"},

    {"127.0.0.1.", Fate::kNoHost, "loopback with a dot behind: no number, and no name"},
    {"4294967296", Fate::kNoHost, "a number too large for an address"},
    {"4294967297", Fate::kNoHost, "0.0.0.1 for who drops the overflow"},
    {"0x17f000001", Fate::kNoHost, "loopback for who drops the overflow"},
    {"127.0.0.256", Fate::kNoHost, "a part too large"},
    {"383.0.0.1", Fate::kNoHost, "loopback for who drops the overflow"},
    {"127.0.0.0.1", Fate::kNoHost, "five parts"},
    {"0x7g.0.0.1", Fate::kNoHost, "no hex"},
    {"0178.0.0.1", Fate::kNoHost, "no octal"},
    {"127.0.0.1.example.com", Fate::kNoHost, "a name that begins like an address"},
};

// Names and what they lead to in the networks where they are known; all of it private.
struct NameRow {
  const char* name;
  const char* address;
};

inline constexpr NameRow kPrivateNames[] = {
    {"metadata.google.internal", "169.254.169.254"},
    {"metadata", "169.254.169.254"},
    {"instance-data", "169.254.169.254"},
    {"instance-data.ec2.internal", "fd00:ec2::254"},
    {"metadata.tencentyun.com", "169.254.0.23"},
    {"kubernetes.default.svc", "10.96.0.1"},
    {"host.docker.internal", "172.17.0.1"},
    {"localhost.localdomain", "127.0.0.1"},
    {"ip6-localhost", "::1"},
    {"localhost.", "127.0.0.1"},
    {"broadcasthost", "255.255.255.255"},
    {"127.0.0.1.nip.example", "127.0.0.1"},
    {"router.lan", "192.168.1.1"},
    {"fritz.box", "192.168.178.1"},
    {"nas.local", "fe80::1"},
    {"cgnat.example", "100.64.0.1"},
    {"ula.example", "fd12:3456::1"},
    {"mapped.example", "::ffff:10.0.0.1"},
    {"nat64.example", "64:ff9b::c0a8:101"},
    {"sixtofour.example", "2002:c0a8:101::1"},
    {"anyhost.example", "0.0.0.0"},
    {"multicast.example", "224.0.0.251"},
};

}  // namespace photoferry
