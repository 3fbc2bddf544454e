import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkDataType, needsAdvancedTier } from './data-types.ts'

describe('data types', () => {
  const values: Readonly<Record<string, { readonly good: string[]; readonly bad: string[] }>> = {
    text: { good: ['', 'anything {'], bad: [] },
    'aws:ec2:image': {
      good: ['ami-12345abcdeEXAMPLE', 'ami-0123456789abcdef0'],
      bad: ['ami-1', 'i-01234567'],
    },
    'aws:region': { good: ['us-east-1', 'us-gov-west-1'], bad: ['us-east', 'US-EAST-1'] },
    'aws:account:id': { good: ['123456789012'], bad: ['12345', '1234567890123'] },
    boolean: { good: ['true', 'false'], bad: ['yes', '1', ''] },
    integer: { good: ['443', '-1', '0'], bad: ['1.5', '', 'one'] },
    float: { good: ['1.5', '-0.1', '3', '1e9'], bad: ['.', '1,5', 'NaN'] },
    binary: { good: ['aGVsbG8=', 'aGVsbG8h'], bad: ['a', 'aGVsbG8', '!!!!'] },
    hostname: {
      good: ['localhost', 'a-b.example.com'],
      bad: ['-a.example', 'a..b', 'a_b', `${'a'.repeat(64)}.com`],
    },
    email: { good: ['first.last+tag@example.com'], bad: ['example.com', '@example.com', 'a b@example.com'] },
    'ipv4-address': { good: ['10.0.0.1', '255.255.255.255'], bad: ['256.0.0.1', '10.0.0', '01.0.0.1'] },
    'ipv6-address': {
      good: ['::', '::1', '2001:db8::8:800:200c:417a', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8'],
      bad: ['1:2:3', ':::', '1::2::3', '1:2:3:4:5:6:7:8:9', '12345::', '1:2:3:4:5:6:7::8'],
    },
    url: {
      good: ['https://example.com/a?b#c', 'postgres://u:p@db:5432/app'],
      bad: ['example.com', 'https://', 'http://a b'],
    },
    json: { good: ['{"a":[1,null]}', '1'], bad: ['{a:1}', '{"a":1} // b', ''] },
    jsonc: {
      good: ['{"a": "// no comment", /* one */ "b": [1, 2,], } // another', '{"a":1}'],
      bad: ['{"a": }', '/* open', '{,,}'],
    },
  }

  for (const [dataType, { good, bad }] of Object.entries(values)) {
    it(`${dataType} takes what it names and nothing else`, () => {
      for (const value of good) checkDataType(dataType, undefined, 'String', value)
      for (const value of bad) {
        assert.throws(
          () => checkDataType(dataType, undefined, 'String', value),
          { code: 'ValidationException' },
          value,
        )
      }
    })
  }

  it('look at each item of a list', () => {
    checkDataType('integer', undefined, 'StringList', '1,2,3')
    assert.throws(() => checkDataType('integer', undefined, 'StringList', '1,two'), {
      code: 'ValidationException',
    })
  })

  it('that do not exist are refused in AWS’s words', () => {
    for (const dataType of ['Text', 'constructor', 'something weird']) {
      assert.throws(() => checkDataType(dataType, undefined, 'String', 'x'), {
        code: 'ValidationException',
        message: `The following data type is not supported: ${dataType} (Data type names are all lowercase.)`,
      })
    }
  })

  it('fit certain types of parameters', () => {
    assert.throws(() => checkDataType('aws:ec2:image', undefined, 'StringList', 'ami-0123456789abcdef0'), {
      message: 'The aws:ec2:image data type is not supported for the following input type: StringList',
    })
    assert.throws(() => checkDataType('aws:ssm:integration', undefined, 'String', 'x'), {
      code: 'ValidationException',
    })
  })

  it('may change, but for those of images and integrations', () => {
    checkDataType('integer', 'text', 'String', '1')
    assert.throws(() => checkDataType('aws:ec2:image', 'text', 'String', 'ami-0123456789abcdef0'), {
      code: 'ValidationException',
    })
    assert.throws(() => checkDataType('text', 'aws:ec2:image', 'String', 'x'), {
      code: 'ValidationException',
    })
  })

  it('of documents and addresses need the advanced tier', () => {
    assert.deepEqual(['url', 'json', 'jsonc', 'text', 'nothing'].map(needsAdvancedTier), [
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
