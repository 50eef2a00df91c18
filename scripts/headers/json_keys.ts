/**
 * The keys of the library's JSON, as the comments of the headers describe them.
 *
 * @module
 */

/** The heading of a section of keys: the structure that they belong to. */
export interface KeySection {
  /** The structure's name, or undefined for a section that is about none. */
  readonly structure: string | undefined;
  /** Whether the section says that its keys are obsolete. */
  readonly isObsolete: boolean;
}

/** What the comment before a key says. */
export interface KeyDescription {
  /** The type of its value: "string", "uint64", "array", "object" and so on. */
  readonly type: string;
  /** The type of an array's elements. */
  readonly element: string | undefined;
  /** The structure, enumeration or set of values that the type refers to. */
  readonly reference: string | undefined;
  /** Whether the program reads it, writes it, or both. */
  readonly access: "read" | "write" | "read and write";
  /** Whether it must be there when the program writes it. */
  readonly isRequired: boolean;
}

const SECTION = /^\d+\.\d+\s+(?:(\w+)\s*[(（])?/;

/** The last heading among the lines of a comment, and the lines after it. */
export function splitSection(
  comment: readonly string[],
): { readonly section: KeySection | undefined; readonly rest: readonly string[] } {
  const at = comment.findLastIndex((line) => SECTION.test(line));
  if (at < 0) return { section: undefined, rest: comment };
  const heading = comment[at]!;
  const structure = SECTION.exec(heading)?.[1];
  return {
    section: { structure, isObsolete: heading.includes("废弃") },
    rest: comment.slice(at + 1),
  };
}

const TYPE = "string|bool|double|u?int(?:8|16|32|64)?(?:_t)?|object|array|value";
const DESCRIPTION = new RegExp(
  `^(?<type>${TYPE})\\b` +
    `(?:\\s+(?<element>(?!@)\\w+))?` +
    `(?:\\s+@ref\\s+(?<reference>\\w+))?` +
    `(?:\\s+\\[[^\\]]*\\]\\([^)]*\\))?` + // a link to the list of error codes
    `\\s*[,，]?\\s*(?<access>只读|只写|读写)` +
    `(?:\\s*[(（](?<need>必填|选填)[)）])?`,
);

const ACCESS = { "只读": "read", "只写": "write", "读写": "read and write" } as const;

/** What the comment before a key says, or undefined when it doesn't say it. */
export function describeKey(comment: readonly string[]): KeyDescription | undefined {
  const groups = comment.map((line) => DESCRIPTION.exec(line)?.groups)
    .find((groups) => groups !== undefined);
  if (groups === undefined) return undefined;
  return {
    type: groups.type!.replace("_t", ""),
    element: groups.element,
    reference: groups.reference,
    access: ACCESS[groups.access as keyof typeof ACCESS],
    isRequired: groups.need === "必填",
  };
}

/** Whether the comment before a key says that the key is obsolete. */
export function saysKeyIsObsolete(comment: readonly string[]): boolean {
  return comment.some((line) => /已废弃|待废弃/.test(line));
}
