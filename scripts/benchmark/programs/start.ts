/**
 * The program whose start-up is measured: it imports the package by its name, as users do, opens a
 * session, reads the login status once and exits. Its arguments are the path of the stand-in library
 * and a directory.
 *
 * @module
 */

import process from "node:process";
import { ImSdk, LoginStatus } from "@imsdk/ffi";

const [libraryPath = "", dataDir = ""] = process.argv.slice(2);

const sdk = await ImSdk.open({ sdkAppId: 1400000000, libraryPath, dataDir });
process.exit(sdk.loginStatus === LoginStatus.LoggedOut ? 0 : 1);
