/**
 * Refusals of policies, in each service's own code and AWS's own words, which often do not tell where the mistake is. So every such error also has the
 * member `Element` (`Statement[0].Effect`), and `Detail` with what was found there, as S3 has it; clients that do not know them leave them out.
 */
import { PolicySyntaxError } from "../auth/policy/policy-syntax-error.ts";
import { ServiceError } from "./errors.ts";

/** What `read` gives, or `refusal` with the words for what is wrong with the policy. */
export function orMalformed<Read>(read: () => Read, refusal: (message: string) => ServiceError): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw atElement(refusal(error.message), error.element, error.found);
    throw error;
  }
}

/** The error with the place in the policy, and what was found there. */
export function atElement(error: ServiceError, element: string, found = ""): ServiceError {
  const { code, message, status, fault, fields, headers } = error;
  const place = { ...(element === "" ? {} : { Element: element }), ...(found === "" ? {} : { Detail: found }) };
  return new ServiceError({ code, message, status, fault, fields: { ...fields, ...place }, headers });
}
