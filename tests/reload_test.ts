/** Reloads: what the runtimes do when a file of the program changes while a session is open. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { currentHost, modulePath } from "../scripts/runtimes.ts";
import { atEnd } from "./support/at_end.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { standInPath } from "./support/stand_in.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { assertEquals, describe, it } from "./support/testing.ts";
import { until } from "./support/until.ts";

const scratch = mkdtempSync(join(tmpdir(), "imsdk-reload-"));
await atEnd(() => rmSync(scratch, { recursive: true, force: true }));

const GENERATIONS = 4;
const LIMIT_MS = 30_000;

/** A library, and what it takes to run programs on it. */
interface Stage {
  readonly library: string;
  readonly before: readonly string[];
  /** Whether somebody can be logged in. */
  readonly isOnline: boolean;
}

/** Code of a user's, who opens a session and may close it when he's told of the reload. */
function programOf(generation: number, stage: Stage, options: object, closes: boolean): string {
  const moduleUrl = (source: string): string => JSON.stringify(pathToFileURL(modulePath(source)));
  const controls = `
    const standIn = await StandInControl.of(${JSON.stringify(stage.library)});
    await sdk.login("user ${generation}", "sig");
    sdk.addEventListener("networkstatus", () => console.log("> heard by ${generation}"));
    standIn.emit("network");
  `;
  const closing = `globalThis.addEventListener?.("unload", () => void sdk.close());`;
  return `
    import { ImSdk } from ${moduleUrl("mod.ts")};
    import { StandInControl } from ${moduleUrl("scripts/stand_in/control.ts")};

    const sdk = await ImSdk.open(${JSON.stringify(options)});
    console.log("> ${generation} has begun with " + sdk.loginUserId);
    ${stage.isOnline ? controls : `sdk.login("user ${generation}", "sig").catch(() => {});`}
    ${closes ? closing : ""}
    console.log("> ${generation} is there, with " + (sdk.loginUserId ?? "nobody"));
  `;
}

/** A program that is run by a command of a runtime's that watches its file. */
class Watched implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #output = "";

  constructor(command: readonly string[], cache: string) {
    const [program, ...args] = command;
    const env = { ...process.env, NO_COLOR: "1", IMSDK_SCRATCH: cache };
    this.#child = spawn(program!, args, { env, stdio: ["ignore", "pipe", "pipe"] });
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
    this.#child.kill("SIGKILL");
    await this.#gone;
  }
}
