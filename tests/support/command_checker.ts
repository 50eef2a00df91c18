/**
 * Checks whether a command in a document would work: whether its program is one that this project
 * uses, and whether its tasks, files, packages and flags exist.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { currentHost, root } from "../../scripts/runtimes.ts";
import type { Command } from "../../src/cli/command.ts";
import { doctor } from "../../src/cli/doctor.ts";
import { install } from "../../src/cli/install.ts";
import { login } from "../../src/cli/login.ts";

const imsdkCommands: Readonly<Record<string, Command>> = { install, doctor, login };
const repository = "https://github.com/imsdk/ffi.git";
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
  export: (args, { variables }) =>
    missing("environment variable", args.map((arg) => arg.split("=")[0]!), variables),
  git: ([command, url]) => {
    if (command === "tag" || command === "push") return undefined;
    return missing("repository", [`${command} ${url}`], [`clone ${repository}`]);
  },
  npx: (args, context) => {
    const [first, ...rest] = args;
    return first === "-y" ? problemOfWords(rest, context) : problemOfPackage(args);
  },
  bunx: problemOfPackage,
  imsdk: problemOfImsdk,
  npm: ([command, ...args]) =>
    firstProblem([missing("command of npm", [command!], ["install"]), problemOfPackages(args)]),
  node: problemOfProgram,
  bun: ([command, ...args], context) => {
    if (command === "add") return problemOfPackages(args);
    return command === "build" ? undefined : problemOfProgram([command!, ...args], context);
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
  const checker = Object.hasOwn(checkers, program!) ? checkers[program!] : undefined;
  if (checker === undefined) return `this check does not know the command ${program}`;
  return checker(args, context);
}

function problemOfPackage([name, ...args]: readonly string[]): string | undefined {
  return missing("package", [name!], [config.name]) ?? problemOfImsdk(args);
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

function problemOfPackages(names: readonly string[]): string | undefined {
  const known = [config.name, `jsr:${config.name}`];
  for (const specifier of Object.values(config.imports)) {
    const [, name] = /^npm:(.+)@[^@]+$/.exec(specifier) ?? [];
    if (name !== undefined) known.push(name, `npm:${name}`);
  }
  return missing("package", names.filter((name) => basename(name) !== tarball), known);
}

function isImsdk(target: string): boolean {
  return target === `jsr:${config.name}/cli` || target === "src/cli.ts";
}

function existing(path: string): string[] {
  return existsSync(join(root, path)) ? [path] : [];
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
