/**
 * Hive column types as Glue stores them, parsed into a tree, e.g. `array<struct<a:int,b:decimal(10,2)>>`. Serves the readers of
 * text formats, which convert by structure; names for results and casts are the dialect's knowledge (`type-names.ts`).
 */
export type HiveType =
  | { readonly kind: "primitive"; readonly name: string; readonly parameters: readonly number[] }
  | { readonly kind: "array"; readonly element: HiveType }
  | { readonly kind: "map"; readonly key: HiveType; readonly value: HiveType }
  | { readonly kind: "struct"; readonly fields: readonly { readonly name: string; readonly type: HiveType }[] };

/** Nesting depth of a type at most. */
export const TYPE_DEPTH_MAX = 50;

/** The tree, or undefined when the text is not a Hive type. */
export function parseHiveType(text: string): HiveType | undefined {
  const source = text.trim().toLowerCase();
  let position = 0;

  const skipSpace = (): void => {
    while (source[position] === " ") position += 1;
  };
  const take = (character: string): boolean => {
    skipSpace();
    if (source[position] !== character) return false;
    position += 1;
    return true;
  };
  const takeWord = (): string => {
    skipSpace();
    const start = position;
    while (position < source.length && !"<>(),: ".includes(source[position] ?? "")) position += 1;
    return source.slice(start, position);
  };
  const takeFieldName = (): string => {
    skipSpace();
    const start = position;
    while (position < source.length && source[position] !== ":") position += 1;
    return source.slice(start, position).trim().replaceAll("`", "");
  };

  function takeStruct(depth: number): HiveType | undefined {
    const fields: { name: string; type: HiveType }[] = [];
    do {
      const name = takeFieldName();
      if (name === "" || !take(":")) return undefined;
      const type = takeType(depth);
      if (type === undefined) return undefined;
      fields.push({ name, type });
    } while (take(","));
    return take(">") ? { kind: "struct", fields } : undefined;
  }

  function takeMap(depth: number): HiveType | undefined {
    const key = takeType(depth);
    if (key === undefined || !take(",")) return undefined;
    const value = takeType(depth);
    return value !== undefined && take(">") ? { kind: "map", key, value } : undefined;
  }

  function takePrimitive(name: string): HiveType | undefined {
    const parameters: number[] = [];
    if (take("(")) {
      do {
        const word = takeWord();
        if (!/^[0-9]+$/.test(word)) return undefined;
        parameters.push(Number(word));
      } while (take(","));
      if (!take(")")) return undefined;
    }
    return { kind: "primitive", name, parameters };
  }

  function takeType(depth: number): HiveType | undefined {
    if (depth > TYPE_DEPTH_MAX) return undefined;
    const name = takeWord();
    if (name === "") return undefined;
    if (!take("<")) return takePrimitive(name);
    if (name === "struct") return takeStruct(depth + 1);
    if (name === "map") return takeMap(depth + 1);
    if (name !== "array") return undefined;
    const element = takeType(depth + 1);
    return element !== undefined && take(">") ? { kind: "array", element } : undefined;
  }

  const type = takeType(0);
  skipSpace();
  return position === source.length ? type : undefined;
}
