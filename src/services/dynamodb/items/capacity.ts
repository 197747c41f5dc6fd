/**
 * Consumed capacity: 4 KB for a read unit, half of one for an eventually consistent read; 1 KB for a write unit; twice of either in a transaction.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html (read 2026-11-29)
 */
import type { Capacity, ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import type { Index } from "../tables/table.ts";
import type { ChangeCost } from "./change-item.ts";

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

export type ReadConsistency = "eventual" | "strong" | "transactional";

const READ_FACTORS: Readonly<Record<ReadConsistency, number>> = { eventual: 0.5, strong: 1, transactional: 2 };

export function readUnits(bytes: number, consistency: ReadConsistency): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * READ_FACTORS[consistency];
}

function writeUnits(bytes: number, factor: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES)) * factor;
}

/** Units by table and by index, added up over the operations of a request on one table. */
export class ConsumedUnits {
  readonly tableName: string;
  private table = 0;
  private readonly local = new Map<string, number>();
  private readonly global = new Map<string, number>();

  constructor(tableName: string) {
    this.tableName = tableName;
  }

  addTable(units: number): this {
    this.table += units;
    return this;
  }

  addIndex({ name, kind }: Pick<Index, "name" | "kind">, units: number): this {
    const byName = kind === "local" ? this.local : this.global;
    byName.set(name, (byName.get(name) ?? 0) + units);
    return this;
  }

  addWrite({ tableBytes, indexWrites }: ChangeCost, isTransactional = false): this {
    const factor = isTransactional ? 2 : 1;
    this.addTable(writeUnits(tableBytes, factor));
    for (const { index, bytes } of indexWrites) this.addIndex(index, writeUnits(bytes, factor));
    return this;
  }

  /** As `ReturnConsumedCapacity` asks for; undefined when it asks for nothing. */
  shown(asked: string | undefined): ConsumedCapacity | undefined {
    if (asked !== "TOTAL" && asked !== "INDEXES") return undefined;
    const total = this.table + sum(this.local) + sum(this.global);
    const answer: ConsumedCapacity = { TableName: this.tableName, CapacityUnits: total };
    if (asked === "TOTAL") return answer;
    return {
      ...answer,
      Table: { CapacityUnits: this.table },
      ...(this.local.size === 0 ? {} : { LocalSecondaryIndexes: capacities(this.local) }),
      ...(this.global.size === 0 ? {} : { GlobalSecondaryIndexes: capacities(this.global) }),
    };
  }
}

/** As transactions show it: with the kind of units beside their number. */
export function transactionCapacity(
  units: ConsumedUnits,
  asked: string | undefined,
  kind: "ReadCapacityUnits" | "WriteCapacityUnits",
): ConsumedCapacity | undefined {
  const shown = units.shown(asked);
  if (shown === undefined) return undefined;
  const withKind = <T extends Capacity>(capacity: T): T => ({ ...capacity, [kind]: capacity.CapacityUnits });
  return { ...withKind(shown), ...(shown.Table === undefined ? {} : { Table: withKind(shown.Table) }) };
}

function sum(units: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const value of units.values()) total += value;
  return total;
}

function capacities(units: ReadonlyMap<string, number>): Record<string, Capacity> {
  return Object.fromEntries([...units].map(([name, value]) => [name, { CapacityUnits: value }]));
}
