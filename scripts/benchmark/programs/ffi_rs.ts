/**
 * The side of ffi-rs, in a process of its own that does what it's told by messages: the callbacks
 * that it never frees are looked at whenever the event loop is woken, so that each call slows down
 * all that come after, whoever makes them. Its arguments are the path of the stand-in library and a
 * directory.
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
