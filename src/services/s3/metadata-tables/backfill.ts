/** The first walk over a bucket for a table of what is there: some thousand rows a commit, which notes how far it is. Keys that change meanwhile are noted as changed, and replaced afterwards. */
import { versionSource, type VersionItem, type VersionPosition } from "../listing/sources.ts";
import { metadataBackfillKey } from "../store/keys.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import type { Start } from "../listing/list-page.ts";
import { type CurrentRow, rowsOfItem } from "./current-rows.ts";
import { fieldsOf, metadataCaller, putStatus, type Target, type Writing } from "./table-target.ts";
import { BACKFILL_PAGE, BACKFILL_ROWS } from "./metadata-limits.ts";
import { withTexts } from "./with-texts.ts";

/** True when it is done, and the table ACTIVE. */
export async function backfillStep(writing: Writing, target: Target): Promise<boolean> {
  const { bucket, kind, table } = target;
  if (kind === "journal") return true;
  const cursorKey = metadataBackfillKey(bucket.name, kind);
  const bytes = await writing.records.get(cursorKey);
  let position: Start<VersionItem> = bytes === undefined ? "" : decodeRecord<VersionPosition>(bytes);
  const rows: CurrentRow[] = [];
  let isAtEnd = false;
  while (!isAtEnd && rows.length < BACKFILL_ROWS) {
    const page = await writing.records.read((reader) => {
      const items = versionSource(reader, bucket).read(position, { count: BACKFILL_PAGE, end: undefined });
      return { items, rows: items.flatMap((item) => rowsOfItem(reader, bucket, kind, item)) };
    });
    rows.push(...page.rows);
    const last = page.items.at(-1);
    isAtEnd = last === undefined || page.items.length < BACKFILL_PAGE;
    if (last !== undefined) position = { key: last.key, sequence: last.sequence };
  }
  const tables = await writing.tables();
  await tables.write({
    arn: table.arn,
    caller: metadataCaller(bucket),
    fields: fieldsOf(kind),
    rows: await withTexts(writing, bucket, rows),
    nowMs: writing.runtime.clock.nowMs(),
    alongside(transaction) {
      if (isAtEnd) transaction.delete(cursorKey);
      else if (typeof position !== "string") transaction.put(cursorKey, encodeRecord(position));
      if (isAtEnd) putStatus(transaction, target, { status: "ACTIVE" });
    },
  });
  return isAtEnd;
}
