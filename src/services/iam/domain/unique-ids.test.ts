import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SeededRandom } from '../../../base/seeded-random.ts'
import { makeSecretAccessKey, makeUniqueId } from './unique-ids.ts'

describe('unique ids', () => {
  it("have AWS's prefixes, length and alphabet", () => {
    const random = new SeededRandom(7)
    assert.match(makeUniqueId('role', random), /^AROA[A-Z2-7]{17}$/)
    assert.match(makeUniqueId('user', random), /^AIDA[A-Z2-7]{17}$/)
    assert.match(makeUniqueId('policy', random), /^ANPA[A-Z2-7]{17}$/)
    assert.match(makeUniqueId('instance-profile', random), /^AIPA[A-Z2-7]{17}$/)
    assert.match(makeSecretAccessKey(random), /^[A-Za-z0-9+/]{40}$/)
  })
})
