/**
 * What the project says, in words of its own, about what the headers declare.
 *
 * @module
 */

import { type EnumerationDescription, enumerations } from "./descriptions/enumerations.ts";
import { type EventDescription, events } from "./descriptions/events.ts";
import { functions, parameters } from "./descriptions/functions.ts";
import { structures } from "./descriptions/structures.ts";
import { type CFunction, isPassed, isSetter, type Model } from "./model.ts";

/** What is said of each declaration, by its C name. */
export interface Descriptions {
  /** Sentences about each function that sets no listener. */
  readonly functions: Readonly<Record<string, string>>;
  /** What parameters are, by their name, or by their function's name, a dot, and theirs. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What has happened when a listener is called, by the function that sets it. */
  readonly events: Readonly<Record<string, string | EventDescription>>;
  readonly enumerations: Readonly<Record<string, EnumerationDescription>>;
  /** Sentences about each structure of JSON, and each set of texts. */
  readonly structures: Readonly<Record<string, string>>;
}

/** The descriptions of the release that this module is written for. */
export const descriptions: Descriptions = {
  functions,
  parameters,
  events,
  enumerations,
  structures,
};

/** What is said of the event of a listener. */
export function eventDescription(
  { events }: Descriptions,
  setter: string,
): EventDescription {
  const description = events[setter]!;
  return typeof description === "string" ? { when: description } : description;
}

/** What is said of a parameter, or undefined if its name says it all. */
export function parameterDescription(
  { parameters }: Descriptions,
  declared: Pick<CFunction, "name">,
  parameter: string,
): string | undefined {
  return parameters[`${declared.name}.${parameter}`] ?? parameters[parameter];
}

/**
 * Checks that everything that is declared is described, and nothing else.
 *
 * @throws {Error} Something isn't described, or is not declared. The message lists all of it.
 */
export function checkDescriptions(model: Model, descriptions: Descriptions): void {
  const { functions } = model;
  const described = (kind: string, declared: readonly string[], names: readonly string[]) => [
    ...declared.filter((name) => !names.includes(name)).map((name) => `${kind} ${name} is missing`),
    ...names.filter((name) => !declared.includes(name)).map((name) =>
      `${kind} ${name} is of nothing that the headers declare`
    ),
  ];
  const others = functions.filter((declared) => !isSetter(declared));
  const passed = others.flatMap(({ name, parameters }) =>
    parameters.filter(isPassed).flatMap((parameter) =>
      Object.keys(descriptions.parameters).filter((key) =>
        key === parameter.name || key === `${name}.${parameter.name}`
      )
    )
  );
  const problems = [
    ...described("function", others.map(({ name }) => name), Object.keys(descriptions.functions)),
    ...described("parameter", [...new Set(passed)], Object.keys(descriptions.parameters)),
    ...described(
      "event",
      model.events.map(({ setter }) => setter),
      Object.keys(descriptions.events),
    ),
    ...described(
      "structure",
      [...model.structures, ...model.valueSets].map(({ name }) => name),
      Object.keys(descriptions.structures),
    ),
    ...described(
      "enumeration",
      model.enumerations.map(({ name }) => name),
      Object.keys(descriptions.enumerations),
    ),
    ...model.enumerations.flatMap(({ name, enumerators }) =>
      described(
        "value",
        enumerators.map(({ name }) => name),
        Object.keys(descriptions.enumerations[name]?.values ?? {}),
      )
    ),
  ];
  if (problems.length === 0) return;
  throw new Error(
    problems.map((problem) => `The description of the ${problem}.`).join("\n"),
  );
}
