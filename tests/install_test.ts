/** Finding and installing the native library, against a fake registry in this file. */

import { Buffer } from "node:buffer";
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { cacheDirectory, dataDirectory } from "../ffi/base/directories.ts";
import { LibraryLoadError } from "../ffi/errors/library_load_error.ts";
import { InstallError } from "../ffi/library_file/install_error.ts";
import {
  installLibrary,
  type InstallOptions,
  type InstallProgress,
} from "../ffi/library_file/install.ts";
import type { Attempt } from "../ffi/library_file/tarball.ts";
import { installCommand } from "../ffi/base/install_command.ts";
import { cachedLibraryPath, locateLibrary } from "../ffi/library_file/locate.ts";
import {
  platformOf,
  type Release,
  release,
  unsupportedPlatform,
} from "../ffi/library_file/release.ts";
import { currentHost, modulePath } from "../scripts/runtimes.ts";
import { VERSION } from "../src/cli/version.ts";
import { imsdk } from "./support/imsdk_command.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

// The vendor's release in miniature

const library = randomBytes(300_000);
const pathInPackage = "lib/linux/lib/libImSDK.so";
const tarball = gzipSync(Buffer.concat([
  tarEntry("package/package.json", Buffer.from('{"name":"fake-imsdk","version":"1.0.0"}')),
  tarEntry("package/lib/other.so", randomBytes(1000)),
  tarEntry(`package/${pathInPackage}`, library),
  tarEntry("package/README.md", Buffer.from("The end.")),
  Buffer.alloc(1024),
]));
const file = { path: pathInPackage, sha256: sha256(library), name: "libImSDK.so" };
const fakeRelease: Release = {
  package: "fake-imsdk",
  version: "1.0.0",
  sdkVersion: "1.0.0",
  integrity: integrityOf(tarball),
  size: tarball.length,
  files: {
    "linux-x64": file,
    "linux-arm64": file,
    "macos": file,
    "windows-x64": file,
    "windows-ia32": file,
  },
};
const machine = { platform: "linux", arch: "x64" };

function tarEntry(name: string, contents: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${contents.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        0", 148); // the checksum counts itself as eight spaces
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, contents, Buffer.alloc((512 - contents.length % 512) % 512)]);
}

function sha256(contents: Buffer): string {
  return createHash("sha256").update(contents).digest("hex");
}

function integrityOf(contents: Buffer): string {
  return `sha512-${createHash("sha512").update(contents).digest("base64")}`;
}

// The registry

interface Registry {
  readonly url: string;
  /** How many times the tarball was asked for. */
  readonly downloads: () => number;
  readonly close: () => Promise<void>;
}

interface RegistryOptions {
  readonly release?: Release;
  readonly tarball?: Buffer;
  /** Runs before each answer; an answer that it has ended itself is left alone. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { package: name, version } = options.release ?? fakeRelease;
  let downloads = 0;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://127.0.0.1");
    if (pathname.endsWith(".tgz")) downloads++;
    await options.before?.(request, response);
    if (response.writableEnded) return;
    response.setHeader("connection", "close");
    if (pathname === `/${name}`) {
      const dist = { tarball: `http://${request.headers.host}/${name}/-/${name}-${version}.tgz` };
      response.end(JSON.stringify({
        name,
        "dist-tags": { latest: version },
        versions: { [version]: { name, version, dist } },
      }));
    } else if (pathname === `/${name}/-/${name}-${version}.tgz`) {
      response.end(options.tarball ?? tarball);
    } else {
      response.writeHead(404).end("{}");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const registry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    downloads: () => downloads,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  cleanups.push(registry.close);
  return registry;
}

/**
 * Cuts every connection, so that npm retries. The callback runs while npm waits for its next try.
 */
function breakOff(follow: () => void): (_: unknown, response: ServerResponse) => void {
  return (_, response) => {
    response.socket?.destroy();
    setTimeout(follow, 100);
  };
}

// The environment of one test

let root: string;
let cleanups: (() => void | Promise<void>)[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "imsdk-install-"));
  cleanups = [() => rmSync(root, { recursive: true, force: true })];
  setEnv({
    IMSDK_CACHE: join(root, "cache"),
    IMSDK_LIBRARY: undefined,
    npm_config_userconfig: join(root, "user.npmrc"),
    npm_config_globalconfig: join(root, "global.npmrc"),
    npm_config_registry: undefined,
    npm_config_fetch_retries: "0",
    npm_config_noproxy: "127.0.0.1",
  });
});

