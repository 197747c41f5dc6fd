/**
 * A page of the catalog cut to a smaller size: the token holds the catalog's own token and how many of its page were given out.
 */
import type { Page } from "../../../kit/ports/catalog.ts";
import { decodeToken, encodeToken } from "../paging.ts";

export async function pageOfCatalog<Item>(
  list: (token: string | undefined) => Promise<Page<Item>>,
  limit: number,
  token: string | undefined,
  keep: (item: Item) => boolean = () => true,
): Promise<Page<Item>> {
  const [catalogToken = "", given = 0] = decodeToken(token) ?? [];
  const items: Item[] = [];
  let current = String(catalogToken);
  let skip = Number(given);
  for (;;) {
    const page = await list(current === "" ? undefined : current);
    for (const [index, item] of page.items.entries()) {
      if (index < skip || !keep(item)) continue;
      if (items.length === limit) return { items, nextToken: encodeToken([current, index]) };
      items.push(item);
    }
    if (page.nextToken === undefined) return { items, nextToken: undefined };
    current = page.nextToken;
    skip = 0;
  }
}
