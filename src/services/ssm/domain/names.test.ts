import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import {
  isBelow,
  type Place,
  parameterArn,
  readLevel,
  readName,
  readNewName,
  readReference,
} from './names.ts'

const place: Place = {
  partition: 'aws',
  region: 'us-east-2' as Region,
  accountId: '111122223333' as AccountId,
}

describe('references to parameters', () => {
  const cases: ReadonlyArray<readonly [string, object]> = [
    ['name', { name: 'name', path: 'name' }],
    ['/name', { name: '/name', path: 'name' }],
    [' /a/b ', { name: '/a/b', path: 'a/b' }],
    ['/a/b:3', { name: '/a/b', path: 'a/b', selector: '3' }],
    ['name:prod', { name: 'name', path: 'name', selector: 'prod' }],
    [
      'arn:aws:ssm:us-east-2:111122223333:parameter/a/b:3',
      { name: '/a/b', path: 'a/b', selector: '3', owner: { accountId: '111122223333', region: 'us-east-2' } },
    ],
    [
      'arn:aws:ssm:us-east-2:111122223333:parameter/name',
      { name: 'name', path: 'name', owner: { accountId: '111122223333', region: 'us-east-2' } },
    ],
  ]
  for (const [text, expected] of cases) {
    it(`reads ${text}`, () => assert.deepEqual(readReference(text), expected))
  }

  for (const text of ['/a//b', 'a/b/c', '/a/b/', '/', '', 'a b', 'ä', 'arn:aws:s3:::bucket']) {
    it(`refuses '${text}'`, () => assert.throws(() => readReference(text), { code: 'ValidationException' }))
  }

  for (const text of ['name:1:2', 'name:']) {
    it(`refuses the selector of ${text}`, () =>
      assert.throws(() => readReference(text), { message: /<name>:<version\/label>$/ }))
  }

  it('takes no selector where only names are taken', () => {
    assert.throws(() => readName('/a/b:1'), { code: 'ValidationException' })
    assert.throws(() => readName('arn:aws:ssm:us-east-2:111122223333:parameter/a'), {
      code: 'ValidationException',
    })
  })
})

describe('names of new parameters', () => {
  it('have up to fifteen levels', () => {
    const levels = (count: number) => `/${Array.from({ length: count }, (_, index) => `L${index}`).join('/')}`
    assert.equal(readNewName(levels(15), place).name, levels(15))
    assert.throws(() => readNewName(levels(16), place), { code: 'HierarchyLevelLimitExceededException' })
  })

  it('fit into an ARN of 1,011 characters', () => {
    const room = 1011 - parameterArn(place, '').length
    assert.equal(readNewName('n'.repeat(room), place).path.length, room)
    assert.throws(() => readNewName('n'.repeat(room + 1), place), { code: 'AccessDeniedException' })
  })

  const refused: ReadonlyArray<readonly [string, string, RegExp]> = [
    ['a/b', 'ValidationException', /^Parameter name must be a fully qualified name$/],
    ['C:/Program Files/a', 'ValidationException', /^Parameter name must be a fully qualified name$/],
    ['/a/', 'ValidationException', /^Parameter name must not end with slash\.$/],
    ['aws_name', 'ValidationException', /prefixed with "aws" or "ssm" \(case-insensitive\)\.$/],
    ['SSM-name', 'ValidationException', /prefixed with "aws" or "ssm" \(case-insensitive\)\.$/],
    ['/awssec/lab', 'AccessDeniedException', /^No access to reserved parameter name: awssec\/lab\.$/],
    ['/AWS/lab', 'AccessDeniedException', /^No access to reserved parameter name: AWS\/lab\.$/],
    ['/Ssm/lab', 'ValidationException', /prefixed with "ssm" \(case-insensitive\)\. If formed as a path/],
    ['/a b/c', 'ValidationException', /the following 3 symbols \.-_$/],
    ['/a//c', 'ValidationException', /sub-paths divided by slash symbol/],
    ['name:1', 'ValidationException', /the following 3 symbols \.-_$/],
  ]
  for (const [name, code, message] of refused) {
    it(`is not ${name}`, () => assert.throws(() => readNewName(name, place), { code, message }))
  }

  it('may have aws or ssm further on', () => {
    assert.equal(readNewName('/my/aws/ssm', place).path, 'my/aws/ssm')
  })
})

describe('levels', () => {
  it('are read with and without a slash at the end', () => {
    assert.deepEqual(['/', '/a', '/a/', '/a/b'].map(readLevel), ['', 'a', 'a', 'a/b'])
  })

  for (const text of ['a', '//', '/a//b', '/###', '', '/a b']) {
    it(`refuses '${text}'`, () =>
      assert.throws(() => readLevel(text), { message: /^The parameter doesn't meet .*path0_\.$/ }))
  }

  it('hold what lies below them', () => {
    assert.ok(isBelow('a/b', 'a', 'OneLevel'))
    assert.ok(!isBelow('a/b/c', 'a', 'OneLevel'))
    assert.ok(isBelow('a/b/c', 'a', 'Recursive'))
    assert.ok(!isBelow('ab/c', 'a', 'Recursive'))
    assert.ok(!isBelow('a', 'a', 'Recursive'))
    assert.ok(isBelow('a', '', 'OneLevel'))
    assert.ok(isBelow('a/b', '', 'Recursive'))
  })
})
