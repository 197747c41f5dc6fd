/**
 * The operations that are missing, one group for each reason. `service.ts` spreads them into the table, where a name that is neither
 * here nor working does not compile.
 */
import { type NotImplemented, notImplemented } from "../../kit/operation.ts";

function missing<const Name extends string>(reason: string, names: readonly Name[]): Record<Name, NotImplemented> {
  const row = notImplemented(reason);
  return Object.fromEntries(names.map((name) => [name, row])) as Record<Name, NotImplemented>;
}

export const missingOperations = missing(
  "custom key stores keep their keys in AWS CloudHSM or in an external key manager, and Lakebed has neither behind it",
  [
    "ConnectCustomKeyStore",
    "CreateCustomKeyStore",
    "DeleteCustomKeyStore",
    "DescribeCustomKeyStores",
    "DisconnectCustomKeyStore",
    "UpdateCustomKeyStore",
  ],
);
