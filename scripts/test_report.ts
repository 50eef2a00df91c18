/**
 * Reads the JUnit reports of the runtimes' test runners.
 *
 * @module
 */

import { readFileSync } from "node:fs";

/** How many tests have ended in each way. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A test that has failed. */
export interface Failure {
  /** Its groups' names and its own. */
  readonly name: string;
  /** What the runner says of it. */
  readonly text: string;
}

/** What a report says. */
export interface TestReport extends Counts {
  readonly failures: readonly Failure[];
}

/** A tag of one of the elements that matter. */
const TAG =
  /<(?<slash>\/?)(?<element>testsuite|testcase|failure|error|skipped)\b(?<attributes>(?:"[^"]*"|[^">])*?)(?<closed>\/?)>/g;

/** Reads the report at a path. A run that died before it could report has none, and no tests. */
export function readReport(path: string): TestReport {
  try {
    return parseReport(readFileSync(path, "utf8"));
  } catch {
    return parseReport("");
  }
}

/** Reads a report: its tests, and not its groups, which fail only because a test in them does. */
export function parseReport(xml: string): TestReport {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: Failure[] = [];
  const groups: string[] = [];
  let test = "";
  let end: keyof Counts = "passed";

  for (const { index, 0: tag, groups: parts } of xml.matchAll(TAG)) {
    const { slash, element, attributes = "", closed } = parts!;
    const begins = slash === "";
    const ends = !begins || closed !== "";
    if (element === "testsuite") {
      if (begins) groups.push(attribute(attributes, "name"));
      if (ends) groups.pop();
    } else if (element === "testcase") {
      if (begins) {
        // Some runners group by file, and Deno's is the one that registers the tests for it.
        const names = groups.filter((name) => !/\.[jt]s$/.test(name));
        test = [...names, attribute(attributes, "name")].join(" > ");
        end = "passed";
      }
      if (ends) counts[end]++;
    } else if (begins) {
      end = element === "skipped" ? "skipped" : "failed";
      if (end === "skipped") continue;
      const content = xml.slice(index + tag.length).split(`</${element}>`, 1)[0]!;
      const text = ends ? attribute(attributes, "message") : unescaped(content);
      failures.push({ name: test, text: text.trim() });
    }
  }
  return { ...counts, failures };
}

function attribute(attributes: string, name: string): string {
  return unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
}

function unescaped(xml: string): string {
  const characters: Readonly<Record<string, string>> = {
    amp: "&",
    apos: "'",
    gt: ">",
    lt: "<",
    quot: '"',
  };
  return xml.replaceAll(
    /&(?:#(\d+)|(\w+));/g,
    (entity, code, name) =>
      code === undefined ? characters[name] ?? entity : String.fromCodePoint(Number(code)),
  );
}
