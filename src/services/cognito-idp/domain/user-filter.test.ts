import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { meetsFilter, parseUserFilter, searchable, writeUserFilter } from './user-filter.ts'

const filters = fc.record({
  attribute: fc.constantFrom(...searchable),
  operator: fc.constantFrom('=' as const, '^=' as const),
  value: fc.string({ unit: 'grapheme', maxLength: 40 }),
})

describe('filters of users', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(filters, (filter) =>
        assert.deepEqual(parseUserFilter(writeUserFilter(filter)), { ...filter }),
      ),
    )
  })

  it('never fail, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void parseUserFilter(text)),
    )
  })

  it('find whom they describe: equal values, and values that begin so', () => {
    const user = (value: string) => ({
      username: 'u',
      sub: 's',
      status: 'CONFIRMED',
      enabled: true,
      attributes: { name: value },
    })
    fc.assert(
      fc.property(fc.string(), fc.string(), (start, end) => {
        assert.equal(
          meetsFilter(user(start + end), { attribute: 'name', operator: '^=', value: start }),
          true,
        )
        assert.equal(
          meetsFilter(user(start + end), { attribute: 'name', operator: '=', value: start }),
          end === '',
        )
      }),
    )
  })

  it('know spaces, quotation marks and nothing else', () => {
    assert.deepEqual(parseUserFilter('name ^= "a \\"b\\" c"'), {
      attribute: 'name',
      operator: '^=',
      value: 'a "b" c',
    })
    assert.deepEqual(parseUserFilter('"given_name"="x"'), {
      attribute: 'given_name',
      operator: '=',
      value: 'x',
    })
    assert.equal(parseUserFilter('  '), null)
    for (const text of [
      'name',
      'name =',
      'name = x',
      'name = "x',
      'name = "x" and sub = "y"',
      'name ~= "x"',
      '= "x"',
      'name = "x\\',
    ])
      assert.equal(parseUserFilter(text), undefined, text)
  })

  it('status is no matter of case, and of attributes only own ones count', () => {
    const user = { username: 'u', sub: 's', status: 'CONFIRMED', enabled: false, attributes: {} }
    assert.equal(meetsFilter(user, { attribute: 'status', operator: '=', value: 'DISABLED' }), true)
    assert.equal(meetsFilter(user, { attribute: 'toString', operator: '^=', value: '' }), false)
  })
})
