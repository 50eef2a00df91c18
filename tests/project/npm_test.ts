/**
 * The npm package: what is in it, and that it works when installed, on each Node.js and on Bun,
 * and from TypeScript. Every login is on the stand-in library.
 */

import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { extract } from "tar";
import config from "../../deno.json" with { type: "json" };
import { release } from "../../ffi/library_file/release.ts";
import { cacheDirectory } from "../../ffi/base/directories.ts";
import { buildNpm } from "../../scripts/build_npm.ts";
import { dntObstacle } from "../../scripts/compile.ts";
import { filesBelow } from "../../scripts/files_below.ts";
import { projectHost } from "../../scripts/project_host.ts";
import { bunHost, NEWEST_NODE, nodeExecutable, OLDEST_NODE } from "../../scripts/hosts.ts";
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
import { assert, assertEquals, assertMatch, describe, it } from "../support/testing.ts";

const tarball = await npmTarball();
const unpacked = emptyProject("unpacked");
await extract({ file: tarball, cwd: unpacked, strip: 1 });
const files = filesBelow(unpacked);
const contentOf = (file: string): string => readFileSync(join(unpacked, file), "utf8");

interface EntryPoint {
  readonly types: string;
  readonly default: string;
}

interface Manifest extends Readonly<Record<string, unknown>> {
  readonly exports: Readonly<Record<string, EntryPoint | string>>;
  readonly bin: { readonly imsdk: string };
  readonly peerDependencies: { readonly typescript: string };
}
const manifest: Manifest = JSON.parse(contentOf("package.json"));
const entryPoints = Object.values(manifest.exports).filter((entry) => typeof entry === "object");

