/** The metadata operations answer what Glue refuses as MetadataException, with Glue's own words. */
import { ServiceError } from "../../../kit/errors.ts";
import { metadataFailure } from "../errors.ts";

/** @throws {ServiceError} MetadataException for a refusal by Glue */
export async function askGlue<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { message, status, code } = error;
    // AWS: the form of https://github.com/LBHackney-IT/Data-Platform/pull/1823.
    throw metadataFailure(`${message} (Service: AmazonDataCatalog; Status Code: ${status}; Error Code: ${code})`);
  }
}
