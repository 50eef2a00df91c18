/** What messages say is to be done: that it is for what is wrong, and can be done where it is read. */

import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { installCommand } from "../ffi/base/install_command.ts";
import { koffiRemedy } from "../ffi/runtimes/koffi_remedy.ts";
import { loadCopy } from "../ffi/isolation/private_copy.ts";
import type { Check } from "../ffi/doctor/diagnosis.ts";
import { currentHost, runCommand } from "../scripts/runtimes.ts";
import { runProgram } from "./support/programs.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import { assertEquals, assertMatch, assertThrows, describe, it } from "./support/testing.ts";

function check(stdout: string, name: string): Check {
  const { checks }: { checks: Check[] } = JSON.parse(stdout);
  return checks.find((check) => check.name === name)!;
}

describe("the command that messages name", () => {
  const inClone = currentHost.extension === ".ts";
  (inClone ? it : it.skip)(
    `runs in another directory${inClone ? "" : " (skipped: this is the package of npm)"}`,
    () => {
      const [program, ...args] = installCommand().replace(/ install$/, " --version").split(" ");
      assertEquals(program, currentHost.runtime);
      const cwd = mkdtempSync(join(tmpdir(), "imsdk-elsewhere-"));
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd,
        encoding: "utf8",
      });
      assertEquals(status, 0, stderr);
      assertMatch(stdout, /^@imsdk\/ffi \d/);
    },
  );
});

describe("what to do about koffi", () => {
  const error = (message: string, code?: string) => Object.assign(new Error(message), { code });

  for (
    const [cause, remedy] of [
      [
        error("Cannot find package 'koffi'", "ERR_MODULE_NOT_FOUND"),
        /^Add it .*(add|install) koffi$/,
      ],
      [
        error("Cannot find package 'koffi' from '/app/bundle.js'"),
        /^Add it where the program is run/,
      ],
      [error("addons are disabled", "ERR_DLOPEN_DISABLED"), /--no-addons/],
      [error("no access", "ERR_ACCESS_DENIED"), /--allow-fs-read/],
      [
        error("Cannot find the native Koffi module; did you bundle it correctly?"),
        /binary for \w+ \w+/,
      ],
      [error("koffi.node: invalid ELF header", "ERR_DLOPEN_FAILED"), /^Install it again/],
    ] as const
  ) {
    it(`tells apart: ${cause.message}`, () => assertMatch(koffiRemedy(cause), remedy));
  }

  const onNode = currentHost.runtime === "node";
  (onNode ? it : it.skip)(
    `names the flag that blocks addons${onNode ? "" : " (skipped: koffi is Node.js's)"}`,
    () => {
      const [node, ...args] = runCommand("tests/programs/imsdk.ts", { flags: ["--no-addons"] });
      const { stdout } = spawnSync(node!, [...args, "doctor", "--json"], { encoding: "utf8" });
      assertMatch(check(stdout, "ffi").remedy ?? "", /^Run Node\.js without --no-addons/);
    },
  );
});

describe("a private copy that can't be made", () => {
  function copyInto(cache: string): string {
    const { IMSDK_CACHE } = process.env;
    process.env.IMSDK_CACHE = cache;
    try {
      const fail = (): never => {
        throw new Error("not loaded");
      };
      return assertThrows(
        () => loadCopy(standInPath, join(cache, "copies", "1-0-1.so"), fail),
        Error,
      )
        .message;
    } finally {
      if (IMSDK_CACHE === undefined) delete process.env.IMSDK_CACHE;
      else process.env.IMSDK_CACHE = IMSDK_CACHE;
    }
  }

  it("has a remedy for a file in the place of its directory", () => {
    const cache = join(dataDir, "a-file");
    writeFileSync(cache, "");
    assertMatch(
      copyInto(cache),
      /Remove the file that is in the place of that directory, or set IMSDK_COPIES/,
    );
  });

  const cannot = process.getuid?.() === 0 || process.platform === "win32";
  (cannot ? it.skip : it)(
    `has another one for a directory that can't be written${
      cannot ? " (skipped: root writes all)" : ""
    }`,
    () => {
      const cache = join(dataDir, "read-only");
      mkdirSync(cache);
      chmodSync(cache, 0o500);
      assertMatch(copyInto(cache), /Make that directory writable, or set IMSDK_COPIES/);
    },
  );
});

describe("a library on a file system that is mounted noexec", () => {
  const namespace = process.getuid?.() === 0 ? ["--mount"] : ["-r", "--mount"];
  const canMount = process.platform === "linux" &&
    spawnSync("unshare", [...namespace, "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).status === 0;
  (canMount ? it : it.skip)(
    `is told from one that is broken${canMount ? "" : " (skipped: no mount may be made here)"}`,
    async () => {
      const mounted = join(dataDir, "noexec");
      mkdirSync(mounted);
      const source = join(dataDir, "source.so");
      copyFileSync(standInPath, source);
      const script =
        'mount -t tmpfs -o noexec tmpfs "$1" && cp "$2" "$1/lib.so" && shift 2 && exec "$@"';
      const { stdout } = await runProgram("imsdk.ts", ["doctor", "--json"], {
        before: ["unshare", ...namespace, "sh", "-c", script, "sh", mounted, source],
        env: { IMSDK_LIBRARY: join(mounted, "lib.so") },
      });
      const { status, remedy } = check(stdout, "version");
      assertEquals(status, "failure");
      assertMatch(remedy ?? "", /^Its file system is mounted noexec/);
    },
  );
});