describe("the npm package", () => {
  it("has a file for each entry, what they share, and what belongs to it, and nothing else", () => {
    const entries = entryPoints.map((entryPoint) => join(entryPoint.default));
    const parts = ["bun", "copier", "deno", "ffi", "node", "private_copy", "session"]
      .map((part) => `esm/${part}.js`);
    const bundled = [...entries, ...parts];
    const others = ["esm/bin.js", "esm/npm_fetcher.js", "package.json"]
      .concat(["copier.c", "claims.c", "addon.c"].map((file) => `esm/${file}`))
      .concat("README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE")
      .concat("THIRD_PARTY_LICENSES.txt");
    const maps = bundled.map((file) => `${file}.map`);
    const found = files.filter((file) => !file.startsWith("types/"));
    assertEquals(found.sort(), [...bundled, ...maps, ...others].sort());
    // Modules that no user's types come from need no declaration.
    const sources = files.filter((file) => file.startsWith("types/"))
      .map((file) => join(root, file.replace("types/", "").replace(/d\.ts$/, "ts")));
    assertEquals(sources.filter((file) => !existsSync(file)), []);
  });

  it("opens few files when it is imported", () => {
    const opened = new Set<string>();
    const open = (file: string): void => {
      if (opened.has(file)) return;
      opened.add(file);
      for (const [, name] of contentOf(file).matchAll(/^(?:import|export) .*from '\.\/(.*)'/gm)) {
        open(`esm/${name}`);
      }
    };
    open("esm/mod.js");
    assertEquals([...opened].sort(), ["esm/ffi.js", "esm/mod.js", "esm/session.js"]);
  });

  it("has every file that its modules import and that package.json names", () => {
    const named = entryPoints.flatMap((entryPoint) => [entryPoint.types, entryPoint.default])
      .concat(manifest.bin.imsdk)
      .map((path) => join(path));
    const imported = files.flatMap((file) =>
      [...contentOf(file).matchAll(/(?:from |import\()["'](\.[^"']+)["']/g)].map(([, path]) =>
        join(dirname(file), file.endsWith(".d.ts") ? path!.replace(/js$/, "d.ts") : path!)
      )
    );
    assertEquals([...named, ...imported].filter((file) => !files.includes(file)), []);
  });

  it("imports no package by name, and koffi by a variable only", () => {
    const imported = files.filter((file) => file.endsWith(".js")).flatMap((file) =>
      [
        ...contentOf(file).matchAll(
          /(?:^|;)import\b[^;"']*["']([^.][^"']*)["']|import\(["']([^.][^"']*)["']\)/gm,
        ),
      ]
        .map(([, statically, dynamically]) => statically ?? dynamically!)
    );
    assert(imported.length > 0);
    assertEquals(imported.filter((name) => !isBuiltin(name)), []);
  });

  it("names the licence of each package that is in it", () => {
    const notice = contentOf("THIRD_PARTY_LICENSES.txt");
    for (const name of ["pacote", "@npmcli/config", "tar", "minipass"]) {
      assertMatch(notice, new RegExp(`^${name} [\\d.]+: [\\w.-]+\n\n.`, "m"));
    }
    // The packages that are not needed to fetch one tarball.
    for (const name of ["sigstore", "node-gyp", "@npmcli/git", "@npmcli/run-script"]) {
      assertEquals(notice.includes(`\n${name} `), false, name);
    }
  });

  it("has no trace of the machine that it was made on", () => {
    const traces = [root, temporary, "file:///"];
    const telling = files.filter((file) => traces.some((trace) => contentOf(file).includes(trace)));
    assertEquals(telling, []);
  });

  it("has a package.json that agrees with deno.json", () => {
    const { description, keywords, author, exports, main, types, typesVersions, ...rest } =
      manifest;
    // No other key is allowed, such as a script that runs at installation.
    assertEquals<unknown>(rest, {
      name: config.name,
      version: config.version,
      license: config.license,
      ...projectHost,
      type: "module",
      bin: { imsdk: "./esm/bin.js" },
      engines: { node: ">=22.12", bun: ">=1.4" },
      optionalDependencies: { koffi: config.imports.koffi.replace(/.*@/, "^") },
      peerDependencies: { typescript: ">=5.4" },
      peerDependenciesMeta: { typescript: { optional: true } },
      sideEffects: false,
    });
    assertEquals(Object.keys(exports), [...Object.keys(config.exports), "./package.json"]);
    // What resolves no exports finds the same.
    const [first, ...others] = entryPoints;
    assertEquals<unknown>({ main, types }, { main: first?.default, types: first?.types });
    const [versions] = Object.values(typesVersions as Readonly<Record<string, object>>);
    assertEquals<unknown>(Object.values(versions!), others.map(({ types }) => [types]));
    assert(contentOf("LICENSE").includes(`Copyright (c) 2026 ${author}\n`));
    assertMatch(`${description}: ${keywords}`, /^.+Tencent.+: .*tencent/);
  });

  const withHost = projectHost && "the project has a host";
  itUnless(withHost, "is no release as long as the project has no host", () => {
    const build = ["run", "-A", join(root, "scripts", "build_npm.ts"), "--release"];
    const { stderr } = assertEnding(run(temporary, currentHost.executable, ...build), { code: 1 });
    assertMatch(stderr, /scripts\/project_host\.ts names no host/);
  });

  it("has a command that Node.js runs", () => {
    assertMatch(contentOf(manifest.bin.imsdk), /^#!\/usr\/bin\/env node\n/);
  });
});

const withoutDnt = await dntObstacle();
describe("the npm package compiled by dnt", () => {
  itUnless(
    withoutDnt,
    "is the one compiled by deno pack, but for the code's layout",
    async () => {
      const packages = [];
      for (const compiler of ["dnt", "deno-pack"] as const) {
        const { directory } = await buildNpm(join(temporary, compiler), compiler);
        packages.push(directory);
      }
      const [byDnt, byDenoPack] = packages as [string, string];
      assertEquals(filesBelow(byDnt), filesBelow(byDenoPack));
      const read = (directory: string, file: string): string =>
        readFileSync(join(directory, file), "utf8");
      // Such as the declarations.
      const differing = filesBelow(byDnt).filter((file) =>
        read(byDnt, file) !== read(byDenoPack, file)
      );
      assertEquals(differing.filter((file) => !/\.js(\.map)?$/.test(file)), []);
      // The maps have other positions of the same TypeScript, so dnt has put no statement into it.
      const typescript = (directory: string, map: string): object => {
        const { sources, sourcesContent } = JSON.parse(read(directory, map));
        return { sources, sourcesContent };
      };
      for (const map of differing.filter((file) => file.endsWith(".map"))) {
        assertEquals(typescript(byDnt, map), typescript(byDenoPack, map));
      }
      const exported = async (directory: string, path: string): Promise<string[]> =>
        Object.keys(await import(pathToFileURL(join(directory, path)).href));
      for (const { default: path } of entryPoints) {
        assertEquals(await exported(byDnt, path), await exported(byDenoPack, path));
      }
    },
  );
});

/** Where the package is installed: by npm, by npm without optional packages, and by Bun. */
const consumer = emptyProject("consumer");
const withoutKoffi = emptyProject("without-koffi");
const bunConsumer = emptyProject("bun-consumer");

const obstacle = npmObstacle();
if (obstacle === undefined) {
  const install = ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"] as const;
  const tools = [
    "publint@0.3.25",
    "@arethetypeswrong/cli@0.18.5",
    "@yarnpkg/cli-dist@4.18.1",
    // The types of the oldest Node.js, which has the fewest.
    "@types/node@20",
    // The oldest TypeScript that package.json allows.
    `oldest-typescript@npm:typescript@${manifest.peerDependencies.typescript.replace(">=", "")}`,
  ];
  mustRun(consumer, ...install, `--prefix=${consumer}`, tarball, ...tools);
  mustRun(withoutKoffi, ...install, `--prefix=${withoutKoffi}`, "--omit=optional", tarball);
  mustRun(bunConsumer, bunHost.executable, "add", tarball);
}

for (const version of [OLDEST_NODE, "24", NEWEST_NODE]) {
  describe(`the npm package on Node.js ${version}`, () => {
    itUnless(obstacle, "logs in from an ES module", () => {
      const program = write(consumer, "login.mjs", loginCode(config.name));
      assertLogsIn(consumer, nodeExecutable(version), program);
    });

    itUnless(obstacle, "names what to install where koffi is missing", () => {
      const program = write(withoutKoffi, "login.mjs", loginCode(config.name));
      assertFails(asksForKoffi, withoutKoffi, nodeExecutable(version), program);
    });

    itUnless(obstacle, "can be loaded by require()", () => {
      const names = [["", "ImSdk"], ["/native", "openNative"], ["/cli", "main"]];
      const types = names.map(([path, name]) => `typeof require("${config.name}${path}").${name}`);
      const ending = run(consumer, nodeExecutable(version), "-p", types.join(" + "));
      assertEnding(ending, { code: 0, stdout: "functionfunctionfunction\n" });
      // Node.js 22.12 warns that it's experimental there.
      if (version !== OLDEST_NODE) assertEquals(ending.stderr, "");
    });

    itUnless(obstacle, "has a command that shows its help", () => {
      const command = join("node_modules", ".bin", "imsdk");
      const help = run(consumer, nodeExecutable(version), command, "install", "--help");
      assertEnding(help, { code: 0, stderr: "" });
      // Just once: the command runs, and the module that it imports doesn't run too.
      assertEquals(help.stdout.split("Usage: imsdk install").length, 2);
    });
  });
}

describe("the source maps of the npm package", () => {
  itUnless(obstacle, "lead to the TypeScript", () => {
    const code = `import { signUserSig } from "${config.name}";\nsignUserSig({ sdkAppId: "x" });\n`;
    const program = write(consumer, "mapped.mjs", code);
    const node = nodeExecutable(NEWEST_NODE);
    const { stderr } = run(consumer, node, "--enable-source-maps", program);
    const [, line] = /at signUserSig .*\/src\/user_sig\/sign_user_sig\.ts:(\d+):/.exec(stderr) ??
      [];
    const source = readFileSync(join(root, "src", "user_sig", "sign_user_sig.ts"), "utf8");
    assertMatch(source.split("\n")[Number(line) - 1] ?? "", /checkInteger\("sdkAppId"/);
  });
});

describe("two copies of the npm package in one process", () => {
  itUnless(obstacle, "share no session, and the second is told where the first is", () => {
    const other = join(bunConsumer, "node_modules", config.name, "esm", "mod.js");
    const options = { sdkAppId: 1400000000, dataDir: join(temporary, "data") };
    const code = `import { ImSdk } from "${config.name}";
import { ImSdk as Other } from ${JSON.stringify(pathToFileURL(other).href)};

const options = ${JSON.stringify(options)};
const sdk = await ImSdk.open(options);
await Other.open(options).catch(({ message }) => console.log(message));
await sdk.close();
`;
    const program = write(consumer, "copies.mjs", code);
    const ending = run(consumer, nodeExecutable(NEWEST_NODE), program);
    const { stdout } = assertEnding(ending, { code: 0, stderr: "" });
    const first = `${join(consumer, "node_modules", config.name, "esm")}/`;
    assert(stdout.includes(`by another copy of this module (${first})`), stdout);
  });
});

describe("the npm package on Bun", () => {
  itUnless(obstacle, "logs in, with koffi and without", () => {
    for (const project of [bunConsumer, withoutKoffi]) {
      const program = write(project, "login.mjs", loginCode(config.name));
      assertLogsIn(project, bunHost.executable, program);
    }
  });
});

describe("the command of the npm package", () => {
  const runners = [["npx", consumer], [`${bunHost.executable}x`, bunConsumer]] as const;
  const expected = [
    [0, "--help"],
    [0, "install", "--help"],
    [0, "login", "--help"],
    [0, "doctor", "--help"],
    [2, "no-such-command"],
  ] as const;

  for (const [runner, project] of runners) {
    itUnless(obstacle, `is run by ${basename(runner)}, by its own name and the package's`, () => {
      for (const command of ["imsdk", config.name]) {
        for (const [code, ...args] of expected) {
          const ending = run(project, runner, command, ...args);
          const { stdout, stderr } = assertEnding(ending, { code });
          assertMatch(stdout + stderr, /^Usage: imsdk /m);
        }
      }
    });

    itUnless(
      obstacle,
      `installs the native library by ${basename(runner)}, or finds it there`,
      () => {
        const env = { ...environment, IMSDK_CACHE: cacheDirectory() };
        const ending = runIn(env, project, runner, "imsdk", "install");
        const { stdout } = assertEnding(ending, { code: 0 });
        assertMatch(stdout, /^(Installed|Already installed): /);
      },
    );
  }
});

describe("the types of the npm package", () => {
  const code = `
    import { ImSdk, LogLevel, type NetworkStatusDetail } from "@imsdk/ffi";
    import { main } from "@imsdk/ffi/cli";
    import { openNative } from "@imsdk/ffi/native";

    const sdk: ImSdk = await ImSdk.open({ sdkAppId: 1400000000, logLevel: LogLevel.Warn });
    sdk.addEventListener("networkstatus", ({ detail }) => {
      const { desc }: NetworkStatusDetail = detail;
      console.log(desc.length, detail.code.toFixed());
      // @ts-expect-error -- it's a number
      console.log(detail.code.length);
    }, { once: true });
    for await (const { detail } of sdk.events("userstatuschanged")) {
      console.log(detail?.[0]?.user_status_identifier?.length);
    }
    await sdk.login("alice", "sig", { signal: AbortSignal.timeout(1000) });
    // @ts-expect-error -- the sig is missing
    await sdk.login("alice");

    const native = await openNative();
    const time: bigint = native.api.TIMGetServerTime();
    // @ts-expect-error -- the library has no such function
    native.api.TIMLogon();
    const code: number = await main(["--help"]);
    console.log(time, code);
  `;
  const flags = ["--noEmit", "--strict", "--skipLibCheck", "false", "--types", "node"];
  const oldest = [
    nodeExecutable(NEWEST_NODE),
    join(consumer, "node_modules", "oldest-typescript", "bin", "tsc"),
  ] as const;
  const newest = [join(root, "node_modules", ".bin", "tsc")] as const;

  for (
    const [version, compiler, resolution, module] of [
      ["newest", newest, "node16", "node16"],
      ["newest", newest, "nodenext", "nodenext"],
      ["newest", newest, "bundler", "esnext"],
      ["oldest", oldest, "nodenext", "nodenext"],
      // It looks at no exports, and later versions have it no more.
      ["oldest", oldest, "node10", "esnext"],
    ] as const
  ) {
    itUnless(obstacle, `suit the ${version} TypeScript with moduleResolution ${resolution}`, () => {
      const program = write(consumer, "typed.mts", code);
      const modules = ["--module", module, "--moduleResolution", resolution];
      // It takes its time, so once must do.
      const libs = version === "oldest" ? ["es2022"] : ["es2022", "es2022,dom,dom.iterable"];
      for (const lib of libs) {
        const languages = ["--target", "es2022", "--lib", lib];
        const [executable, ...args] = [...compiler, ...flags, ...modules, ...languages, program];
        assertEnding(run(consumer, executable, ...args), { code: 0, stdout: "", stderr: "" });
      }
    });
  }
});

describe("the npm package under Yarn's Plug'n'Play", () => {
  itUnless(obstacle, "logs in, and installs what its command installs", () => {
    const project = emptyProject("plug-and-play");
    write(project, "yarn.lock", "");
    const cache = join(temporary, "cache-of-yarn");
    mkdirSync(cache);
    symlinkSync(join(cacheDirectory(), release.version), join(cache, release.version));
    const { stdout: registry } = run(consumer, "npm", "config", "get", "registry");
    const env = {
      ...environment,
      IMSDK_CACHE: cache,
      YARN_ENABLE_TELEMETRY: "0",
      YARN_GLOBAL_FOLDER: join(temporary, "yarn"),
      YARN_NODE_LINKER: "pnp",
      YARN_NPM_REGISTRY_SERVER: registry.trim(),
      YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname,
    };
    const yarn = join(consumer, "node_modules", ".bin", "yarn");
    assertEnding(runIn(env, project, yarn, "add", `${config.name}@file:${tarball}`), { code: 0 });
    const program = write(project, "login.mjs", loginCode(config.name));
    assertEnding(runIn(env, project, yarn, "node", program), LOGGED_IN);
    // The library is there already, and the copier is written as the library is.
    const { stdout } = assertEnding(runIn(env, project, yarn, "imsdk", "install"), { code: 0 });
    assertMatch(stdout, /^Already installed: .*\nCompiled: .*\n$/);
  });
});

describe("the npm package, by the tools that check packages", () => {
  itUnless(obstacle, "has nothing for publint and Are The Types Wrong to complain of", () => {
    const bin = join("node_modules", ".bin");
    mustRun(consumer, join(bin, "publint"), "--strict", tarball);
    // That it's for import, and for the require() of Node.js 22.12, is on purpose.
    mustRun(consumer, join(bin, "attw"), "--ignore-rules", "cjs-resolves-to-esm", "--", tarball);
  });
});
