/** What is said when something has failed: of tests on each runtime, of programs, and at the end. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bunHost, usualNode } from "../../scripts/hosts.ts";
import { currentHost, type Runtime, runtimeNames } from "../../scripts/runtimes.ts";
import { Journal, type Result } from "../../scripts/test_journal.ts";
import { runSuite } from "../../scripts/test_runner.ts";
import { atEnd } from "../support/at_end.ts";
import { assertEnding } from "../support/programs.ts";
import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
  describe,
  it,
} from "../support/testing.ts";

const directory = mkdtempSync(join(tmpdir(), "imsdk-reports-"));
await atEnd(() => rmSync(directory, { recursive: true }));
writeFileSync(join(directory, "package.json"), '{ "type": "module" }');

/** Where a test file has the names of its runner from, and the runner. */
const runners: Readonly<Record<Runtime, readonly [names: string, executable: string]>> = {
  deno: [
    `const it = Object.assign(Deno.test.bind(Deno), { skip: Deno.test.ignore });
     const describe = (name, body) => body();`,
    currentHost.executable,
  ],
  bun: ['import { describe, it } from "bun:test";', bunHost.executable],
  node: ['import { describe, it } from "node:test";', usualNode()],
};

function runTests(runtime: Runtime, name: string, code: string): Promise<Result> {
  const [names, executable] = runners[runtime];
  const file = `${runtime}_${name}_test`;
  writeFileSync(join(directory, `${file}.js`), `${names}\n${code}`);
  const host = { runtime, executable, directory, extension: ".js" } as const;
  return runSuite({ name: file, host, files: [`${file}.ts`] }, directory);
}

for (const runtime of Object.keys(runners) as Runtime[]) {
  describe(`a suite on ${runtimeNames[runtime]}`, () => {
    it("names each test that has failed, with what was thrown", async () => {
      const code = `
        describe("a <group>", () => {
          it("passes", () => {});
          it.skip("is skipped", () => {});
          it("fails & is told", () => { throw new Error("first: <a> & 'b'\\nsecond line"); });
        });
        it("fails too", async () => { throw new Error("another"); });
      `;
      const { failures, output, ...counts } = await runTests(runtime, "failing", code);
      assertEquals(counts, { passed: 1, failed: 2, skipped: 1 });
      assertStringIncludes(output, "second line");
      const [first, second, ...others] = failures;
      assertEquals(others, []);
      const group = runtime === "deno" ? "" : "a <group> > ";
      assertEquals(first?.name, `${group}fails & is told`);
      assertStringIncludes(first?.text ?? "", "first: <a> & 'b'\nsecond line");
      assertEquals(second?.name, "fails too");
      assertStringIncludes(second?.text ?? "", "another");
    });

    it("fails when its process ends before the report, by what has ended it", async () => {
      const code = 'it("crashes", () => process.kill(process.pid, "SIGKILL"));';
      const global = 'import process from "node:process";\n';
      const { passed, failed, failures } = await runTests(runtime, "crashing", global + code);
      assertEquals([passed, failed, failures.length], [0, 1, 1]);
      assertStringIncludes(failures[0]!.text, "SIGKILL");
    });

    // Node.js counts a file without tests as one.
    if (runtime === "node") return;
    it("fails when there is no test in it", async () => {
      const { failed } = await runTests(runtime, "empty", "");
      assertEquals(failed, 1);
    });
  });
}

describe("a program that should have ended well", () => {
  it("is reported by the signal that has ended it, and the last that it has written", () => {
    const command = "seq 100; echo last words >&2; kill -s SEGV $$";
    const { status: code, signal, ...output } = spawnSync("sh", ["-c", command], {
      encoding: "utf8",
    });
    const { message } = assertThrows(
      () => assertEnding({ code, signal, ...output }, { code: 0 }),
      Error,
    );
    assertStringIncludes(message, "by the signal SIGSEGV");
    assertStringIncludes(message, "  100\n");
    assertStringIncludes(message, "last words");
    assert(!message.includes("  1\n"), message);
  });

  it("is reported by its exit code, and what else is not as expected", () => {
    const ending = { code: 3, signal: null, stdout: "", stderr: "" };
    assertEnding(ending, { code: 3, stderr: "" });
    for (const expected of [{ code: 0 }, { code: 3, stdout: "done\n" }]) {
      const { message } = assertThrows(() => assertEnding(ending, expected), Error);
      assertStringIncludes(message, "with the exit code 3");
      assertStringIncludes(message, JSON.stringify(expected));
    }
  });
});

describe("the journal of a run", () => {
  /** What is printed meanwhile. */
  async function printedBy(action: () => Promise<void>): Promise<readonly string[]> {
    const { log } = console;
    const lines: string[] = [];
    console.log = (text: string) => void lines.push(...text.split("\n"));
    try {
      await action();
    } finally {
      console.log = log;
    }
    return lines;
  }

  it("ends with what has failed, and a line that counts all", async () => {
    const lines = await printedBy(async () => {
      const journal = new Journal();
      assert(await journal.check("good check", () => {}));
      assert(!await journal.check("bad check", () => Promise.reject(new Error("there is no cc"))));
      const failures = [{ name: "a test", text: "It has failed.\n\nbecause of this" }];
      const counts = { passed: 5, failed: 1, skipped: 2 };
      await journal.suite("suite", () => Promise.resolve({ ...counts, failures, output: "all" }));
      assert(!journal.close());
    });
    const told = lines.map((line) => line.replaceAll(/\d+ s\b/g, "N s"));
    assertEquals(told, [
      "begins  good check",
      "ok      good check, N s",
      "begins  bad check",
      "there is no cc",
      "FAILED  bad check, N s",
      "begins  suite",
      "all",
      "FAILED  suite: 5 passed, 1 failed, 2 skipped, N s",
      "The run has taken N s.",
      "FAILED  bad check",
      "          there is no cc",
      "FAILED  suite: a test",
      "          It has failed.",
      "          because of this",
      "6 passed, 2 failed, 2 skipped",
    ]);
  });

  it("says that nothing has failed", async () => {
    await printedBy(async () => {
      const journal = new Journal();
      await journal.check("check", () => {});
      assert(journal.close());
    });
  });
});
