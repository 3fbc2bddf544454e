import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type ApiFilter,
  type Filtered,
  labelledVersion,
  passes,
  readFilters,
  readOldFilters,
} from './filters.ts'

const parameter: Filtered = {
  path: 'app/prod/url',
  type: 'SecureString',
  keyId: 'alias/aws/ssm',
  tier: 'Advanced',
  dataType: 'text',
  tags: { team: 'blue', empty: '' },
  labels: { live: 2, older: 1, other: 1 },
  version: 3,
}

const matches = (...filters: ApiFilter[]) => passes(parameter, readFilters(filters, 'DescribeParameters'))

describe('filters of DescribeParameters', () => {
  const kept: ApiFilter[] = [
    { Key: 'Name', Values: ['app/prod/url'] },
    { Key: 'Name', Values: ['/app/prod/url', 'x'] },
    { Key: 'Name', Option: 'BeginsWith', Values: ['/app'] },
    { Key: 'Name', Option: 'BeginsWith', Values: ['app/pr'] },
    { Key: 'Name', Option: 'Contains', Values: ['/prod/'] },
    { Key: 'Type', Values: ['String', 'SecureString'] },
    { Key: 'KeyId', Option: 'BeginsWith', Values: ['alias/'] },
    { Key: 'Tier', Values: ['Advanced'] },
    { Key: 'DataType', Values: ['text'] },
    { Key: 'Path', Values: ['/app/prod'] },
    { Key: 'Path', Option: 'Recursive', Values: ['/app/'] },
    { Key: 'Path', Option: 'Recursive', Values: ['/'] },
    { Key: 'tag:team' },
    { Key: 'tag:empty', Values: ['x', ''] },
    { Key: 'tag:team', Option: 'BeginsWith', Values: ['bl'] },
  ]
  for (const filter of kept) it(`let through by ${JSON.stringify(filter)}`, () => assert.ok(matches(filter)))

  const dropped: ApiFilter[] = [
    { Key: 'Name', Values: ['url'] },
    { Key: 'Name', Option: 'Contains', Values: ['app/prod/url/'] },
    { Key: 'Type', Option: 'BeginsWith', Values: ['String'] },
    { Key: 'Path', Values: ['/app'] },
    { Key: 'Path', Option: 'Recursive', Values: ['/ap'] },
    { Key: 'tag:constructor' },
    { Key: 'tag:team', Values: ['red'] },
  ]
  for (const filter of dropped)
    it(`held back by ${JSON.stringify(filter)}`, () => assert.ok(!matches(filter)))

  it('must all be passed', () => {
    assert.ok(!matches({ Key: 'tag:team' }, { Key: 'Tier', Values: ['Standard'] }))
  })

  const refused: ReadonlyArray<readonly [ApiFilter[], string, RegExp]> = [
    [[{ Key: 'Label', Values: ['x'] }], 'InvalidFilterKey', /not valid: Label\. Valid filter keys include/],
    [
      [{ Key: 'Name' }],
      'InvalidFilterValue',
      /^The following filter values are missing : null for .* Name\.$/,
    ],
    [
      [
        { Key: 'Name', Values: ['a'] },
        { Key: 'Name', Values: ['b'] },
      ],
      'InvalidFilterKey',
      /duplicated in the request: Name\./,
    ],
    [
      [{ Key: 'Path', Option: 'Equals', Values: ['/a'] }],
      'InvalidFilterOption',
      /not valid: Equals\. Valid options include: \[Recursive, OneLevel\]\.$/,
    ],
    [
      [{ Key: 'Type', Option: 'Contains', Values: ['String'] }],
      'InvalidFilterOption',
      /\[BeginsWith, Equals\]\.$/,
    ],
    [[{ Key: 'Tier', Values: ['test'] }], 'InvalidFilterOption', /not valid: test\. Valid values include/],
    [[{ Key: 'Path', Values: ['/aws/x'] }], 'ValidationException', /^Filters for common parameters can't/],
    [[{ Key: 'Path', Values: ['a'] }], 'ValidationException', /^The parameter doesn't meet/],
  ]
  for (const [filters, code, message] of refused) {
    it(`refused: ${JSON.stringify(filters)}`, () =>
      assert.throws(() => readFilters(filters, 'DescribeParameters'), { code, message }))
  }

  it('of the older kind look for names that begin so', () => {
    assert.ok(passes(parameter, readOldFilters([{ Key: 'Name', Values: ['app/p'] }])))
    assert.ok(!passes(parameter, readOldFilters([{ Key: 'Type', Values: ['Secure'] }])))
  })
})

describe('filters of GetParametersByPath', () => {
  it('know types, keys and labels alone', () => {
    for (const Key of ['Name', 'Path', 'Tier', 'tag:x', 'DataType']) {
      assert.throws(() => readFilters([{ Key, Values: ['/x'] }], 'GetParametersByPath'), {
        code: 'InvalidFilterKey',
        message: `The following filter key is not valid: ${Key}. Valid filter keys include: [Type, KeyId].`,
      })
    }
  })

  it('choose the version that has a label', () => {
    const version = (...Values: string[]) =>
      labelledVersion(parameter, readFilters([{ Key: 'Label', Values }], 'GetParametersByPath'))
    assert.equal(version('live'), 2)
    assert.equal(version('other', 'live'), 2)
    assert.equal(version('absent'), undefined)
    assert.equal(labelledVersion(parameter, []), 3)
  })
})