afterEach(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
});

function setEnv(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    putEnv(name, value);
    cleanups.push(() => putEnv(name, before));
  }
}

function putEnv(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Installs the miniature from a registry, with the options given on top. */
async function install(registry: Registry, options: InstallOptions = {}) {
  setEnv({ npm_config_registry: registry.url });
  return await installLibrary({ release: fakeRelease, machine, ...options });
}

const target = (): string => join(root, "cache", "1.0.0", "linux-x64", "libImSDK.so");

/** Every file below the cache directory, by its path in it. */
function cached(): string[] {
  try {
    return readdirSync(join(root, "cache"), { recursive: true })
      .map((name) => join(root, "cache", String(name)))
      .filter((path) => statSync(path).isFile());
  } catch {
    return [];
  }
}

function place(path: string, contents: string | Buffer = ""): string {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, contents);
  return path;
}

// Other processes of the same runtime

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const repository = fileURLToPath(new URL("..", import.meta.url));

function runtimeArgs(kind: "run" | "eval", what: string): string[] {
  if ("Deno" in globalThis) return kind === "run" ? ["run", "-A", what] : ["eval", what];
  if ("Bun" in globalThis) return kind === "run" ? [what] : ["-e", what];
  return kind === "run" ? [what] : ["--input-type=module", "-e", what];
}

