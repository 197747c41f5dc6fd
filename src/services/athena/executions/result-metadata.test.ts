import { describe, expect, it } from "vitest";
import { resultMetadata } from "./result-metadata.ts";

describe("resultMetadata", () => {
  it("gives byte for byte what Athena wrote for three integer columns", () => {
    // From burtcorp/athena-jdbc, src/test/resources/protobuf/medium.bin, a file of Athena's.
    const athena =
      "0a1b32303139303531335f3135323233365f30303131345f6e37737775" +
      ["30", "31", "32"]
        .map((digit) => `22250a046869766522055f636f6c${digit}2a055f636f6c${digit}3207696e7465676572380a400048035000`)
        .join("");
    const columns = ["_col0", "_col1", "_col2"].map((Name) => ({
      CatalogName: "hive",
      Name,
      Label: Name,
      Type: "integer",
      Precision: 10,
      Scale: 0,
      Nullable: "UNKNOWN" as const,
      CaseSensitive: false,
    }));
    expect(Buffer.from(resultMetadata("20190513_152236_00114_n7swu", columns)).toString("hex")).toBe(athena);
  });

  it("writes precisions of more than seven bits", () => {
    expect(
      Buffer.from(resultMetadata("q", [{ Name: "v", Type: "varchar", Precision: 2_147_483_647 }])).toString("hex"),
    ).toContain("38ffffffff07");
  });
});
