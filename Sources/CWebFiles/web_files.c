#include "web_files.h"

#define TEXT (const unsigned char[])

// One entry a file, sorted by path. A test compares the list with the two folders.
static const struct web_file files[] = {
    {"assets/casebook.css", TEXT {
#embed "../../assets/casebook.css" suffix(, 0) if_empty(0)
    }},
    {"assets/casebook.js", TEXT {
#embed "../../assets/casebook.js" suffix(, 0) if_empty(0)
    }},
    {"assets/compare.js", TEXT {
#embed "../../assets/compare.js" suffix(, 0) if_empty(0)
    }},
    {"assets/icons.svg", TEXT {
#embed "../../assets/icons.svg" suffix(, 0) if_empty(0)
    }},
    {"assets/schemas/event.json", TEXT {
#embed "../../assets/schemas/event.json" suffix(, 0) if_empty(0)
    }},
    {"assets/schemas/summary.json", TEXT {
#embed "../../assets/schemas/summary.json" suffix(, 0) if_empty(0)
    }},
    {"templates/layout.mustache", TEXT {
#embed "../../templates/layout.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/pages/compare.mustache", TEXT {
#embed "../../templates/pages/compare.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/pages/costs.mustache", TEXT {
#embed "../../templates/pages/costs.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/pages/findings.mustache", TEXT {
#embed "../../templates/pages/findings.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/pages/overview.mustache", TEXT {
#embed "../../templates/pages/overview.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/pages/trace.mustache", TEXT {
#embed "../../templates/pages/trace.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/pages/traces.mustache", TEXT {
#embed "../../templates/pages/traces.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/compare-notes.mustache", TEXT {
#embed "../../templates/parts/compare-notes.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/compare-row.mustache", TEXT {
#embed "../../templates/parts/compare-row.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/compare-side.mustache", TEXT {
#embed "../../templates/parts/compare-side.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/compare-timeline.mustache", TEXT {
#embed "../../templates/parts/compare-timeline.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/cost-table.mustache", TEXT {
#embed "../../templates/parts/cost-table.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/fair.mustache", TEXT {
#embed "../../templates/parts/fair.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/input-row.mustache", TEXT {
#embed "../../templates/parts/input-row.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/mind.mustache", TEXT {
#embed "../../templates/parts/mind.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/path-row.mustache", TEXT {
#embed "../../templates/parts/path-row.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/rail.mustache", TEXT {
#embed "../../templates/parts/rail.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/reading-story.mustache", TEXT {
#embed "../../templates/parts/reading-story.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/reading.mustache", TEXT {
#embed "../../templates/parts/reading.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/take.mustache", TEXT {
#embed "../../templates/parts/take.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-charge.mustache", TEXT {
#embed "../../templates/parts/trace-charge.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-fold.mustache", TEXT {
#embed "../../templates/parts/trace-fold.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-ledger.mustache", TEXT {
#embed "../../templates/parts/trace-ledger.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-link.mustache", TEXT {
#embed "../../templates/parts/trace-link.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-notes.mustache", TEXT {
#embed "../../templates/parts/trace-notes.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-step.mustache", TEXT {
#embed "../../templates/parts/trace-step.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-timeline.mustache", TEXT {
#embed "../../templates/parts/trace-timeline.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/trace-turn.mustache", TEXT {
#embed "../../templates/parts/trace-turn.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/verdict-pill.mustache", TEXT {
#embed "../../templates/parts/verdict-pill.mustache" suffix(, 0) if_empty(0)
    }},
    {"templates/parts/verdict-row.mustache", TEXT {
#embed "../../templates/parts/verdict-row.mustache" suffix(, 0) if_empty(0)
    }},
};

size_t web_file_count(void) { return sizeof files / sizeof files[0]; }
struct web_file web_file_at(size_t index) { return files[index]; }
