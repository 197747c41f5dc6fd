import { expect, test } from "vitest";
import { systemRandom } from "../runtime/random.ts";
import { accountOfAccessKeyId, newAccessKeyId } from "./access-key-id.ts";

test("an access key id tells its account", () => {
  for (const accountId of ["000000000000", "000000000001", "123456789012", "999999999999"]) {
    const id = newAccessKeyId("AKIA", accountId, systemRandom());
    expect(id).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(accountOfAccessKeyId(id)).toBe(accountId);
  }
});

test("an id from AWS's own format tells the account that AWS names for it", () => {
  // The example of the page named in the source file.
  expect(accountOfAccessKeyId("ASIAY34FZKBOKMUTVV7A")).toBe("609629065308");
});

test("texts of another form tell no account", () => {
  expect(["", "AKIA", "AKIDEXAMPLE", "AIDAY34FZKBOKMUTVV7A", "ASIAY34FZKBOKMUTVV71"].map(accountOfAccessKeyId)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});
