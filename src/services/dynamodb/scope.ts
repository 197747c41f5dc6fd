/**
 * Where a request acts: a table of an account and Region, named by its name (the caller's own account) or by its ARN, which may be another account's.
 */
import type { Caller } from "../../auth/principal.ts";
import { formatArn, parseArn } from "../../kit/arn.ts";

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export interface TablePlace extends Place {
  readonly name: string;
}

const TABLE_RESOURCE = /^table\/([^/]+)/;

export function tablePlace({ accountId, region }: Pick<Caller, "accountId" | "region">, nameOrArn: string): TablePlace {
  if (!nameOrArn.startsWith("arn:")) return { accountId, region, name: nameOrArn };
  const arn = parseArn(nameOrArn);
  const name = TABLE_RESOURCE.exec(arn?.resource ?? "")?.[1];
  if (arn === undefined || name === undefined) return { accountId, region, name: nameOrArn };
  return { accountId: arn.accountId, region: arn.region, name };
}

export function tableArn({ accountId, region, name }: TablePlace): string {
  return formatArn({ service: "dynamodb", region, accountId, resource: `table/${name}` });
}

export function indexArn(place: TablePlace, index: string): string {
  return `${tableArn(place)}/index/${index}`;
}
