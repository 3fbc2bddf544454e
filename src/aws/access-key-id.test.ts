import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { SeededRandom } from '../base/seeded-random.ts'
import { accountOfAccessKey, makeAccessKeyId } from './access-key-id.ts'
import { defaultAccountId, parseAccountId } from './identifiers.ts'

describe('access key ids', () => {
  it('carry their account', () => {
    const account = fc
      .integer({ min: 0, max: 999_999_999_999 })
      .map((number) => String(number).padStart(12, '0'))
    fc.assert(
      fc.property(account, fc.integer(), (text, seed) => {
        const accountId = parseAccountId(text) ?? defaultAccountId
        const id = makeAccessKeyId('AKIA', accountId, new SeededRandom(seed))
        assert.match(id, /^AKIA[A-Z2-7]{16}$/)
        assert.equal(accountOfAccessKey(id), accountId)
      }),
    )
  })

  it('differ by chance', () => {
    const random = new SeededRandom(1)
    const ids = Array.from({ length: 100 }, () => makeAccessKeyId('ASIA', defaultAccountId, random))
    assert.equal(new Set(ids).size, 100)
  })

  it('tell nothing when they are of another make', () => {
    assert.equal(accountOfAccessKey('AKIAIOSFODNN7EXAMPLE'), undefined)
    assert.equal(accountOfAccessKey('000000000000'), undefined)
    assert.equal(accountOfAccessKey('test'), undefined)
  })
})
