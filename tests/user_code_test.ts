import { assertEnding, runProgram } from "./support/programs.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import { assertStringIncludes, describe, it } from "./support/testing.ts";

describe("an error that is thrown by", () => {
  for (
    const place of [
      "a listener",
      "a listener of ./native",
      "a for await loop",
      "code after await",
    ]
  ) {
    it(`${place} ends the process like any uncaught error`, async () => {
      const ending = await runProgram("throw.ts", [standInPath, dataDir, place]);
      const { stderr } = assertEnding(ending, { code: 1 });
      assertStringIncludes(stderr, "thrown by user code");
    });

    it(`${place} leaves the session as it is when the program handles it`, async () => {
      const program = [standInPath, dataDir, place, "handled"];
      const { stdout } = assertEnding(await runProgram("throw.ts", program), { code: 0 });
      assertStringIncludes(stdout, "handled: thrown by user code");
      assertStringIncludes(stdout, "heard 3, logged in and out");
    });
  }

  const place = "a sig function that has called logout()";
  it(`${place} ends the login, and nothing else`, async () => {
    const ending = await runProgram("throw.ts", [standInPath, dataDir, place]);
    const { stdout } = assertEnding(ending, { code: 0, stderr: "" });
    assertStringIncludes(stdout, "login: AbortError");
    assertStringIncludes(stdout, "heard 3, logged in and out");
  });
});
