/**
 * The package in bundles and single files: each logs in on the stand-in, or fails by a sentence that
 * says what to do.
 */

import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { compileCopier } from "../../ffi/copier/compile.ts";
import { compiledCopierPath } from "../../ffi/copier/load.ts";
import { bunHost, nodeExecutable, OLDEST_NODE } from "../../scripts/hosts.ts";
import { currentHost, root } from "../../scripts/runtimes.ts";
import {
  asksForKoffi,
  assertFails,
  assertLogsIn,
  emptyProject,
  environment,
  itUnless,
  LOGGED_IN,
  loginCode,
  mustRun,
  npmObstacle,
  run,
  runIn,
  temporary,
  write,
} from "../support/consumers.ts";
import { npmTarball } from "../support/npm_package.ts";
import { assertEnding } from "../support/programs.ts";
import { assertEquals, assertMatch, describe } from "../support/testing.ts";

const TOOLS = [
  config.imports.esbuild.replace("npm:", ""),
  "@rollup/plugin-node-resolve@16.0.3",
  "@vercel/ncc@0.45.0",
  "rollup@4.68.8",
  "vite@8.4.0",
  "webpack@5.113.0",
  "webpack-cli@7.3.1",
];

/** They take some minutes, so they are tested only where that is asked for. */
const NEXT_TOOLS = ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"];
const withNext = process.env.IMSDK_TEST_NEXT === "1";

const tarball = await npmTarball();
const obstacle = npmObstacle();
/** Has the package, koffi and the bundlers. */
const project = emptyProject("project");
/** Has the package, and no koffi. */
const withoutKoffi = emptyProject("without-koffi");
/** Has nothing. */
const elsewhere = emptyProject("elsewhere");
if (obstacle === undefined) {
  const install = ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"] as const;
  mustRun(
    project,
    ...install,
    `--prefix=${project}`,
    tarball,
    ...TOOLS,
    ...withNext ? NEXT_TOOLS : [],
  );
  mustRun(withoutKoffi, ...install, `--prefix=${withoutKoffi}`, "--omit=optional", tarball);
}

const program = write(project, "login.mjs", loginCode(config.name));
write(project, "everything.config.mjs", "export default { ssr: { noExternal: true } };\n");
write(
  project,
  "modules.config.mjs",
  `export default {
  entry: "./login.mjs",
  experiments: { outputModule: true },
  mode: "production",
  output: { chunkFormat: "module", filename: "login.mjs", module: true },
  target: "node",
};
`,
);

/** One way to bundle the program: the command, without what names the output directory. */
interface Bundling {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What goes before the output directory. */
  readonly output: string;
  /** The program's file there. */
  readonly file: string;
}

const node = ["--platform=node", "--bundle", "--minify", "login.mjs"];
const names = (extension: string): string[] =>
  ["entry", "chunk"].map((kind) => `--${kind}FileNames=[name].${extension}`);
const bundlings: readonly Bundling[] = [
  {
    name: "esbuild, as an ES module",
    command: ["esbuild", ...node, "--format=esm", "--out-extension:.js=.mjs"],
    output: "--outdir=",
    file: "login.mjs",
  },
  {
    name: "esbuild, as CommonJS",
    command: ["esbuild", ...node, "--format=cjs", "--out-extension:.js=.cjs"],
    output: "--outdir=",
    file: "login.cjs",
  },
  {
    name: "rollup, as ES modules",
    command: ["rollup", "login.mjs", "--plugin=node-resolve", ...names("mjs")],
    output: "--dir=",
    file: "login.mjs",
  },
  {
    name: "rollup, as CommonJS",
    command: ["rollup", "login.mjs", "--plugin=node-resolve", "--format=cjs", ...names("cjs")],
    output: "--dir=",
    file: "login.cjs",
  },
  {
    name: "Vite for a server, with everything in the bundle",
    command: ["vite", "build", "--ssr=login.mjs", "--config=everything.config.mjs"],
    output: "--outDir=",
    file: "login.mjs",
  },
  {
    name: "webpack, as CommonJS",
    command: [
      "webpack",
      "--entry=./login.mjs",
      "--mode=production",
      "--target=node",
      "--output-filename=login.cjs",
    ],
    output: "--output-path=",
    file: "login.cjs",
  },
  {
    name: "webpack, as ES modules",
    command: ["webpack", "--config=modules.config.mjs"],
    output: "--output-path=",
    file: "login.mjs",
  },
  {
    name: "ncc",
    command: ["ncc", "build", "login.mjs"],
    output: "--out=",
    file: "index.mjs",
  },
];

