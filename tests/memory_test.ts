import { currentHost } from "../scripts/runtimes.ts";
import { soak } from "../scripts/soak.ts";
import type { SoakReport } from "../scripts/soak_session.ts";
import { assert, assertEquals, describe, it } from "./support/testing.ts";

// Bun gives a test five seconds unless told otherwise.
if ("Bun" in globalThis) (await import("bun:test")).setDefaultTimeout(120_000);

const CYCLES = 20_000;
const EVENTS = 50_000;

/**
 * A leak of 100 bytes in every request, or in every event, adds up to more than 3 MB between the
 * two measurements, in JavaScript's heap or outside. The runtimes' own fluctuation is a few hundred
 * kilobytes of the heap and less than 2 MB of the process.
 */
const MOST_HEAP_GROWTH = 500e3;
const MOST_RSS_GROWTH = 3e6;

describe("memory", () => {
  it(`does not grow by ${CYCLES} logins and logouts and ${EVENTS} events`, async () => {
    const report: SoakReport = await soak(currentHost, CYCLES, EVENTS, { limitMs: 110_000 });
    const { rssAtTenth, rssAtEnd, heapGrowth, lost, corrupt } = report;
    const seen = JSON.stringify(report);
    assertEquals({ lost, corrupt }, { lost: 0, corrupt: 0 }, seen);
    assert(heapGrowth < MOST_HEAP_GROWTH, `JavaScript's heap has grown: ${seen}`);
    assert(rssAtEnd - rssAtTenth < MOST_RSS_GROWTH, `The process has grown: ${seen}`);
  });
});
