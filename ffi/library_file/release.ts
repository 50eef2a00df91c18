/**
 * The one release of the vendor's native library that this module is written for, as data, and
 * which of its files belongs to the machine that the process runs on.
 *
 * @module
 */

import { existsSync } from "node:fs";
import process from "node:process";
import { checksums } from "../generated/release_checksums.ts";

/**
 * The version of the vendor's package. After changing it, run `deno task generate`, which updates
 * everything that depends on it.
 */
const VERSION = "8.0.5906";

/** A kind of machine that the vendor builds the library for. */
export type Platform =
  | "linux-x64"
  | "linux-arm64"
  | "macos"
  | "windows-x64"
  | "windows-ia32";

/** The library for one platform, as a file of the vendor's npm package. */
export interface LibraryFile {
  /** Where the file is in the package, below its root. */
  readonly path: string;
  /** SHA-256 of the file, in lower-case hexadecimal. */
  readonly sha256: string;
  /** The file's name in the cache directory. */
  readonly name: string;
}

/** A published version of the vendor's npm package, pinned down to the last byte. */
export interface Release {
  /** The package's name on npm. */
  readonly package: string;
  /** The package's version. */
  readonly version: string;
  /** What the library in it answers when it is asked for its own version. */
  readonly sdkVersion: string;
  /** Checksum of the tarball, as Subresource Integrity writes it. */
  readonly integrity: string;
  /** Size of the tarball in bytes. */
  readonly size: number;
  /** The library's file for each platform. */
  readonly files: Readonly<Record<Platform, LibraryFile>>;
}

/** The release that `imsdk install` fetches and that the symbol table describes. */
export const release: Release = {
  package: "im_electron_sdk",
  version: VERSION,
  sdkVersion: checksums.sdkVersion,
  integrity: checksums.integrity,
  size: checksums.size,
  files: {
    "linux-x64": {
      path: "lib/linux/lib/libImSDK.so",
      sha256: checksums.files["linux-x64"],
      name: "libImSDK.so",
    },
    "linux-arm64": {
      path: "lib/linux/lib/libImSDK_arm64.so",
      sha256: checksums.files["linux-arm64"],
      name: "libImSDK.so",
    },
    "macos": { // one file for both of Apple's processors
      path: "lib/mac/Versions/A/ImSDKForMac.dylib",
      sha256: checksums.files["macos"],
      name: "ImSDKForMac.dylib",
    },
    "windows-x64": {
      path: "lib/windows/lib/Win64/ImSDK.dll",
      sha256: checksums.files["windows-x64"],
      name: "ImSDK.dll",
    },
    "windows-ia32": {
      path: "lib/windows/lib/Win32/ImSDK.dll",
      sha256: checksums.files["windows-ia32"],
      name: "ImSDK.dll",
    },
  },
};

const platforms: Readonly<Record<string, Platform>> = {
  "linux x64": "linux-x64",
  "linux arm64": "linux-arm64",
  "darwin x64": "macos",
  "darwin arm64": "macos",
  "win32 x64": "windows-x64",
  "win32 ia32": "windows-ia32",
};

/** The machine, in the words of `node:process`; `musl` is the C library that Alpine Linux has. */
export interface Machine {
  /** Operating system, such as "linux", "darwin" or "win32". */
  readonly platform: string;
  /** Processor, such as "x64" or "arm64". */
  readonly arch: string;
  /** Whether its C library is musl; false when left out. */
  readonly musl?: boolean;
}

/**
 * The platform that a machine belongs to, or undefined when the vendor has no build for it. By
 * default that is this machine, and musl is not looked for, because that would take permission to
 * read files outside this module.
 */
export function platformOf(machine: Machine = process): Platform | undefined {
  return machine.musl ? undefined : platforms[`${machine.platform} ${machine.arch}`];
}

/** One clause that names an unsupported machine and the supported ones, for an error message. */
export function unsupportedPlatform(machine: Machine = process): string {
  const { platform, arch, musl } = machine;
  return `the vendor has no build for ${platform} ${arch}${musl ? " with musl" : ""}, only for ` +
    "Linux with glibc (x64, arm64), macOS (x64, arm64) and Windows (x64, ia32)";
}

/** This machine, musl included: looks for the C library's program loader. */
export function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, musl: platform === "linux" && hasOnlyMusl() };
}

/** A glibc system may have musl installed as well, which does no harm. */
function hasOnlyMusl(): boolean {
  const [musl, glibc] = process.arch === "arm64"
    ? ["/lib/ld-musl-aarch64.so.1", "/lib/ld-linux-aarch64.so.1"]
    : ["/lib/ld-musl-x86_64.so.1", "/lib64/ld-linux-x86-64.so.2"];
  return existsSync(musl) && !existsSync(glibc);
}
