/** The sign-in page, in a browser. Source: Developer Guide, "Login endpoint". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'puppeteer-core'
import { pagesSkipped, testBrowser } from '../../support/browser.ts'
import { testServer } from '../../support/server.ts'
import { Account, claimsOf, password } from './support.ts'

const server = testServer()

describe('the sign-in page', { skip: pagesSkipped }, () => {
  const browser = testBrowser()

  it('signs a new user in, who has to choose a password, and comes back with a code', async () => {
    const account = new Account(server)
    const { cognito } = account
    const pool = (await cognito.createUserPool({ PoolName: 'people' })).UserPool?.Id ?? ''
    await cognito.createUserPoolDomain({ UserPoolId: pool, Domain: 'page-people' })
    const base = `${server.endpoint}/_aws/cognito-idp/page-people`
    // Where the browser is sent back to need not be there: its address is all that counts.
    const callback = `${server.endpoint}/callback`
    const client = await account.client(pool, {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      CallbackURLs: [callback],
    })
    const temporary = 'Temporary1!'
    await cognito.adminCreateUser({
      UserPoolId: pool,
      Username: 'ann&<b>',
      TemporaryPassword: temporary,
      MessageAction: 'SUPPRESS',
    })
    const page = await browser.page()
    const failures: string[] = []
    page.on('pageerror', (error) => failures.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && failures.push(message.text()))

    const query = new URLSearchParams({
      client_id: client,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid',
      state: 'here',
    })
    await page.goto(`${base}/oauth2/authorize?${query}`)
    assert.match(page.url(), /\/login\?/)
    await submit(page, { username: 'ann&<b>', password: 'wrong' })
    assert.equal(
      await page.$eval('[role=alert]', (alert) => alert.textContent),
      'Incorrect username or password.',
    )
    assert.equal(await page.evaluate('document.querySelector("[name=username]").value'), 'ann&<b>')
    await submit(page, { username: 'ann&<b>', password: temporary })
    assert.deepEqual(
      await page.$$eval('label', (labels) => labels.map((label) => label.textContent?.trim())),
      ['New password'],
    )
    assert.deepEqual(failures, [])
    await submit(page, { answer: password })
    const back = new URL(page.url())
    assert.equal(back.origin + back.pathname, callback)
    assert.equal(back.searchParams.get('state'), 'here')
    const answer = await fetch(`${base}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: client,
        code: back.searchParams.get('code') ?? '',
        redirect_uri: callback,
      }),
    })
    const { id_token: token } = (await answer.json()) as { id_token: string }
    assert.equal(claimsOf(token)['cognito:username'], 'ann&<b>')
  })
})

/** Fills a form and sends it as a person does; resolves when what comes next is there. */
async function submit(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = await page.$(`[name=${name}]`)
    await field?.click({ count: 3 })
    await field?.type(value)
  }
  await Promise.all([page.waitForNavigation(), page.click('button')])
}
