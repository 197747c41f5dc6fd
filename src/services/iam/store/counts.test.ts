import { expect, test } from "vitest";
import { openMemoryRecordStore } from "../../../storage/engines/memory/record-store.ts";
import { USERS_MAX } from "../limits.ts";
import { countLess, countOneMore, readCounts } from "./counts.ts";
import { accountKey, encodeRecord } from "./records.ts";

const ACCOUNT = "123456789012";

test("one more than the quota is refused in the words of IAM, and room comes back with every one that goes", async () => {
  const records = openMemoryRecordStore();
  await records.transact((transaction) => {
    transaction.put(accountKey(ACCOUNT, "counts"), encodeRecord({ user: USERS_MAX - 1, group: 7 }));
    countOneMore(transaction, ACCOUNT, "user");
  });
  await expect(records.transact((transaction) => countOneMore(transaction, ACCOUNT, "user"))).rejects.toMatchObject({
    code: "LimitExceeded",
    status: 409,
    message: "Cannot exceed quota for UsersPerAccount: 5000",
  });
  await records.transact((transaction) => {
    countLess(transaction, ACCOUNT, "user");
    countOneMore(transaction, ACCOUNT, "user");
  });
  expect(await records.read((reader) => readCounts(reader, ACCOUNT))).toEqual({ user: USERS_MAX, group: 7 });
});
