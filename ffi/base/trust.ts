/**
 * Who else could put code into a file that this process loads.
 *
 * @module
 */

import { type Stats, statSync } from "node:fs";

const GROUP_WRITE = 0o020;
const OTHERS_WRITE = 0o002;

/**
 * Says whether another user than this one and root can change a file or directory, in words that
 * follow its path; `undefined` if nobody can, or if there is nothing.
 */
export function whoElseWrites(path: string, user: number): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && whoElse(stats, user);
}

function whoElse({ uid, gid, mode }: Stats, user: number): string | undefined {
  if (uid !== user && uid !== 0) return `belongs to another user (uid ${uid})`;
  if (mode & OTHERS_WRITE) return "can be written by every user";
  // Where each user has a group of the same number, nobody else is in it.
  if (mode & GROUP_WRITE && gid !== uid) return `can be written by a group (gid ${gid})`;
  return undefined;
}
