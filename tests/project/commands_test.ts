/**
 * Runs the commands of the documents for users as they stand, in the order in which they stand: in a
 * clone of this project, and in folders of a reader's own beside it, with a home of its own.
 *
 * The native library is the real one while commands install and check it, and the stand-in when
 * programs log in. What the documents say of the registries is run against local ones.
 */

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import process from "node:process";
import config from "../../deno.json" with { type: "json" };
import { cachedLibraryPath } from "../../ffi/library_file/locate.ts";
import { platformOf } from "../../ffi/library_file/release.ts";
import { bunHost, pathWithUsualNode } from "../../scripts/hosts.ts";
import { currentHost, root, type Runtime, runtimeNames } from "../../scripts/runtimes.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { atEnd } from "../support/at_end.ts";
import { COMMAND } from "../support/command_checker.ts";
import {
  type CodeBlock,
  codeBlocks,
  codeSpans,
  contentOf,
  translated,
} from "../support/documents.ts";
import { assert, assertEquals, assertMatch, describe, it } from "../support/testing.ts";

/** No command takes a third of this; one that does has hung. */
const LIMIT_MS = 180_000;

const runtimes = Object.keys(runtimeNames) as Runtime[];

// What the documents say

const pages = translated.map(({ english }) => english);
const blocks = pages.flatMap((file) => codeBlocks(file, contentOf(file)));

/** Where a block of commands is run, as its first line says. */
type Place = "clone" | Runtime;

function placeOf({ code }: CodeBlock): Place | undefined {
  if (/^# In the clone\b/.test(code)) return "clone";
  return runtimes.find((runtime) =>
    code.startsWith(`# ${runtimeNames[runtime]}, in your folder\n`)
  );
}

/** Commands that are not run here, and why. */
const unrun: ReadonlyMap<string, string> = new Map([
  ["npx -y deno task test", "this is a part of it, or of another one that takes many minutes"],
  ["npx -y deno task bench", "it takes many minutes"],
  ["npx -y deno task scale", "it takes many minutes"],
  ["bun build", "bundlers_test.ts makes bundles"],
  ["deno compile", "it needs a download that is not to be had everywhere"],
]);
const isRun = (text: string): boolean =>
  ![...unrun.keys()].some((command) => text.includes(command));

/** What only a published package answers to. */
const isOfRegistry = (command: string): boolean =>
  /(add|install) (jsr:)?@|jsr:/.test(command) && command.includes(config.name);
/** Commands that run a program of the documents, and so need the stand-in. */
const runsProgram = (command: string): boolean => /(?<![\w/])\w+\.ts\b|\btsc\b/.test(command);

const shell = blocks.filter(({ language }) => language === "sh");
const settings = shell.filter(({ code }) => /^export [^\n]*$/.test(code.trim()));
const scripts = shell.filter((block) => !settings.includes(block) && isRun(block.code));
/** Commands in sentences and tables. `imsdk …` alone is the command's name, and not typed so. */
const phrases = [
  ...new Set(
    pages.flatMap((file) => codeSpans(contentOf(file))).map(({ text }) => text)
      .filter((text) => COMMAND.test(text) && !text.startsWith("imsdk ") && isRun(text)),
  ),
];
const programOf: Readonly<Record<string, Runtime>> = {
  deno: "deno",
  bun: "bun",
  node: "node",
  npm: "node",
  npx: "node",
};
const runtimeOf = (command: string): Runtime => programOf[command.split(" ")[0]!]!;
/** Where a command in a sentence is typed. */
const placeToType = (command: string): Place =>
  command.startsWith("npx -y deno task ") ? "clone" : runtimeOf(command);

// A reader's machine

const temporary = mkdtempSync(join(tmpdir(), "imsdk-commands-"));
await atEnd(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 }));

const executables = join(temporary, "bin");
mkdirSync(executables);
symlinkSync(currentHost.executable, join(executables, "deno"));
symlinkSync(bunHost.executable, join(executables, "bun"));

const variables = Object.fromEntries(
  settings.flatMap(({ code }) => [...code.matchAll(/(\w+)=(\S+)/g)]).map(([, name, value]) =>
    [name!, value!] as const
  ),
);
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(IMSDK|XDG|DENO_INSTALL)_/.test(name)),
);

/** A home directory, and folders in it for a clone and for each runtime. */
class Machine {
  readonly #home: string;
  readonly #extra: Readonly<Record<string, string>>;
  #isReal = false;

  constructor(name: string, extra: Readonly<Record<string, string>> = {}) {
    this.#home = join(temporary, name);
    this.#extra = extra;
    for (const folder of runtimes) {
      mkdirSync(this.folder(folder), { recursive: true });
      for (const example of ["echo_bot.ts", "echo_bot_test.ts"]) {
        copyFileSync(join(root, "examples", example), join(this.folder(folder), example));
      }
      for (const { program, code } of blocks) {
        if (program !== undefined) writeFileSync(join(this.folder(folder), program), `${code}\n`);
      }
    }
  }

