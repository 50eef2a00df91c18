/**
 * The `imsdk` command, with the program's arguments.
 *
 * @module
 */

import { runProgram } from "../../src/cli.ts";

await runProgram();
