/**
 * Claims where no native code keeps them for the whole process: those of one thread of JavaScript.
 *
 * @module
 */

import { threadWide } from "../base/thread_wide.ts";
import type { Claims } from "../table/adapter.ts";

const records = threadWide("claims 1", () => new Map<string, string>());

/** The claims of this thread, which all copies and realms of the module share. */
export const threadClaims: Claims = {
  claim(key, value) {
    const other = records.get(key);
    if (other !== undefined) return { value: other, ended: false };
    records.set(key, value);
    return null;
  },
  update: (key, value) => void records.set(key, value),
  release: (key) => void records.delete(key),
  // Its owner is this thread, which hasn't ended.
  take: () => null,
};
