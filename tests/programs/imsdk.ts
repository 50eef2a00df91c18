/** The `imsdk` command, with the program's arguments. */

import { runProgram } from "../../src/cli.ts";

await runProgram();
