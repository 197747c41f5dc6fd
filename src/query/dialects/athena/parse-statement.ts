/**
 * Turns statement text into an `AthenaStatement`. As in Athena, the first words decide which of two grammars applies:
 * Trino's for queries and what holds queries, Hive's for DDL. It reads text only; whether tables and functions exist is
 * decided later. Whatever the text is, the outcome is a statement or a `SqlError`.
 */
import { SqlError } from "../shared/sql-error.ts";
import { parseDdl } from "./ddl/ddl-parser.ts";
import { parseQueryStatement } from "./query-statement-parser.ts";
import type { AthenaStatement } from "./statement.ts";

/** Bytes of UTF-8. StartQueryExecution's limit: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html */
export const QUERY_BYTES_MAX = 262_144;

/** @throws {SqlError} and nothing else. */
export function parseStatement(text: string): AthenaStatement {
  if (Buffer.byteLength(text) > QUERY_BYTES_MAX)
    throw new SqlError("INVALID_REQUEST", `Query string exceeds the limit of ${QUERY_BYTES_MAX} bytes`);
  if (text.includes("\0")) throw new SqlError("INVALID_REQUEST", "Query string contains the character NUL");
  const lead = withoutLeadingComments(text);
  if (/^;*$/u.test(lead) && text.length <= LEAD_LENGTH_MAX)
    throw new SqlError("INVALID_REQUEST", "Query string is empty");
  return isDdl(lead) ? parseDdl(text) : parseQueryStatement(text);
}

/** The statement's text without comments, enough of it to choose a grammar. Strings hold no comments before the first words end. */
function withoutLeadingComments(text: string): string {
  return text
    .slice(0, LEAD_LENGTH_MAX)
    .replaceAll(/--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)/gu, " ")
    .trim();
}

/** Characters in which the words that choose a grammar must appear, comments included. */
const LEAD_LENGTH_MAX = 16_384;

const NAME = '(?:[\\p{L}\\p{N}_@$]+|"[^"]*"|`[^`]*`)';
/** `CREATE TABLE name (column type`; a list of bare names would be the aliases of a CREATE TABLE AS. */
const CREATE_TABLE_WITH_COLUMNS = new RegExp(
  `^CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${NAME}(?:\\s*\\.\\s*${NAME})*\\s*\\(\\s*${NAME}\\s*[^,)\\s]`,
  "iu",
);
const DDL_LEAD =
  /^(?:MSCK|SHOW(?!\s+CREATE\s+VIEW\b)|DESCRIBE|DESC|ALTER|DROP\s+(?:TABLE|DATABASE|SCHEMA)|CREATE\s+(?:EXTERNAL|DATABASE|SCHEMA))\b/iu;

function isDdl(lead: string): boolean {
  return DDL_LEAD.test(lead) || CREATE_TABLE_WITH_COLUMNS.test(lead);
}
