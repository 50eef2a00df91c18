/**
 * Checks whether a command in a document would work: whether its program is one that this project
 * uses, and whether its tasks, files, packages and flags exist.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { currentHost, root } from "../../scripts/runtimes.ts";
import type { Command } from "../../src/cli/command.ts";
import { doctor } from "../../src/cli/doctor.ts";
import { install } from "../../src/cli/install.ts";
import { login } from "../../src/cli/login.ts";

const imsdkCommands: Readonly<Record<string, Command>> = { install, doctor, login };
const tarball = `imsdk-ffi-${config.version}.tgz`;

/** How a command within a sentence begins. */
export const COMMAND = /^(npx|deno|bun|bunx|npm|node|imsdk|git) (?=\S)/;

/** What the documents define beyond a command itself. */
export interface Context {
  /** The programs whose complete code is in the documents. */
  readonly programs: readonly string[];
  /** The environment variables that there are. */
  readonly variables: readonly string[];
}

/** What is wrong with a command; `undefined` if nothing. */
export function problemOf(command: string, context: Context): string | undefined {
  return firstProblem(
    command.split(" && ").map((part) => problemOfWords(part.split(" "), context)),
  );
}

type Checker = (args: readonly string[], context: Context) => string | undefined;

const checkers: Readonly<Record<string, Checker>> = {
  cd: () => undefined,
  mkdir: () => undefined,
  chown: () => undefined,
  cp: ([source, target]) => {
    // What the build of the npm package has made, beside the user's folder.
    const isTarball = basename(source!) === tarball && dirname(source!) === "../ffi/npm";
    return isTarball && target === "vendor" ? undefined : `there is nothing to copy: ${source}`;
  },
  export: (args, { variables }) =>
    missing("environment variable", args.map((arg) => arg.split("=")[0]!), variables),
  // The project has no host to clone from.
  git: ([command]) => missing("command of git here", [command!], ["tag", "push"]),
  // What is not installed must not be fetched under a name that may be a stranger's.
  npx: ([flag, ...rest], context) => {
    if (flag === "-y" && rest[0] === "deno") return problemOfWords(rest, context);
    return missing("flag of npx here", [flag!], ["--no"]) ?? problemOfInstalled(rest);
  },
  imsdk: problemOfImsdk,
  npm: ([command, ...args]) => {
    if (command === "init") return missing("argument of npm init here", args, ["-y"]);
    if (command === "pkg") return missing("setting", [args.join(" ")], ["set type=module"]);
    if (command === "ci") return missing("flag of npm ci here", args, ["--omit=dev"]);
    const packages = args.filter((arg) => arg !== "--save-dev");
    return missing("command of npm", [command!], ["install"]) ?? problemOfPackages(packages);
  },
  node: (args, context) => problemOfProgram(args.filter((arg) => arg !== "--test"), context),
  bun: ([command, ...args], context) => {
    if (command === "add") return problemOfPackages(args);
    if (command === "build") return undefined;
    if (command === "test") return problemOfProgram(args, context);
    if (command !== "run") return problemOfProgram([command!, ...args], context);
    return problemOfInstalled(args.filter((arg) => arg !== "--bun"));
  },
  deno: ([command, ...args], context) => {
    if (command === "task") {
      const [name, ...others] = args;
      const files = others.filter((arg) => arg.includes("/"));
      return missing("task", [name!], Object.keys(config.tasks)) ??
        missing("file", files, files.flatMap(existing));
    }
    const flags = args.filter((arg) => arg.startsWith("-"));
    const [target, ...rest] = args.filter((arg) => !arg.startsWith("-"));
    if (command === "run") {
      const own = args.slice(0, args.indexOf(target!));
      return firstProblem([
        missingDenoFlag(command, own),
        isImsdk(target!)
          ? problemOfImsdk([...rest, ...flags.filter((flag) => !own.includes(flag))])
          : problemOfProgram([target!], context),
      ]);
    }
    if (command === "add") return problemOfPackages(args);
    return firstProblem([
      missingDenoFlag(command!, flags),
      ...[target, ...rest].map((file) => file && missing("file", [file], existing(file))),
    ]);
  },
};

function problemOfWords(words: readonly string[], context: Context): string | undefined {
  const [program, ...args] = words;
  if (/^[A-Z]+=~\/[\w./-]+$/.test(program!) && args.length === 0) return undefined;
  const checker = Object.hasOwn(checkers, program!) ? checkers[program!] : undefined;
  if (checker === undefined) return `this check does not know the command ${program}`;
  return checker(args, context);
}

/** A command that an installed package has. */
function problemOfInstalled([name, ...args]: readonly string[]): string | undefined {
  if (name === "tsc") return args.length === 0 ? undefined : `tsc ${args.join(" ")} is not run`;
  return missing("installed command", [name!], ["imsdk"]) ?? problemOfImsdk(args);
}

function problemOfImsdk([name, ...args]: readonly string[]): string | undefined {
  const flags = [...Object.keys(imsdkCommands[name!]?.flags ?? {}), "help"].map((flag) =>
    `--${flag}`
  );
  return missing("command of imsdk", [name!], Object.keys(imsdkCommands)) ??
    missing(`flag of imsdk ${name}`, args.filter((arg) => arg.startsWith("-")), flags);
}

function problemOfProgram([path]: readonly string[], { programs }: Context): string | undefined {
  return missing("program", [path!], [...programs, ...existing(path!)]);
}

/** Packages beyond those of this project that the documents have users install. */
const furtherPackages = ["@types/node", "@types/bun"];

function problemOfPackages(names: readonly string[]): string | undefined {
  const known = [config.name, `jsr:${config.name}`, ...furtherPackages];
  for (const specifier of Object.values(config.imports)) {
    const [, name] = /^npm:(.+)@[^@]+$/.exec(specifier) ?? [];
    if (name !== undefined) known.push(name, `npm:${name}`);
  }
  return missing("package", names.filter((name) => basename(name) !== tarball), known);
}

function isImsdk(target: string): boolean {
  return [`jsr:${config.name}/cli`, "src/cli.ts", "../ffi/src/cli.ts"].includes(target);
}

function existing(path: string): string[] {
  return ["", "examples"].some((folder) => existsSync(join(root, folder, path))) ? [path] : [];
}

function missingDenoFlag(command: string, flags: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(currentHost.executable, [command, "--help=full"], {
    encoding: "utf8",
    env: { NO_COLOR: "1" },
  });
  if (status !== 0) return `there is no command ${command} of deno`;
  const known = stdout.match(/(?<=[\s,])--?[\w-]+/g) ?? [];
  return missing(`flag of deno ${command}`, flags.map((flag) => flag.split("=")[0]!), known);
}

function missing(
  what: string,
  names: readonly string[],
  known: readonly string[],
): string | undefined {
  const unknown = names.filter((name) => !known.includes(name));
  return unknown.length === 0 ? undefined : `there is no ${what} ${unknown.join(", ")}`;
}

function firstProblem(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem);
}