function start(command: string, args: string[]) {
  const child = spawn(command, args, {
    cwd: repository,
    env: process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => output.stdout += chunk);
  child.stderr.on("data", (chunk) => output.stderr += chunk);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
  // Deno's child.kill() reports a death by signal even when the child handles it and exits.
  return { interrupt: () => process.kill(child.pid!, "SIGINT"), finished };
}

/** A program that installs the miniature and prints the outcome as JSON. */
function installProgram(): string {
  const url = pathToFileURL(modulePath("ffi/library_file/install.ts")).href;
  return `
    const { installLibrary } = await import(${JSON.stringify(url)});
    const options = ${JSON.stringify({ release: fakeRelease, machine })};
    const outcome = await installLibrary(options).catch(({ name, message }) => ({ name, message }));
    console.log(JSON.stringify(outcome));`;
}

/** The program behind the command: Node.js is given the package's own. */
const cli = modulePath(currentHost.runtime === "node" ? "bin.ts" : "src/cli.ts");

describe("platforms", () => {
  it("knows every platform that the vendor builds for", () => {
    assertEquals(platformOf({ platform: "linux", arch: "x64" }), "linux-x64");
    assertEquals(platformOf({ platform: "linux", arch: "arm64" }), "linux-arm64");
    assertEquals(platformOf({ platform: "darwin", arch: "x64" }), "macos");
    assertEquals(platformOf({ platform: "darwin", arch: "arm64" }), "macos");
    assertEquals(platformOf({ platform: "win32", arch: "x64" }), "windows-x64");
    assertEquals(platformOf({ platform: "win32", arch: "ia32" }), "windows-ia32");
  });

  for (
    const unsupported of [
      { platform: "linux", arch: "x64", musl: true },
      { platform: "linux", arch: "ia32" },
      { platform: "linux", arch: "arm" },
      { platform: "win32", arch: "arm64" },
      { platform: "freebsd", arch: "x64" },
    ]
  ) {
    const { platform, arch, musl } = unsupported;
    it(`refuses ${platform} ${arch}${musl ? " with musl" : ""} and says what is supported`, async () => {
      assertEquals(platformOf(unsupported), undefined);
      assertStringIncludes(unsupportedPlatform(unsupported), `${platform} ${arch}`);
      const error = await assertRejects(
        () => installLibrary({ release: fakeRelease, machine: unsupported }),
        InstallError,
        `no build for ${platform} ${arch}${musl ? " with musl" : ""}`,
      );
      assertStringIncludes(error.message, "Linux with glibc (x64, arm64)");
      assertEquals(cached(), []);
    });
  }
});

describe("directories", () => {
  const linux = (env: Record<string, string>) => ({ platform: "linux", env });
  const mac = (env: Record<string, string>) => ({ platform: "darwin", env });
  const windows = (env: Record<string, string>) => ({ platform: "win32", env });

  it("follows XDG on Linux, and its defaults when it is unset, empty or relative", () => {
    const env = { HOME: "/home/a", XDG_CACHE_HOME: "/x/cache", XDG_DATA_HOME: "/x/data" };
    assertEquals(cacheDirectory(linux(env)), "/x/cache/imsdk");
    assertEquals(dataDirectory(1400000000n, linux(env)), "/x/data/imsdk/1400000000");
    for (const unusable of ["", "cache", "./cache"]) {
      const env = { HOME: "/home/a", XDG_CACHE_HOME: unusable, XDG_DATA_HOME: unusable };
      assertEquals(cacheDirectory(linux(env)), "/home/a/.cache/imsdk");
      assertEquals(dataDirectory(1n, linux(env)), "/home/a/.local/share/imsdk/1");
    }
  });

  it("uses the Library folder on macOS and LOCALAPPDATA on Windows", () => {
    assertEquals(cacheDirectory(mac({ HOME: "/Users/a" })), "/Users/a/Library/Caches/imsdk");
    assertEquals(
      dataDirectory(1n, mac({ HOME: "/Users/a" })),
      "/Users/a/Library/Application Support/imsdk/1",
    );
    const local = { LOCALAPPDATA: "D:\\Local", USERPROFILE: "C:\\Users\\a" };
    assertEquals(cacheDirectory(windows(local)), "D:\\Local\\imsdk\\Cache");
    assertEquals(dataDirectory(1n, windows(local)), "D:\\Local\\imsdk\\Data\\1");
    const profile = { USERPROFILE: "C:\\Users\\a" };
    assertEquals(cacheDirectory(windows(profile)), "C:\\Users\\a\\AppData\\Local\\imsdk\\Cache");
  });

  it("puts IMSDK_CACHE first, and takes an empty one for unset", () => {
    assertEquals(cacheDirectory(linux({ HOME: "/home/a", IMSDK_CACHE: "/c" })), "/c");
    assertEquals(
      cacheDirectory(linux({ HOME: "/home/a", IMSDK_CACHE: "" })),
      "/home/a/.cache/imsdk",
    );
  });

  it("names the variable to set when there is no home", () => {
    assertThrows(() => cacheDirectory(linux({})), Error, "HOME");
    assertThrows(() => cacheDirectory(linux({ HOME: "" })), Error, "IMSDK_CACHE");
    assertThrows(() => dataDirectory(1n, linux({ HOME: "here" })), Error, "dataDir");
    assertThrows(() => cacheDirectory(windows({})), Error, "USERPROFILE");
  });

  it("reads no variable that it does not need", () => {
    const read: string[] = [];
    const env = new Proxy({ IMSDK_CACHE: "/c", HOME: "/home/a" } as Record<string, string>, {
      get: (variables, name) => (read.push(String(name)), variables[String(name)]),
    });
    cacheDirectory(linux(env));
    assertEquals([...new Set(read)], ["IMSDK_CACHE"]);
    read.length = 0;
    dataDirectory(1n, linux(env));
    assertEquals([...new Set(read)], ["XDG_DATA_HOME", "HOME"]);
  });
});

describe("locateLibrary", () => {
  const inCache = (): string => {
    const platform = platformOf();
    assert(platform, "these tests need a supported platform");
    return cachedLibraryPath(platform);
  };

  it("prefers libraryPath to IMSDK_LIBRARY to the cache", () => {
    const option = place(join(root, "option.so"));
    const variable = place(join(root, "variable.so"));
    const installed = place(inCache());
    assertEquals(locateLibrary(), installed);
    setEnv({ IMSDK_LIBRARY: variable });
    assertEquals(locateLibrary(), variable);
    assertEquals(locateLibrary(option), option);
    assertEquals(locateLibrary(pathToFileURL(option)), option);
    setEnv({ IMSDK_LIBRARY: "" });
    assertEquals(locateLibrary(), installed);
  });

  it("makes a relative path absolute", () => {
    const here = process.cwd();
    cleanups.push(() => process.chdir(here));
    process.chdir(root);
    place(join(root, "here.so"));
    assertEquals(locateLibrary("here.so"), join(process.cwd(), "here.so"));
  });

  it("never looks further when a named file is missing or a directory", () => {
    place(inCache());
    const missing = join(root, "missing.so");
    for (const [path, what] of [[missing, "does not exist"], [root, "is not a file"]] as const) {
      const error = assertThrows(() => locateLibrary(path), LibraryLoadError, what);
      assertStringIncludes(error.message, path);
      assertStringIncludes(error.message, "libraryPath");
      assertEquals(error.tried.length, 1);
    }
    setEnv({ IMSDK_LIBRARY: missing });
    const error = assertThrows(() => locateLibrary(), LibraryLoadError, missing);
    assertStringIncludes(error.message, "IMSDK_LIBRARY");
    assertEquals(error.name, "LibraryLoadError");
  });

  it("refuses what can't be a path, and names the option", () => {
    for (const impossible of ["", "a\0b", new URL("http://127.0.0.1/lib.so"), 7 as never]) {
      assertThrows(() => locateLibrary(impossible), TypeError, "libraryPath");
    }
    assertThrows(() => locateLibrary(new URL("file:///a%00b")), TypeError, "libraryPath");
  });

  it("lists every place and the command that helps when there is nothing", () => {
    const error = assertThrows(() => locateLibrary(), LibraryLoadError, inCache());
    assertEquals(error.tried.length, 3);
    for (const place of error.tried) assertStringIncludes(error.message, place);
    assertStringIncludes(error.message, "libraryPath");
    assertStringIncludes(error.message, "IMSDK_LIBRARY");
    assertStringIncludes(error.message, installCommand());
  });

  it("says so when there is no home directory to have a cache in", () => {
    setEnv({ IMSDK_CACHE: "", HOME: "", XDG_CACHE_HOME: "", USERPROFILE: "", LOCALAPPDATA: "" });
    const error = assertThrows(() => locateLibrary(), LibraryLoadError, "home directory");
    assertInstanceOf(error.cause, Error);
  });
});

describe("installLibrary", () => {
  it("puts the checked file into the cache, tells its progress, and does nothing twice", async () => {
    const registry = await startRegistry();
    const seen: InstallProgress[] = [];
    const onProgress = (progress: InstallProgress) => void seen.push(progress);
    const first = await install(registry, { onProgress });
    assertEquals(first, { path: target(), installed: true });
    assert(readFileSync(target()).equals(library), "the file is not the one in the tarball");
    assertEquals(cached(), [target()]);
    assertEquals(seen.at(-1), { received: tarball.length, total: tarball.length });
    if (process.platform !== "win32") assertEquals(statSync(target()).mode & 0o777, 0o644);

    assertEquals(await install(registry), { path: target(), installed: false });
    assertEquals(registry.downloads(), 1);
    assertEquals((await install(registry, { force: true })).installed, true);
    assertEquals(registry.downloads(), 2);
  });

  it("lets nobody else write what it makes, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      await install(await startRegistry());
      for (let place = target(); place !== root; place = join(place, "..")) {
        assertEquals(statSync(place).mode & 0o022, 0, place);
      }
    } finally {
      process.umask(before);
    }
  });

  it("replaces a truncated file", async () => {
    place(target(), library.subarray(0, 1000));
    assertEquals((await install(await startRegistry())).installed, true);
    assert(readFileSync(target()).equals(library), "the file was not replaced");
  });

  it("removes what a killed run left an hour ago, and nothing else", async () => {
    const stale = place(`${target()}.77-dead.tmp`, "half");
    const fresh = place(`${target()}.78-alive.tmp`, "half");
    const strange = place(join(target(), "..", "notes.tmp"), "mine");
    const longAgo = Date.now() / 1000 - 2 * 60 * 60;
    for (const path of [stale, strange]) utimesSync(path, longAgo, longAgo);
    await install(await startRegistry());
    assertEquals(cached().toSorted(), [target(), fresh, strange].toSorted());
  });

  it("can run in two processes at once", async () => {
    const waiting: (() => void)[] = [];
    const registry = await startRegistry({
      async before(request) {
        if (!request.url?.endsWith(".tgz")) return;
        const together = new Promise<void>((resolve) => waiting.push(resolve));
        if (waiting.length === 2) { for (const proceed of waiting) proceed(); }
        await together;
      },
    });
    setEnv({ npm_config_registry: registry.url });
    const runs = [1, 2].map(() =>
      start(process.execPath, runtimeArgs("eval", installProgram())).finished
    );
    for (const { stdout, stderr } of await Promise.all(runs)) {
      assertEquals(stdout.trim(), JSON.stringify({ path: target(), installed: true }), stderr);
    }
    assert(readFileSync(target()).equals(library), "the file is not the one in the tarball");
    assertEquals(cached(), [target()]);
  });

  it("refuses a tarball with a wrong byte", async () => {
    const altered = Buffer.from(tarball);
    altered[altered.length - 5000]! ^= 1;
    const registry = await startRegistry({ tarball: altered });
    const error = await assertRejects(() => install(registry), InstallError, "checksum");
    assertEquals((error.cause as { code?: string }).code, "EINTEGRITY");
    assertStringIncludes(error.message, new URL(registry.url).host);
    assertEquals(cached(), []);
  });

  it("refuses a file whose SHA-256 is wrong, or that isn't in the tarball", async () => {
    const registry = await startRegistry();
    for (const wrong of [{ sha256: "0".repeat(64) }, { path: "lib/none.so" }]) {
      const files = { ...fakeRelease.files, "linux-x64": { ...file, ...wrong } };
      const odd = { ...fakeRelease, files };
      await assertRejects(() => install(registry, { release: odd }), InstallError, "SHA-256");
      assertEquals(cached(), []);
    }
  });

  it("keeps the old file when the new one can't be fetched", async () => {
    place(target(), "old");
    const registry = await startRegistry({ tarball: Buffer.from("nonsense") });
    await assertRejects(() => install(registry), InstallError);
    assertEquals(readFileSync(target(), "utf8"), "old");
    assertEquals(cached(), [target()]);
  });

  it("blames the network when nothing answers", async () => {
    const registry = await startRegistry();
    await registry.close();
    const error = await assertRejects(() => install(registry), InstallError, "Check the network");
    assertMatch(error.message, /ECONNREFUSED|refused/i);
    assertEquals(cached(), []);
  });

  for (
    const [status, hint] of [
      [404, "has no fake-imsdk@1.0.0"],
      [401, "credentials"],
      [403, "credentials"],
      [500, "500"],
    ] as const
  ) {
    it(`explains an answer of ${status}`, async () => {
      const registry = await startRegistry({
        before: (_, response) => void response.writeHead(status, { connection: "close" }).end("{}"),
      });
      await assertRejects(() => install(registry), InstallError, hint);
      assertEquals(cached(), []);
    });
  }

  it("explains a registry that has only another version", async () => {
    const registry = await startRegistry({ release: { ...fakeRelease, version: "2.0.0" } });
    await assertRejects(() => install(registry), InstallError, "has no fake-imsdk@1.0.0");
  });

  it("tells the registry before each try, and how the one before has failed", async () => {
    setEnv({ npm_config_fetch_retries: "2", npm_config_fetch_retry_mintimeout: "20" });
    const registry = await startRegistry({
      before: (_, response) => void response.socket?.destroy(),
    });
    const seen: Attempt[] = [];
    const onAttempt = (attempt: Attempt) => void seen.push(attempt);
    await assertRejects(() => install(registry, { onAttempt }), InstallError, "Check the network");
    assertEquals(seen.map(({ number, limit, delay }) => [number, limit, delay]), [
      [1, 3, 0],
      [2, 3, 20],
      [3, 3, 200],
    ]);
    const { host } = new URL(registry.url);
    for (const { registry, proxy } of seen) assertEquals([registry, proxy], [host, undefined]);
    assertEquals(seen[0]?.failure, undefined);
    assertMatch(seen[1]?.failure ?? "", /ECONNRESET|hang up|closed|connection/i);
  });

  it("succeeds on the second try", async () => {
    setEnv({ npm_config_fetch_retries: "1", npm_config_fetch_retry_mintimeout: "20" });
    let asked = 0;
    const registry = await startRegistry({
      before: (_, response) => void (asked++ === 0 && response.socket?.destroy()),
    });
    assertEquals((await install(registry)).installed, true);
  });

  it("gives up a download that has stalled for npm's fetch-timeout", async () => {
    setEnv({ npm_config_fetch_timeout: "500" });
    const registry = await startRegistry({
      async before(request, response) {
        if (!request.url?.endsWith(".tgz")) return;
        response.write(tarball.subarray(0, 1000)); // and then nothing, for ever
        await new Promise<void>((resolve) => response.on("close", resolve));
        response.end();
      },
    });
    await assertRejects(() => install(registry), InstallError, "nothing has come for 500 ms");
    assertEquals(cached(), []);
  });

  it("gives up a proxy that accepts and stays silent, and names it", async () => {
    const proxy = createTcpServer(() => {});
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const sockets = new Set<Socket>();
    proxy.on("connection", (socket) => void sockets.add(socket.on("error", () => {})));
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    });
    const { port } = proxy.address() as AddressInfo;
    setEnv({
      npm_config_fetch_timeout: "500",
      npm_config_proxy: `http://me:hush@127.0.0.1:${port}`,
      npm_config_https_proxy: `http://me:hush@127.0.0.1:${port}`,
      npm_config_noproxy: "other.invalid",
    });
    for (const url of ["http://registry.invalid/", "https://registry.invalid/"]) {
      setEnv({ npm_config_registry: url });
      const { message } = await assertRejects(
        () => installLibrary({ release: fakeRelease, machine }),
        InstallError,
        `from registry.invalid by the proxy 127.0.0.1:${port} (nothing has come for 500 ms)`,
      );
      assert(!message.includes("hush"), message);
    }
  });

  it("explains npm's settings before and min-release-age", async () => {
    const registry = await startRegistry({
      before(request, response) {
        if (request.url !== "/fake-imsdk") return;
        const dist = { tarball: `${registry.url}fake-imsdk/-/fake-imsdk-1.0.0.tgz` };
        response.end(JSON.stringify({
          name: "fake-imsdk",
          "dist-tags": { latest: "1.0.0" },
          time: { "1.0.0": new Date().toISOString() },
          versions: { "1.0.0": { name: "fake-imsdk", version: "1.0.0", dist } },
        }));
      },
    });
    for (
      const setting of [
        { npm_config_before: "2020-01-01", npm_config_min_release_age: undefined },
        { npm_config_before: undefined, npm_config_min_release_age: "7" },
      ]
    ) {
      setEnv(setting);
      const { message } = await assertRejects(
        () => install(registry),
        InstallError,
        "allow nothing newer",
      );
      assertStringIncludes(message, "before or min-release-age");
    }
  });

  it("explains a file where a directory should be", async () => {
    place(join(root, "cache"), "in the way");
    const registry = await startRegistry();
    const error = await assertRejects(() => install(registry), InstallError, "in the way of");
    assertStringIncludes(error.message, "IMSDK_CACHE");
    assertEquals(registry.downloads(), 0);
  });

  it("explains a directory where the file should be", async () => {
    mkdirSync(target(), { recursive: true });
    const error = await assertRejects(
      async () => install(await startRegistry()),
      InstallError,
      "in the way of",
    );
    assertStringIncludes(error.message, target());
  });

  it("stops at once when it is aborted, with the signal's reason", async () => {
    const reason = new Error("enough");
    const early = new AbortController();
    early.abort(reason);
    const registry = await startRegistry({
      before: async (request, response) => {
        if (!request.url?.endsWith(".tgz")) return;
        response.write(tarball.subarray(0, 1000)); // and then nothing, for ever
        late.abort(reason);
        await new Promise<void>((resolve) => response.on("close", resolve));
        response.end();
      },
    });
    const late = new AbortController();
    for (const { signal } of [early, late]) {
      const error = await assertRejects(() => install(registry, { signal }), Error, "enough");
      assert(error === reason, "it was not the signal's own reason");
    }
    assertEquals(cached(), []);
  });

  it("does nothing at all for a signal that is aborted already", async () => {
    place(target(), library);
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(
      () => installLibrary({ release: fakeRelease, machine, signal }),
      Error,
      "enough",
    );
  });

  it("stops at once when it is aborted between two tries", async () => {
    const pause = 1000;
    setEnv({ npm_config_fetch_retries: "1", npm_config_fetch_retry_mintimeout: String(pause) });
    const aborter = new AbortController();
    const registry = await startRegistry({ before: breakOff(() => aborter.abort()) });
    const started = Date.now();
    await assertRejects(() => install(registry, { signal: aborter.signal }), DOMException);
    assert(Date.now() - started < pause, "it waited for the next try");
    await new Promise((resolve) => setTimeout(resolve, pause)); // let npm's timer run out
  });

  it("takes registry and credentials from the user's .npmrc", async () => {
    const registry = await startRegistry({
      before(request, response) {
        if (request.headers.authorization === "Bearer let-me-in") return;
        response.writeHead(401, { connection: "close" }).end("{}");
      },
    });
    const { host } = new URL(registry.url);
    place(
      join(root, "user.npmrc"),
      `registry=${registry.url}\n//${host}/:_authToken=let-me-in\n`,
    );
    assertEquals(await installLibrary({ release: fakeRelease, machine }), {
      path: target(),
      installed: true,
    });
  });

  it("takes the settings for all users from beside the Node on the PATH", async () => {
    const registry = await startRegistry();
    place(join(root, "bin", process.platform === "win32" ? "node.exe" : "node"));
    place(
      join(root, process.platform === "win32" ? "bin" : ".", "etc", "npmrc"),
      `registry=${registry.url}\n`,
    );
    setEnv({
      PATH: `${join(root, "bin")}${delimiter}${process.env.PATH}`,
      PREFIX: undefined,
      npm_config_prefix: undefined,
      npm_config_globalconfig: undefined,
    });
    assertEquals((await installLibrary({ release: fakeRelease, machine })).installed, true);
  });

  it("goes through the proxy that npm is set to", async () => {
    const asked: string[] = [];
    const proxy = await startRegistry({ before: ({ url }) => void asked.push(url ?? "") });
    setEnv({ npm_config_proxy: proxy.url, npm_config_noproxy: "other.invalid" });
    await install({ ...proxy, url: "http://registry.invalid/" });
    assertEquals(asked[0], "http://registry.invalid/fake-imsdk");
    assertEquals(cached(), [target()]);
  });

  it("repeats no password of the registry's URL", async () => {
    const registry = await startRegistry({ release: { ...fakeRelease, version: "2.0.0" } });
    const url = registry.url.replace("//", "//me:hush@");
    const error = await assertRejects(() => install({ ...registry, url }), InstallError);
    assert(!error.message.includes("hush"), error.message);
  });

  const namespace = process.getuid?.() === 0 ? ["--mount"] : ["-r", "--mount"];
  const canMount = process.platform === "linux" &&
    spawnSync("unshare", [...namespace, "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).status === 0;
  const withMounts = (name: string, body: () => Promise<void>): void =>
    canMount ? it(name, body) : it.skip(`${name} (skipped: no mount may be made here)`, body);

  /** Runs the install program with a tmpfs of its own as the cache directory. */
  async function installOnto(mountOptions: string): Promise<{ outcome: string; files: string }> {
    const registry = await startRegistry();
    setEnv({ npm_config_registry: registry.url });
    const cache = join(root, "cache");
    mkdirSync(cache);
    const script = 'mount -t tmpfs -o "$1" tmpfs "$2"; dir=$2; shift 2; "$@"; find "$dir" -type f';
    const { stdout, stderr } = await start("unshare", [
      ...namespace,
      ...["sh", "-c", script, "sh", mountOptions, cache],
      ...[process.execPath, ...runtimeArgs("eval", installProgram())],
    ]).finished;
    const [outcome = "", ...files] = stdout.trim().split("\n");
    assert(outcome.startsWith("{"), stderr);
    return { outcome, files: files.join() };
  }

  withMounts("explains a full disk and leaves nothing on it", async () => {
    const { outcome, files } = await installOnto("size=64k");
    assertStringIncludes(outcome, '"InstallError"');
    assertStringIncludes(outcome, "the disk is full");
    assertEquals(files, "");
  });

  withMounts("explains a read-only disk", async () => {
    const { outcome, files } = await installOnto("ro");
    assertStringIncludes(outcome, '"InstallError"');
    assertStringIncludes(outcome, "cannot be written (EROFS)");
    assertEquals(files, "");
  });
});

