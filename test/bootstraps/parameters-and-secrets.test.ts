/** What the extension for parameters and secrets does by itself: its settings, how long values are kept, signatures. */
import assert from 'node:assert/strict'
import { createHash, createHmac, hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { signRequest } from '../../src/protocol/index.ts'

interface KeptValues {
  get(key: string, ttlMs: number, ask: () => Promise<string>): Promise<string>
}
type KeptClass = new (most: number, now: () => number) => KeptValues

const folder = new URL('../../bootstraps/parameters-and-secrets/', import.meta.url)
const load = async <Exports>(name: string) => (await import(new URL(name, folder).href)) as Exports
const { Kept } = await load<{ Kept: KeptClass }>('kept.mjs')
const { readSettings } = await load<{
  readSettings: (env: Record<string, string>) => Record<string, unknown>
}>('settings.mjs')

const { signed } = await load<{ signed: (request: object) => Record<string, string> }>('signing.mjs')

describe('the extension for parameters and secrets', () => {
  it('keeps values for their time, and the ones that were asked for last', async () => {
    let now = 0
    let asked = 0
    const kept = new Kept(2, () => now)
    const get = (key: string, ttlMs = 1_000) => kept.get(key, ttlMs, async () => `${key}${++asked}`)
    assert.deepEqual(await Promise.all([get('a'), get('a')]), ['a1', 'a1'])
    assert.equal(await get('b'), 'b2')
    now = 500
    assert.equal(await get('a'), 'a1')
    assert.equal(await get('c'), 'c3')
    assert.deepEqual([await get('a'), await get('b')], ['a1', 'b4'])
    now = 1_000
    assert.equal(await get('a'), 'a5')
    assert.equal(await get('a', 0), 'a6')
    await assert.rejects(kept.get('d', 1_000, () => Promise.reject(new Error('no'))))
    assert.equal(await get('d'), 'd7')
  })

  it('takes its settings as AWS documents them', () => {
    const { isLogged: _isLogged, ...defaults } = readSettings({})
    assert.deepEqual(defaults, {
      port: 2773,
      cacheSize: 1_000,
      connectionsMax: 3,
      secretsTtlMs: 300_000,
      parametersTtlMs: 300_000,
      secretsTimeoutMs: 0,
      parametersTimeoutMs: 0,
    })
    const given = readSettings({
      PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED: 'FALSE',
      PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE: '10',
      PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: '0',
      PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL: 'error',
      SECRETS_MANAGER_TTL: '60',
      SSM_PARAMETER_STORE_TIMEOUT_MILLIS: '1500',
    })
    const isLogged = given.isLogged as (level: string) => boolean
    assert.deepEqual(
      [given.cacheSize, given.port, given.secretsTtlMs, given.parametersTimeoutMs],
      [0, 2773, 60_000, 1_500],
    )
    assert.deepEqual([isLogged('INFO'), isLogged('ERROR')], [false, true])
  })

  it('signs as this server reads signatures', () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_REGION: 'eu-west-1',
    }
    const at = new Date('2026-03-10T10:00:00.123Z')
    const headers = { host: 'localhost:4566', 'x-amz-target': 'AmazonSSM.GetParameter' }
    const body = '{"Name":"n"}'
    const { authorization } = signRequest(
      { method: 'POST', path: '/', query: '', headers },
      {
        accessKeyId: env.AWS_ACCESS_KEY_ID,
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
        sessionToken: env.AWS_SESSION_TOKEN,
        region: env.AWS_REGION,
        signingName: 'ssm',
        now: at.getTime(),
        body,
        hashes: {
          newSha256: () => createHash('sha256'),
          sha256Hex: (data) => hash('sha256', data, 'hex'),
          hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
        },
      },
    )
    assert.equal(signed({ headers, body, service: 'ssm', env, at }).authorization, authorization)
  })
})
