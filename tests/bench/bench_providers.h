// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exporters/exporter.h"
#include "importers/importer.h"

// The two ends of a benchmark, as thin as they can be, so that what is measured is the engine.

namespace photoferry::bench {

// "bench": `items` files. With `url` they are URL/000000.jpg and so on; without, each is `bytes`
// bytes out of memory.
ExporterPlugin bench_source_plugin();

// "discard": reads everything and keeps nothing.
ImporterPlugin discard_plugin();

}  // namespace photoferry::bench
