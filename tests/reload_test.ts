/** Reloads: what the runtimes do when a file of the program changes while a session is open. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { currentHost, modulePath, root } from "../scripts/runtimes.ts";
import { atEnd } from "./support/at_end.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { standInPath } from "./support/stand_in.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { assertEquals, assertMatch, describe, it } from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const scratch = mkdtempSync(join(tmpdir(), "imsdk-reload-"));
await atEnd(() => rmSync(scratch, { recursive: true, force: true }));

const GENERATIONS = 3;
const LIMIT_MS = 30_000;
const SETTLED_MS = 500;

/** A library, and what it takes to run programs on it. */
interface Stage {
  readonly library: string;
  readonly before: readonly string[];
  /** Whether somebody can be logged in. */
  readonly isOnline: boolean;
}

/** What runs on the stand-in alone, which tells what has happened in the library. */
const onStandIn = `
  await sdk.login(\`user \${generation}\`, "sig");
  sdk.addEventListener("networkstatus", () => console.log(\`> heard by \${generation}\`));
  const standIn = await StandInControl.of(library);
  standIn.emit("network");
  await new Promise((resolve) => setTimeout(resolve, 100));
  console.log(\`> \${standIn.count("TIMUninit")} ended in this process\`);
`;
const onRealLibrary = `sdk.login(\`user \${generation}\`, "sig").catch(() => {});`;

/** Code of a user's, which opens a session on the library, and one on a copy of it. */
function programOf(
  generation: number,
  { library, isOnline }: Stage,
  dataDir: string,
  closes: boolean,
): string {
  const urlOf = (source: string): string => JSON.stringify(pathToFileURL(modulePath(source)));
  return `
    import { ImSdk } from ${urlOf("mod.ts")};
    import { StandInControl } from ${urlOf("scripts/stand_in/control.ts")};

    const generation = ${generation};
    const library = ${JSON.stringify(library)};
    const options = { sdkAppId: 1400000000, libraryPath: library };
    const data = ${JSON.stringify(dataDir)};
    const sdk = await ImSdk.open({ ...options, dataDir: data }).catch((error) => {
      console.log(\`> \${generation} is refused: \${error}\`);
      throw error;
    });
    const copy = await ImSdk.open({ ...options, dataDir: data + "/copy", isolated: true });
    console.log(\`> \${generation} begins with \${sdk.loginUserId}, \${copy.loginUserId}\`);
    ${
    closes ? 'addEventListener("unload", () => [sdk, copy].map((session) => session.close()));' : ""
  }
    ${isOnline ? 'await copy.login("copy", "sig");' : ""}
    ${isOnline ? onStandIn : onRealLibrary}
    console.log(\`> \${generation} is there\`);
  `;
}

/** A program that is run by a command of a runtime's that watches its file. */
class Watched implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #output = "";

  constructor(command: readonly string[]) {
    const [program, ...args] = command;
    this.#child = spawn(program!, args, {
      cwd: root,
      // A program of a test of Node's would take itself for one.
      env: { ...process.env, NO_COLOR: "1", NODE_TEST_CONTEXT: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#gone = new Promise((resolve) => this.#child.on("close", () => resolve()));
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text) => this.#output += text);
    }
  }

  /** Waits for a line, and tells all of the program's lines so far. */
  async says(line: string): Promise<readonly string[]> {
    try {
      await until(() => this.#output.includes(`> ${line}`), LIMIT_MS);
    } catch (cause) {
      throw new Error(`It does not say "${line}":\n${this.#output}`, { cause });
    }
    return [...this.#output.matchAll(/> (.*)/g)].map(([, said]) => said!);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Node's watcher takes the process that it has started with it.
    this.#child.kill("SIGTERM");
    await this.#gone;
  }
}

/** How a runtime reloads a program, and whether that is a process of its own. */
const reloads = {
  deno: [["run", "-A", "--watch"], ["run", "-A", "--watch-hmr"]],
  bun: [["--hot"], ["--watch"]],
  node: [["--watch"]],
}[currentHost.runtime];
const isNewProcess = (flags: readonly string[]): boolean =>
  flags.includes("--watch") && currentHost.runtime !== "deno";

/** Without a compiled copier nobody but the ending generation itself tells of its end. */
const hasClaims = (await loadAdapter()).claims !== undefined;
const tellsOfItsEnd = (flags: readonly string[]): boolean =>
  hasClaims || !flags.includes("--watch-hmr");

const real = realLibrary();
const stages = {
  "the stand-in": { library: standInPath, before: [], isOnline: true },
  "the real library": typeof real === "string"
    ? real
    : { library: real.path, before: real.before, isOnline: false },
};

for (const [name, stage] of Object.entries(stages)) {
  describe(`a reload of a program with sessions on ${name}`, () => {
    for (const flags of reloads) {
      for (const closes of currentHost.runtime === "deno" ? [false, true] : [false]) {
        const title = `by ${currentHost.runtime} ${flags.join(" ")} ends them` +
          (closes ? ", which unload has closed" : "");
        const why = typeof stage === "string"
          ? stage
          : tellsOfItsEnd(flags)
          ? undefined
          : "that takes the compiled copier";
        if (why !== undefined || typeof stage === "string") {
          it.skip(`${title} (skipped: ${why})`, () => {});
        } else {
          it(title, () => reload(flags, stage, closes));
        }
      }
    }
  });
}

if (currentHost.runtime === "deno" && !hasClaims) {
  it("a reload by deno run --watch-hmr without the compiled copier is refused what is open", async () => {
    const directory = mkdtempSync(join(scratch, "program-"));
    const program = join(directory, "program.mjs");
    const write = (generation: number): void => {
      const stage = stages["the stand-in"];
      writeFileSync(program, programOf(generation, stage, join(directory, "data"), false));
    };
    write(1);
    await using watched = new Watched([process.execPath, "run", "-A", "--watch-hmr", program]);
    await watched.says("1 is there");
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    write(2);
    const lines = await watched.says("2 is refused");
    assertMatch(
      lines.at(-1)!,
      /InvalidStateError: .* somebody else in this process has initialised it, .* a reload /,
    );
  });
}

async function reload(flags: readonly string[], stage: Stage, closes: boolean): Promise<void> {
  const directory = mkdtempSync(join(scratch, "program-"));
  const program = join(directory, "program.mjs");
  const write = (generation: number): void =>
    writeFileSync(program, programOf(generation, stage, join(directory, "data"), closes));
  write(1);
  await using watched = new Watched([...stage.before, process.execPath, ...flags, program]);
  let lines = await watched.says("1 is there");
  for (let generation = 2; generation <= GENERATIONS; generation++) {
    // A watcher that has just begun, or has just seen a change, doesn't look.
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    write(generation);
    lines = await watched.says(`${generation} is there`);
  }
  const expected = Array.from({ length: GENERATIONS }, (_, place) => [
    `${place + 1} begins with null, null`,
    ...stage.isOnline
      ? [`heard by ${place + 1}`, `${isNewProcess(flags) ? 0 : place} ended in this process`]
      : [],
    `${place + 1} is there`,
  ]);
  assertEquals(lines, expected.flat());
}
