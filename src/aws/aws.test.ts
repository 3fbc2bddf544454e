import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatArn, parseArn } from './arn.ts'
import { parseAccountId, parseRegion, partitionOf, type Region } from './identifiers.ts'
import { readPageToken, writePageToken } from './page-token.ts'

describe('ARNs', () => {
  it('come back as they were', () => {
    const part = fc.stringMatching(/^[a-z0-9-]{0,12}$/)
    const name = fc.stringMatching(/^[a-z0-9-]{1,12}$/)
    const resource = fc.stringMatching(/^[A-Za-z0-9:/_.*-]{1,40}$/)
    fc.assert(
      fc.property(name, name, part, part, resource, (partition, service, region, accountId, rest) => {
        const arn = { partition, service, region, accountId, resource: rest }
        assert.deepEqual(parseArn(formatArn(arn)), arn)
      }),
    )
  })

  it('are not made of anything else', () => {
    for (const text of ['', 'arn', 'arn:aws:s3:::', 'arn::s3:::b', 'urn:aws:s3:::b', 'arn:aws:s3::b']) {
      assert.equal(parseArn(text), undefined, text)
    }
  })
})

describe('identifiers', () => {
  it('reads account ids of twelve digits', () => {
    assert.equal(parseAccountId('123456789012'), '123456789012')
    assert.equal(parseAccountId('12345678901'), undefined)
    assert.equal(parseAccountId('12345678901a'), undefined)
  })

  it('reads regions and knows their partitions', () => {
    for (const [region, partition] of [
      ['us-east-1', 'aws'],
      ['ap-southeast-7', 'aws'],
      ['cn-north-1', 'aws-cn'],
      ['us-gov-west-1', 'aws-us-gov'],
      ['us-iso-east-1', 'aws-iso'],
      ['us-isob-east-1', 'aws-iso-b'],
      ['eusc-de-east-1', 'aws-eusc'],
    ] as const) {
      assert.equal(parseRegion(region), region)
      assert.equal(partitionOf(region as Region), partition)
    }
    for (const text of ['', 'us-east', 'US-EAST-1', 'us_east_1', '../etc', 'us-east-1\n']) {
      assert.equal(parseRegion(text), undefined, text)
    }
  })
})

describe('page tokens', () => {
  it('come back for the purpose they were written for', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (purpose, position) => {
        const json = JSON.parse(JSON.stringify(position))
        assert.deepEqual(readPageToken(purpose, writePageToken(purpose, json)), json)
      }),
    )
  })

  it('are refused for another purpose, when altered, and when foreign', () => {
    const token = writePageToken('a', ['x'])
    assert.equal(readPageToken('b', token), undefined)
    fc.assert(fc.property(fc.string(), (text) => readPageToken('a', text) === undefined))
    for (let index = 0; index < token.length; index++) {
      const altered = `${token.slice(0, index)}${token[index] === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`
      const read = readPageToken('a', altered)
      assert.ok(read === undefined || JSON.stringify(read) === '["x"]', altered)
    }
  })
})