describe("imsdk command", () => {
  it("helps", async () => {
    const all = await imsdk(["--help"]);
    assertEquals([all.code, all.stderr], [0, ""]);
    for (const name of ["install", "doctor", "login"]) assertStringIncludes(all.stdout, name);
    const one = await imsdk(["install", "--help"]);
    assertEquals([one.code, one.stderr], [0, ""]);
    assertStringIncludes(one.stdout, "--force");
  });

  it("tells its version", async () => {
    const { code, stdout, stderr } = await imsdk(["--version"]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout, `@imsdk/ffi ${VERSION}, for ImSDK ${release.sdkVersion}\n`);
  });

  it("exits with 2 and says why when it does not know an argument", async () => {
    for (
      const [args, word] of [
        [["fly"], "fly"],
        [["constructor"], "constructor"],
        [["install", "--fast"], "--fast"],
        [["install", "now"], "now"],
        [[], "which command"],
      ] as const
    ) {
      const { code, stdout, stderr } = await imsdk(args);
      assertEquals([code, stdout], [2, ""]);
      assertStringIncludes(stderr, word);
    }
  });

  it("exits with 1 and one line when the library can't be fetched", async () => {
    const registry = await startRegistry({ release, tarball });
    setEnv({ npm_config_registry: registry.url });
    const { code, stdout, stderr } = await start(
      process.execPath,
      runtimeArgs("run", cli).concat("install"),
    ).finished;
    assertEquals([code, stdout], [1, ""]);
    assertMatch(
      stderr,
      /^Fetching im_electron_sdk@\S+ from 127\.0\.0\.1:\d+\nimsdk install: Cannot install the native library: [^\n]*checksum[^\n]*\n$/,
    );
    assertEquals(cached(), []);
  });

  it("leaves nothing and ends at once on Ctrl-C", async () => {
    let interrupt = (): unknown => undefined;
    const registry = await startRegistry({
      release,
      async before(request, response) {
        if (!request.url?.endsWith(".tgz")) return;
        response.write(tarball.subarray(0, 1000)); // and then nothing, for ever
        interrupt();
        await new Promise<void>((resolve) => response.on("close", resolve));
        response.end();
      },
    });
    setEnv({ npm_config_registry: registry.url });
    const child = start(process.execPath, [...runtimeArgs("run", cli), "install"]);
    interrupt = child.interrupt;
    const { code, stdout, stderr } = await child.finished;
    assertEquals([code, stdout], [130, ""]);
    assertEquals(stderr.split("\n").slice(1), ["Interrupted; nothing was installed.", ""]);
    assertEquals(cached(), []);
  });

  it("ends at once on Ctrl-C between two tries", async () => {
    setEnv({ npm_config_fetch_retries: "1", npm_config_fetch_retry_mintimeout: "20000" });
    let interrupt = (): unknown => undefined;
    const registry = await startRegistry({ release, before: breakOff(() => interrupt()) });
    setEnv({ npm_config_registry: registry.url });
    const started = Date.now();
    const child = start(process.execPath, [...runtimeArgs("run", cli), "install"]);
    interrupt = child.interrupt;
    assertEquals((await child.finished).code, 130);
    assert(Date.now() - started < 10_000, "it waited for the next try");
  });
});
