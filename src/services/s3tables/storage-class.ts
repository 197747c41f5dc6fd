/** Storage classes of tables. There is one: INTELLIGENT_TIERING would have to move files by their reads, which nobody counts for tables yet. */
import type { StorageClassConfiguration } from "@aws-sdk/client-s3tables";
import { NotImplementedError } from "../../kit/errors.ts";
import { badRequest } from "./errors.ts";

/** @throws {BadRequestException} 400 for unknown classes  @throws {NotImplemented} 501 for INTELLIGENT_TIERING */
export function refuseTiering(asked: StorageClassConfiguration | undefined): void {
  const storageClass: string | undefined = asked?.storageClass;
  if (storageClass === undefined || storageClass === "STANDARD") return;
  if (storageClass !== "INTELLIGENT_TIERING") throw badRequest("The specified storage class is not valid.");
  throw new NotImplementedError("s3tables", "INTELLIGENT_TIERING", "files of tables are not moved by their reads yet");
}
