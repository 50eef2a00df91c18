/**
 * What the documentation comments of the headers say about parameters and answers. The sentences
 * stay there: only names, and the sizes of buffers, are taken out of them.
 *
 * @module
 */

/** An example in a documentation comment. */
export interface Example {
  /** The line above it. */
  readonly caption: string;
  /** Its lines, without the space around them. */
  readonly code: string;
}

/** A parsed documentation comment. */
export interface Documentation {
  /** Its first line. */
  readonly title: string;
  /** What it says about each parameter. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Its examples. */
  readonly examples: readonly Example[];
}

/** Parses a documentation comment. */
export function parseDocumentation(lines: readonly string[]): Documentation {
  const parameters = new Map<string, string>();
  const examples: Example[] = [];
  let title = "";
  let parameter: string | undefined;
  let caption = "";
  let code: string[] | undefined;
  for (const line of lines.map((line) => line.trim())) {
    title ||= line;
    const [, name, text] = /^@param\s+(\w+)(.*)$/.exec(line) ?? [];
    if (code !== undefined) {
      if (line !== "@endcode") {
        code.push(line);
      } else {
        examples.push({ caption, code: code.join("\n").trim() });
        code = undefined;
      }
    } else if (line.startsWith("@code")) {
      code = [];
    } else if (name !== undefined) {
      parameter = name;
      parameters.set(name, text!.trim());
    } else if (/^(@|__|$)/.test(line)) {
      parameter = undefined;
      if (line.startsWith("__")) caption = line;
    } else if (parameter !== undefined) {
      parameters.set(parameter, `${parameters.get(parameter)} ${line}`);
    }
  }
  return { title, parameters, examples };
}

/** The names that a text refers to. */
export function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(/@ref\s+(\w+)/g)].map(([, name]) => name!);
}

/** How many bytes a text asks for, where it names a number of them. */
export function bytesIn(text: string): number | undefined {
  const [, bytes] = /(\d+)\s*字节/.exec(text) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}

/** Whether a text says that what it's about is, or will be, obsolete. */
export function saysObsolete(text: string): boolean {
  return text.includes("废弃");
}
