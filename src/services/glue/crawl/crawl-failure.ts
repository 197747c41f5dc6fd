/** Why a crawl failed, in a sentence for `LastCrawl.ErrorMessage`. */
export class CrawlFailure extends Error {
  override readonly name = "CrawlFailure";
}
