/** A browser for tests of pages: Chromium without a window, as npm test found or installed it. */
import { after } from 'node:test'
import { type Browser, launch, type Page } from 'puppeteer-core'

const program = process.env.LAMBENT_TEST_CHROMIUM

/** Why pages are not looked at; false when they are. */
export const pagesSkipped: string | false = program === undefined ? 'Chromium was not found' : false

/** Opens pages in one browser, which ends with the tests of the suite that it is called in. */
export function testBrowser(): { page(): Promise<Page> } {
  let browser: Promise<Browser> | undefined
  after(async () => (await browser)?.close())
  return {
    async page() {
      browser ??= launch({
        executablePath: program ?? '',
        // Chromium's own sandbox does not start as root, and what is shown here is our own.
        args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      })
      return (await browser).newPage()
    },
  }
}
