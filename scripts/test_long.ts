/**
 * `deno task test:long`: the tests that `deno task test` repeats only a little, because what they
 * look for shows by luck, or after a while: crashes at the end of a process or a worker, leaks of
 * workers, rare orders of calls and answers, races under the sanitizer of threads.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostOf } from "./hosts.ts";
import { type Runtime, runtimeNames } from "./runtimes.ts";
import { chooseStd } from "./std.ts";
import { Journal } from "./test_journal.ts";
import { runSuites, SUITES_AT_ONCE } from "./test_runner.ts";
import { longCopierSuite, longSuites } from "./test_suites.ts";

const temporary = mkdtempSync(join(tmpdir(), "imsdk-test-"));
const journal = new Journal();
await chooseStd();
const suites = [longCopierSuite];
await journal.check("runtimes ready", async () => {
  for (const runtime of Object.keys(runtimeNames)) {
    suites.push(...longSuites(await hostOf(runtime as Runtime)));
  }
});
await runSuites(suites, SUITES_AT_ONCE, journal, temporary);
rmSync(temporary, { recursive: true, maxRetries: 3 });
Deno.exit(journal.close() ? 0 : 1);
