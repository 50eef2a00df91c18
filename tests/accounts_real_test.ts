import { readdirSync } from "node:fs";
import { join } from "node:path";
import { locateLibrary } from "../ffi/library_file/locate.ts";
import { ACCOUNTS, runAccounts } from "./support/accounts.ts";
import { freshDirectory, onRealLibrary } from "./support/real_library.ts";
import { assert, assertEquals } from "./support/testing.ts";

const { describe, it } = onRealLibrary(import.meta.url);

/** Well above what was seen: 9 MB and 5 threads. */
const MOST_MEMORY = 30e6;
const MOST_THREADS = 10;

describe("accounts on the real library", () => {
  it(`log in and out at once, ${ACCOUNTS} in one process`, async () => {
    const directory = freshDirectory();
    // Without a network no login succeeds, and each would take half a minute to fail.
    const { logins, loggedOut, memory, threads } = await runAccounts({
      name: "the real library",
      libraryPath: locateLibrary(),
      directory,
      loginLimitMs: 3_000,
    });
    assertEquals(logins, Array(ACCOUNTS).fill("TimeoutError"));
    assertEquals(loggedOut, Array(ACCOUNTS).fill(null));
    assert(memory < MOST_MEMORY && threads < MOST_THREADS, `${memory} bytes, ${threads} threads`);
    for (let number = 0; number < ACCOUNTS; number++) {
      const files = readdirSync(join(directory, String(number)), { recursive: true });
      assert(files.length > 1, `Account ${number} has no data of its own`);
    }
    assertEquals(readdirSync(join(directory, "copies")), []);
  });
});