  folder(place: Place): string {
    return join(this.#home, place === "clone" ? "ffi" : place);
  }

  get #library(): string {
    return join(this.#home, ".cache", "imsdk", ...this.#cached.split(/[\\/]/).slice(-3));
  }

  get #cached(): string {
    return cachedLibraryPath(platformOf()!);
  }

  /** Puts the real library where `install` would, so that it need not be fetched each time. */
  haveRealLibrary(): void {
    if (this.#isReal) return;
    this.#isReal = true;
    mkdirSync(join(this.#library, ".."), { recursive: true });
    if (existsSync(this.#cached)) copyFileSync(this.#cached, this.#library);
  }

  /** Puts the stand-in there: no program may connect to the vendor. */
  haveStandIn(): void {
    this.#isReal = false;
    mkdirSync(join(this.#library, ".."), { recursive: true });
    copyFileSync(buildStandIn(), this.#library);
  }

  /** Runs commands in a shell. */
  async run(place: Place, commands: string): Promise<string> {
    if (runsProgram(commands)) this.haveStandIn();
    else this.haveRealLibrary();
    const cache = join(homedir(), ".cache");
    const child = spawn("sh", ["-ec", commands], {
      cwd: this.folder(place),
      env: {
        ...inherited,
        ...variables,
        HOME: this.#home,
        NO_COLOR: "1",
        PATH: `${executables}${delimiter}${pathWithUsualNode()}`,
        // Downloads are those of this machine.
        npm_config_cache: process.env.npm_config_cache ?? join(homedir(), ".npm"),
        npm_config_prefer_offline: "true",
        DENO_DIR: process.env.DENO_DIR ?? join(cache, "deno"),
        BUN_INSTALL_CACHE_DIR: join(homedir(), ".bun", "install", "cache"),
        ...this.#extra,
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => output += text);
    }
    const [status] = await once(child, "close");
    assertEquals(status, 0, `${commands}\n${output}`);
    return output;
  }
}

const obstacle = obstacleToPackages();

/** Why nothing can be installed, if it can't. */
function obstacleToPackages(): string | undefined {
  const { status } = spawnSync("npm", ["view", "koffi", "version", "--fetch-retries=0"]);
  return status === 0 ? undefined : "npm or its registry is not there";
}

function itUnlessOffline(name: string, body: () => Promise<void>): void {
  if (obstacle === undefined) it(name, body);
  else it.skip(`${name} (skipped: ${obstacle})`, body);
}

const oneLine = (code: string): string => code.replaceAll(/\s+/g, " ");

describe("the commands of the documents for users", () => {
  const machine = new Machine("home");
  // As a clone has it: without what has been installed and built here.
  const isInClone = (path: string): boolean =>
    !["node_modules", "npm", ".git", "build"].includes(basename(path));
  cpSync(root, machine.folder("clone"), { recursive: true, filter: isInClone });
  for (const { language, code } of blocks) {
    if (language !== "json") continue;
    const isOfDeno = "links" in JSON.parse(code);
    const [runtime, name] = isOfDeno
      ? ["deno", "deno.json"] as const
      : ["node", "tsconfig.json"] as const;
    writeFileSync(join(machine.folder(runtime), name), code);
  }

  it("say where they are run, and why some are not run here", () => {
    assertEquals(scripts.filter((block) => placeOf(block) === undefined), []);
    const all = shell.map(({ code }) => code).concat(
      pages.flatMap((file) => codeSpans(contentOf(file))).map(({ text }) => text),
    );
    const vain = [...unrun.keys()].filter((command) => !all.some((text) => text.includes(command)));
    assertEquals(vain, []);
    assertEquals(phrases.filter((command) => runtimeOf(command) === undefined), []);
  });

  const verify = "systemd-analyze";
  const hasSystemd = spawnSync(verify, ["--version"]).status === 0;
  const name = "include no unit that systemd refuses";
  (hasSystemd ? it : it.skip)(hasSystemd ? name : `${name} (skipped: it is not there)`, () => {
    const units = blocks.filter(({ language }) => language === "ini");
    assert(units.length > 0);
    for (const { code } of units) {
      const path = join(temporary, "bot.service");
      // The unit's own path of Node.js need not be this machine's.
      writeFileSync(path, code.replace("/usr/bin/node", currentHost.executable));
      const { status, stderr } = spawnSync(verify, ["verify", path], { encoding: "utf8" });
      assertEquals([status, stderr], [0, ""]);
    }
  });

  itUnlessOffline("are reported when they fail", async () => {
    const failed = await machine.run("deno", "deno run -A ../ffi/src/cli.ts no-such-command")
      .then(() => false, () => true);
    assert(failed);
  });

  it("set the same account in a shell and in PowerShell", () => {
    const lines = blocks.filter(({ language }) => language === "powershell")
      .flatMap(({ code }) => code.trim().split("\n"));
    const account = lines.map((line) => line.replace(/^\$env:(\w+) = "(.*)"$/, "$1=$2"));
    assertEquals(settings.map(({ code }) => code.trim()), [`export ${account.join(" ")}`]);
  });

  const local = phrases.filter((command) => !isOfRegistry(command));
  for (const isProgram of [false, true]) {
    for (const block of scripts.filter(({ code }) => runsProgram(code) === isProgram)) {
      itUnlessOffline(`work at ${block.file}:${block.line}: ${oneLine(block.code)}`, async () => {
        await machine.run(placeOf(block)!, block.code);
      });
    }
    for (const command of local.filter((command) => runsProgram(command) === isProgram)) {
      itUnlessOffline(`work: ${command}`, async () => {
        const output = await machine.run(placeToType(command), command);
        if (command.endsWith("login.ts")) assertMatch(output, /^alice is logged in, SDK stand-in/m);
      });
    }
  }

  itUnlessOffline("include the steps that build an image", async () => {
    const images = blocks.filter(({ language }) => language === "dockerfile");
    assertEquals(images.length, 1);
    const [build] = images[0]!.code.split("\n\n");
    const steps = build!.split("\n").flatMap((line) => {
      const [instruction, ...words] = line.split(" ");
      if (instruction === "RUN") return [`(cd ../image && ${words.join(" ")})`];
      if (instruction !== "COPY") return [];
      const sources = words.slice(0, -1);
      assertEquals(sources.filter((file) => !existsSync(join(machine.folder("node"), file))), []);
      // Programs are not run here.
      return sources.filter((file) => !file.endsWith(".ts")).map((file) =>
        `cp -r ${file} ../image`
      );
    });
    assert(steps.length > 4);
    await machine.run("node", ["mkdir ../image", ...steps].join("\n"));
  });

  for (const command of local.filter((command) => command.endsWith("login.ts"))) {
    const runtime = runtimeOf(command);
    itUnlessOffline(`are those that a message of ${runtimeNames[runtime]} names`, async () => {
      const output = await machine.run(runtime, `IMSDK_CACHE=$PWD/none ${command} 2>&1 || true`);
      const [, named] = /^Install it with: (.*)$/m.exec(output) ?? [];
      const inClone = `deno run -A ${machine.folder("clone")}/src/cli.ts install`;
      const known = [...phrases, ...scripts.flatMap(({ code }) => code.split(/ #|\n/)), inClone];
      assert(named !== undefined && known.includes(named), output);
    });
  }
});

describe("the commands for a published package", () => {
  const ofRegistry = phrases.filter(isOfRegistry);

  it("are there for each runtime", () => {
    assertEquals([...new Set(ofRegistry.map(runtimeOf))].sort(), [...runtimes].sort());
  });

  itUnlessOffline("work with local registries, and the program after them", async () => {
    await using npm = await serveNpm();
    await using jsr = await serveJsr();
    const machine = new Machine("published", {
      JSR_URL: jsr.url,
      DENO_DIR: join(temporary, "deno"),
    });
    for (const runtime of ["bun", "node"] as const) {
      writeFileSync(join(machine.folder(runtime), "package.json"), '{ "type": "module" }\n');
      writeFileSync(join(machine.folder(runtime), ".npmrc"), `@imsdk:registry=${npm.url}\n`);
    }
    for (const command of ofRegistry) await machine.run(runtimeOf(command), command);
    for (const runtime of runtimes) {
      const command = runtime === "deno" ? "deno run -A login.ts" : `${runtime} login.ts`;
      assertMatch(await machine.run(runtime, command), /^alice is logged in, SDK stand-in/m);
    }
  });
});

interface Server extends AsyncDisposable {
  readonly url: string;
}

/** A registry that has the npm package, which the tests before have built in the clone. */
async function serveNpm(): Promise<Server> {
  const directory = join(temporary, "home", "ffi", "npm");
  const manifest = JSON.parse(readFileSync(join(directory, "package", "package.json"), "utf8"));
  const tarball = readFileSync(join(directory, `imsdk-ffi-${config.version}.tgz`));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const server = createServer(({ url, headers }, response) => {
    if (url?.endsWith(".tgz")) return void response.end(tarball);
    const dist = { tarball: `http://${headers.host}/package.tgz`, integrity };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({
      name: config.name,
      "dist-tags": { latest: config.version },
      versions: { [config.version]: { ...manifest, dist } },
    }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A registry of JSR's kind that has this project. */
async function serveJsr(): Promise<Server> {
  const script = join(root, "scripts", "jsr_server.ts");
  const clone = join(temporary, "home", "ffi");
  const child = spawn(currentHost.executable, ["run", "-A", script, clone], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    output += chunk;
    if (output.includes("JSR_URL=")) break;
  }
  return {
    url: /JSR_URL=(\S+)/.exec(output)![1]!,
    async [Symbol.asyncDispose]() {
      const closed = once(child, "close");
      child.kill();
      await closed;
    },
  };
}
