/**
 * Hive's name patterns in SHOW: `*` for any characters and `|` for a choice, without regard to case. Athena takes regular
 * expressions in the same place; the two agree on patterns made of names, `.*`, `*` and `|`.
 *
 * Source: https://docs.aws.amazon.com/athena/latest/ug/show-tables.html (not read again for this file).
 */
export function matchesPattern(name: string, pattern: string | undefined): boolean {
  if (pattern === undefined || pattern === "") return true;
  return pattern.split("|").some((choice) => {
    const source = choice
      .trim()
      .replaceAll(".*", "*")
      .split("*")
      .map((part) => part.replaceAll(/[\\^$+?()[\]{}|/-]/gu, "\\$&"))
      .join(".*");
    return new RegExp(`^${source}$`, "iu").test(name);
  });
}
