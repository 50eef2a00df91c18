/**
 * Simulates platforms on which the library calls back on the main thread: see
 * tests/native/main_thread.h. The real behaviour on macOS and Windows has not been tested.
 */

import { withoutMessageLoop } from "../ffi/calls/main_thread.ts";
import { buildStandIn, type StandInVariant } from "../scripts/stand_in/build.ts";
import { assertEnding, runProgram } from "./support/programs.ts";
import { dataDir } from "./support/stand_in.ts";
import { assert, assertEquals, describe, it } from "./support/testing.ts";

/** The most CPU time that an idle second may take, the runtime's own included. */
const MOST_IDLE_MS = 300;

const variants: Readonly<Record<StandInVariant, string>> = {
  run_loop: "when the main thread's run loop is run, as on macOS",
  message_loop: "by a message loop that nobody runs, unless configured otherwise, as on Windows",
};

describe("a library that calls back", () => {
  for (const [variant, shown] of Object.entries(variants)) {
    it(`${shown}, is used like any other`, async () => {
      const path = buildStandIn(variant as StandInVariant);
      const ending = await runProgram("main_thread.ts", [path, dataDir]);
      const { stdout } = assertEnding(ending, { code: 0, stderr: "" });
      const lines = stdout.trimEnd().split("\n");
      const idle = Number(/^idle: (\d+) ms/.exec(lines.splice(-2, 1)[0]!)?.[1]);
      assertEquals(lines, [
        "alice is logged in",
        "bob is logged in",
        "carol: AbortError",
        "1000 events",
        "closed",
      ]);
      assert(idle < MOST_IDLE_MS, `${idle} ms`);
    });
  }
});

describe("the configuration that TIMInit is given on Windows", () => {
  const directory = "C:\\data";

  it("names no thread, as an object and as text", () => {
    const config = { sdk_config_config_file_path: directory };
    const expected = { sdk_config_main_thread_id: 1, ...config };
    assertEquals(withoutMessageLoop(config), expected);
    assertEquals(JSON.parse(String(withoutMessageLoop(JSON.stringify(config)))), expected);
  });

  it("is left alone where it names a thread, or is no object", () => {
    const ofACaller = { sdk_config_main_thread_id: 4711 };
    for (const config of [ofACaller, JSON.stringify(ofACaller), "{not JSON", "7", null, 7, []]) {
      assertEquals(withoutMessageLoop(config), config);
    }
  });
});
