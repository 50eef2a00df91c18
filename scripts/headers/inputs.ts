/**
 * What is sent to C of the structures that have keys which only the library sets.
 *
 * @module
 */

import type { ElementVariant, InputStructure, Property, Structure, TypeText } from "./model.ts";

/** The name of the type of what is sent of a structure. */
function inputName(structure: string): string {
  return `${structure}Input`;
}

/** The types of what is sent. */
export class Inputs {
  readonly #structures: ReadonlyMap<string, Structure>;
  readonly #elements: readonly string[];
  readonly #isWhole: (property: Property) => boolean;
  readonly #different: ReadonlySet<string>;

  /**
   * @param structures All structures.
   * @param elements The kinds of message elements, which the type `Elem` is made of.
   * @param isWhole Whether the value of a key is sent exactly as the library gave it.
   */
  constructor(
    structures: readonly Structure[],
    elements: readonly ElementVariant[],
    isWhole: (property: Property) => boolean,
  ) {
    this.#structures = new Map(structures.map((structure) => [structure.name, structure]));
    this.#elements = elements.flatMap(({ structure }) => structure ?? []);
    this.#isWhole = isWhole;
    this.#different = this.#findDifferent();
  }

  /** The type of what is sent where what is received has a type. */
  typeOf(type: TypeText): TypeText {
    return type.replaceAll(
      /\b[A-Z]\w*/g,
      (name) => this.#different.has(name) ? inputName(name) : name,
    );
  }

  /** Whether a structure has a key that can be set. */
  isSendable(structure: string): boolean {
    return this.#structures.get(structure)!.properties.some(({ access }) => access !== "read");
  }

  /** The input types of the structures that some types are made of, where they differ. */
  structuresIn(types: readonly TypeText[]): readonly InputStructure[] {
    const found = new Set<string>();
    const find = (type: TypeText): void => {
      for (const name of namesIn(type)) {
        if (name === "Elem") this.#elements.filter((it) => this.isSendable(it)).forEach(find);
        const structure = this.#structures.get(name);
        if (structure === undefined || found.has(name)) continue;
        found.add(name);
        for (const property of structure.properties.filter((it) => this.#isNested(it))) {
          find(property.type);
        }
      }
    };
    types.forEach(find);
    return [...this.#structures.values()]
      .filter(({ name }) => found.has(name) && this.#different.has(name))
      .map((structure) => this.#inputOf(structure));
  }

  #inputOf({ name, header, properties }: Structure): InputStructure {
    return {
      name: inputName(name),
      inputOf: name,
      header,
      properties: properties.filter(({ access }) => access !== "read").map((property) => ({
        ...property,
        type: this.#isWhole(property) ? property.type : this.typeOf(property.type),
      })),
    };
  }

  #isNested(property: Property): boolean {
    return property.access !== "read" && !this.#isWhole(property);
  }

  /** The structures with a key that can't be set, and those that contain one of them. */
  #findDifferent(): ReadonlySet<string> {
    const different = new Set<string>();
    for (let before = -1; before < different.size;) {
      before = different.size;
      if (this.#elements.some((name) => different.has(name))) different.add("Elem");
      for (const { name, properties } of this.#structures.values()) {
        const isDifferent = properties.some((property) =>
          property.access === "read" ||
          (this.#isNested(property) && namesIn(property.type).some((name) => different.has(name)))
        );
        if (isDifferent) different.add(name);
      }
    }
    return different;
  }
}

function namesIn(type: TypeText): readonly string[] {
  return [...type.matchAll(/\b[A-Z]\w*/g)].map(([name]) => name);
}
