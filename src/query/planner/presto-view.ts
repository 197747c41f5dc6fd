/**
 * Athena's views as Glue stores them: `ViewOriginalText` is a comment `Presto View: <base64 of JSON>` with the SQL text, the
 * catalog and schema in which its names are resolved, and its columns.
 *
 * Source: Trino's ConnectorViewDefinition and its Hive connector's encodeViewData.
 */
export interface PrestoView {
  readonly originalSql: string;
  readonly catalog: string;
  readonly schema: string;
  /** Trino types. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const PREFIX = "/* Presto View: ";
const SUFFIX = " */";

export function encodePrestoView(view: PrestoView): string {
  return `${PREFIX}${Buffer.from(JSON.stringify(view)).toString("base64")}${SUFFIX}`;
}

/** The view, or undefined when the text is not one. */
export function decodePrestoView(text: string): PrestoView | undefined {
  if (!text.startsWith(PREFIX) || !text.trimEnd().endsWith(SUFFIX.trim())) return undefined;
  const encoded = text.slice(PREFIX.length, text.lastIndexOf("*/")).trim();
  try {
    const view = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as Partial<PrestoView>;
    if (typeof view.originalSql !== "string") return undefined;
    return {
      originalSql: view.originalSql,
      catalog: view.catalog ?? "awsdatacatalog",
      schema: view.schema ?? "",
      columns: view.columns ?? [],
    };
  } catch {
    return undefined;
  }
}
