/**
 * Members that several operations have and that we cannot honour. Refused, because ignoring them would answer something that was not asked.
 */
import { NotImplementedError } from "../../kit/errors.ts";

/** @throws NotImplemented for reads of a governed table's past or inside its transaction */
export function refuseTimeTravel(
  operation: string,
  input: { readonly TransactionId?: string | undefined; readonly QueryAsOfTime?: Date | undefined },
): void {
  if (input.TransactionId !== undefined)
    throw new NotImplementedError("glue", `${operation}.TransactionId`, "governed tables ended on AWS in 2024");
  if (input.QueryAsOfTime !== undefined)
    throw new NotImplementedError("glue", `${operation}.QueryAsOfTime`, "governed tables ended on AWS in 2024");
}
