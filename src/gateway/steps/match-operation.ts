/** Which operation a request asks for, and whether Lakebed has it. An unknown one is refused in the protocol's words before any signature is looked at. */
import { NotImplementedError } from "../../kit/errors.ts";
import { assert } from "../../runtime/assert.ts";
import type { Exchange } from "../exchange.ts";

export function matchOperation(exchange: Exchange): void {
  const { protocol, model, service, entry } = exchange.found;
  const operation = protocol.match(model, exchange.protocolRequest());
  exchange.operation = operation;
  const row = service.operations[operation.name];
  assert(row !== undefined, `the table of ${entry.name} has no row for ${operation.name}`);
  if ("notImplemented" in row) throw new NotImplementedError(entry.name, operation.name, row.notImplemented);
  exchange.row = row;
}