describe("a bundle for Node.js", () => {
  const executable = nodeExecutable(OLDEST_NODE);
  const withoutLibrary = {
    ...environment,
    IMSDK_LIBRARY: "",
    IMSDK_CACHE: join(temporary, "empty"),
  };

  for (const [index, { name, command: [bundler, ...args], output, file }] of bundlings.entries()) {
    itUnless(
      obstacle,
      `by ${name}, logs in, and names what is missing, be it koffi or the library`,
      () => {
        const built = join(project, `bundle-${index}`);
        const bin = join("node_modules", ".bin", bundler);
        mustRun(project, bin, ...args, `${output}${built}`);
        assertLogsIn(project, executable, join(built, file));

        const moved = join(elsewhere, basename(built));
        cpSync(built, moved, { recursive: true });
        assertFails(asksForKoffi, elsewhere, executable, join(moved, file));

        const ending = runIn(withoutLibrary, project, executable, join(built, file));
        const { stderr } = assertEnding(ending, { code: 1 });
        assertMatch(stderr, /^LibraryLoadError: .*was not found[^]*npx --no imsdk install$/m);
      },
    );
  }

  itUnless(obstacle, "doesn't take itself for the command that it imports", () => {
    const code = `import { main } from "${config.name}/cli";
void main(["--help"]).then((code) => console.log(code));`;
    const command = write(project, "command.mjs", code);
    const bundled = join(project, "command.bundle.mjs");
    const flags = ["--bundle", "--platform=node", "--format=esm", `--outfile=${bundled}`];
    mustRun(project, join("node_modules", ".bin", "esbuild"), ...flags, command);
    const ending = run(project, nodeExecutable("24"), bundled);
    const { stdout } = assertEnding(ending, { code: 0, stderr: "" });
    assertMatch(stdout, /^Usage: imsdk[^]*\n0\n$/);
  });
});

describe("a server of Next.js", () => {
  const reason = withNext ? obstacle : "it takes minutes; run deno task test:bundlers";
  const app = join(project, "next");
  mkdirSync(join(app, "app", "login"), { recursive: true });
  write(app, "package.json", '{ "private": true }\n');
  write(app, join("app", "page.js"), 'export default () => "";\n');
  write(
    app,
    join("app", "layout.js"),
    `import { createElement } from "react";

export default ({ children }) =>
  createElement("html", {}, createElement("body", {}, children));
`,
  );
  // Next.js runs it when it builds.
  write(
    app,
    join("app", "login", "route.js"),
    `import { ImSdk } from "${config.name}";

export const dynamic = "force-static";

export async function GET() {
  const dataDir = ${JSON.stringify(join(temporary, "data"))};
  const sdk = await ImSdk.open({ sdkAppId: 1400000000, dataDir });
  await sdk.login("alice", "sig");
  const { loginUserId } = sdk;
  await sdk.close();
  return new Response(loginUserId + " is logged in");
}
`,
  );

  for (const bundler of ["turbopack", "webpack"]) {
    for (const external of [[], [config.name]]) {
      const setting = external.length > 0 ? "as an external package" : "in its bundle";
      itUnless(reason, `logs in with the package ${setting}, by ${bundler}`, () => {
        const settings = {
          outputFileTracingRoot: project,
          serverExternalPackages: external,
          turbopack: { root: project },
        };
        write(app, "next.config.mjs", `export default ${JSON.stringify(settings)};\n`);
        mustRun(app, join(project, "node_modules", ".bin", "next"), "build", `--${bundler}`);
        const answer = readFileSync(join(app, ".next", "server", "app", "login.body"), "utf8");
        assertEquals(answer, "alice is logged in");
      });
    }
  }
});

describe("a bundle that Bun has made", () => {
  const build = (output: string, ...flags: readonly string[]): string => {
    const path = join(project, output);
    mustRun(project, bunHost.executable, "build", ...flags, `--outfile=${path}`, program);
    return path;
  };
  const asksForEither = /^LibraryLoadError: [^]*copier\.c[^]*bun add koffi$/m;

  itUnless(obstacle, "logs in beside koffi or copier.c, and else names what to install", () => {
    const bundled = build("bundle.js", "--target=bun");
    assertLogsIn(project, bunHost.executable, bundled);
    const alone = join(withoutKoffi, "bundle.js");
    cpSync(bundled, alone);
    assertFails(asksForEither, withoutKoffi, bunHost.executable, alone);
    cpSync(join(root, "ffi", "copier", "copier.c"), join(withoutKoffi, "copier.c"));
    assertLogsIn(withoutKoffi, bunHost.executable, alone);
  });

  itUnless(obstacle, "as a single file logs in where it finds koffi, and else names it", () => {
    const program = build("compiled", "--compile");
    // It resolves packages from the working directory, not from its own place.
    assertLogsIn(project, program);
    assertFails(asksForEither, withoutKoffi, program);
  });

  itUnless(obstacle, "as a single file logs in with the copier that is installed", async () => {
    const program = build("compiled", "--compile");
    const env = { ...environment, IMSDK_CACHE: join(temporary, "cache-with-copier") };
    await compileCopier({ path: compiledCopierPath({ platform: process.platform, env }) });
    assertEnding(runIn(env, withoutKoffi, program), LOGGED_IN);
  });
});

describe("a single file that Deno has made", () => {
  const program = write(temporary, "login.ts", loginCode(pathToFileURL(join(root, "mod.ts")).href));
  const compiled = join(temporary, "compiled");
  const compile = ["compile", "--allow-all", `--output=${compiled}`, program];
  // Deno downloads the executable that such a file begins with from its own server.
  const ending = run(temporary, currentHost.executable, ...compile);
  const isOutOfReach = ending.stderr.includes("Setting up base binary");

  itUnless(isOutOfReach ? "Deno's own server can't be reached" : undefined, "logs in", () => {
    assertEnding(ending, { code: 0 });
    assertLogsIn(temporary, compiled);
  });
});
