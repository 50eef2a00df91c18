/**
 * The vendor's headers: fetched once for each version, and kept in the cache directory beside the
 * library. They are the vendor's, so they are never copied into the project.
 *
 * @module
 */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheDirectory } from "../../ffi/base/directories.ts";
import type { PackageVersion } from "../../ffi/library_file/tarball.ts";
import { filesOf } from "../../ffi/library_file/tarball.ts";

/** Where the package has the headers. */
const DIRECTORY = "lib/linux/include/";

/** The headers that declare something, in the order of what is generated. */
const DECLARING = [
  "TIMCloudDef.h",
  "TIMManager.h",
  "TIMMessageManager.h",
  "TIMConversationManager.h",
  "TIMGroupManager.h",
  "TIMFriendshipManager.h",
  "TIMCommunityManager.h",
  "TIMSignalingManager.h",
  "TIMOfflinePushManager.h",
  "TIMExperimentalAPI.h",
  "TIMErrorCode.h",
];

/** The headers that include the others, or that have C's own types for old compilers. */
const OTHERS = ["TIMCloud.h", "TIMCloudComm.h"];

/** The directory in which a version's headers are kept. */
export function headerDirectory({ version }: Pick<PackageVersion, "version">): string {
  return join(cacheDirectory(), version, "include");
}

/**
 * Reads the headers of a version that declare something.
 *
 * @param version Which.
 * @param fetch Fetches the tarball if they aren't there yet.
 * @throws {Error} A header is unknown or missing.
 */
export async function readHeaders(
  version: Pick<PackageVersion, "version">,
  fetch: () => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, string>> {
  const directory = headerDirectory(version);
  if (!existsSync(directory)) await keepHeaders(directory, await fetch());
  const found = readdirSync(directory);
  const unknown = found.filter((name) => ![...DECLARING, ...OTHERS].includes(name));
  if (unknown.length > 0) throw new Error(`What is in ${unknown.join(" and ")} isn't known`);
  return new Map(DECLARING.map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

async function keepHeaders(directory: string, tarball: Uint8Array): Promise<void> {
  const files = await filesOf(
    tarball,
    (path) => path.startsWith(DIRECTORY) && path.endsWith(".h"),
  );
  mkdirSync(dirname(directory), { recursive: true });
  const temporary = mkdtempSync(`${directory}.`); // renamed when complete
  try {
    for (const [path, contents] of files) writeFileSync(join(temporary, basename(path)), contents);
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true });
    throw error;
  }
}
