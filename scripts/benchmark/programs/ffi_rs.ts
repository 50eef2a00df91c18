/**
 * Runs the ffi-rs side in a separate process, which is driven by messages. ffi-rs never frees its
 * callbacks, and every wake-up of the event loop visits all of them, so each of its calls would
 * slow down all later calls of every side in the same process. Its arguments are the path of the
 * stand-in library and a directory.
 *
 * @module
 */

import process from "node:process";
import { StandInControl } from "../../stand_in/control.ts";
import { openSide } from "../sides/open_side.ts";
import { type CallWork, doCalls } from "../tasks.ts";

const [libraryPath = "", directory = ""] = process.argv.slice(2);

// Its session is what initialises the library.
await openSide("module", libraryPath, directory);
const side = await openSide("ffi_rs", libraryPath, directory);
(await StandInControl.of(libraryPath)).set({ "login.time": 0, "logout.time": 0 });

process.on("message", async (work: CallWork) => process.send!(await doCalls(work, side)));
