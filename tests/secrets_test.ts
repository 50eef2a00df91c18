import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { assertEnding, runProgram } from "./support/programs.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import { assert, assertStringIncludes, describe, it } from "./support/testing.ts";

const USER_SIG = "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwomF";

describe("a user sig", () => {
  it("is in no output, error, event or file of a session", async () => {
    const files = join(dataDir, "secrets");
    mkdirSync(files);
    const ending = await runProgram("secrets.ts", [standInPath, files, USER_SIG]);
    const { stdout, stderr } = assertEnding(ending, { code: 0 });
    assertStringIncludes(
      stdout,
      "[user sig]",
      "the library's own descriptions must have been printed",
    );
    assert(!stdout.includes(USER_SIG), stdout);
    assert(!stderr.includes(USER_SIG), stderr);
    for (const name of readdirSync(files, { recursive: true })) {
      const path = join(files, String(name));
      if (statSync(path).isFile()) assert(!readFileSync(path).includes(USER_SIG), path);
    }
  });
});
