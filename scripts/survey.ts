/**
 * `deno task survey`: calls every function of the table on the real library, without a network and
 * with nobody logged in, on Deno, Bun and Node.js, and prints the outcome of each. It fails if a
 * function isn't called or isn't answered, if the process crashes or hangs, and if runtimes differ.
 *
 * @module
 */

import { symbols } from "../ffi/generated/symbols.ts";
import { main as imsdk } from "../src/cli.ts";
import { buildNpm, type NpmPackage } from "./build_npm.ts";
import type { Answer, Outcome } from "./survey/report.ts";
import { runSurvey, type Survey } from "./survey/run_program.ts";
import {
  bunHost,
  installSuite,
  NEWEST_NODE,
  nodeExecutable,
  nodeHost,
  OLDEST_NODE,
} from "./hosts.ts";
import { isolatingCommand } from "./network_namespace.ts";
import { currentHost, type Host } from "./runtimes.ts";

const names: readonly string[] = Object.keys(symbols);

/** What the library has sent, shortened. */
const RESULT_LENGTH = 40;

const titles: Readonly<Record<Outcome, string>> = {
  succeeded: "succeeded",
  codeless: "answered without a code",
  refused: "refused, as nobody is logged in",
  failed: "failed otherwise",
  silent: "not answered",
};

interface Column extends Survey {
  readonly title: string;
  /** The answers by the names of the functions. */
  readonly byName: ReadonlyMap<string, Answer>;
}

function hosts(npmPackage: NpmPackage): readonly (readonly [title: string, host: Host])[] {
  const directory = installSuite(npmPackage);
  const node = (version: string) =>
    [`Node.js ${version}`, nodeHost(nodeExecutable(version), directory)] as const;
  return [["Deno", currentHost], ["Bun", bunHost], node(OLDEST_NODE), node(NEWEST_NODE)];
}

async function columnOf(
  title: string,
  host: Host,
  before: readonly string[],
): Promise<Column> {
  console.error(`Calling ${names.length} functions on ${title} …`);
  const survey = await runSurvey({ host, before });
  const byName = new Map(survey.answers.map((answer) => [answer.name, answer]));
  return { ...survey, title, byName };
}

/** An answer as the printed table shows it. */
function shown(answer: Answer | undefined): string {
  if (answer === undefined) return "not called";
  const { outcome, text, result } = answer;
  if (outcome !== "succeeded" || result === undefined || result === null) return text;
  const json = JSON.stringify(result);
  const short = json.length > RESULT_LENGTH ? `${json.slice(0, RESULT_LENGTH - 1)}…` : json;
  return `${text} ${short}`;
}

function printTable(columns: readonly Column[]): void {
  const rows = [
    ["function", ...columns.map(({ title }) => title)],
    ...names.map((name) => [name, ...columns.map(({ byName }) => shown(byName.get(name)))]),
  ];
  const widths = rows[0]!.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  rows.splice(1, 0, widths.map((width) => "-".repeat(width)));
  for (const row of rows) {
    console.log(row.map((cell, index) => cell.padEnd(widths[index]!)).join(" | ").trimEnd());
  }
}

function printCounts({ title, answers, events }: Column): void {
  const counts = Object.entries(titles).flatMap(([outcome, words]) => {
    const matching = answers.filter((answer) => answer.outcome === outcome);
    if (matching.length === 0) return [];
    const codes = outcome === "failed" ? ` (${codeCounts(matching)})` : "";
    return [`${matching.length} ${words}${codes}`];
  });
  console.log(`${title}: ${answers.length} called: ${counts.join(", ")}`);
  const heard = [...new Set(events.map(({ name }) => name))];
  console.log(`${title}: events came to ${heard.join(", ") || "none of the listeners"}`);
}

function codeCounts(answers: readonly Answer[]): string {
  const counts = new Map<string, number>();
  for (const { text } of answers) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${count} × ${text}`).join(", ");
}

/** The problems found, one per line. */
function problemsOf(columns: readonly Column[]): readonly string[] {
  return [
    ...columns.flatMap(({ title, failure }) => failure ? [`${title}: ${failure}`] : []),
    ...columns.flatMap(({ title, byName }) =>
      names.flatMap((name) => {
        const answer = byName.get(name);
        if (answer !== undefined && answer.outcome !== "silent") return [];
        return [`${title}: ${name}: ${shown(answer)}`];
      })
    ),
    ...names.filter((name) =>
      new Set(columns.map(({ byName }) => shown(byName.get(name)))).size > 1
    )
      .map((name) => `The runtimes differ: ${name}`),
  ];
}

if (await imsdk(["install"]) !== 0) Deno.exit(1);
const before = isolatingCommand();
if (before === undefined) {
  console.error(
    "Cannot run the survey: no network namespace can be created here. Run it as a user who may.",
  );
  Deno.exit(1);
}

const columns: Column[] = [];
for (const [title, host] of hosts(await buildNpm())) {
  columns.push(await columnOf(title, host, before));
}
printTable(columns);
console.log();
columns.forEach(printCounts);
const problems = problemsOf(columns);
for (const problem of problems) console.log(`PROBLEM  ${problem}`);
Deno.exit(problems.length > 0 ? 1 : 0);
