import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { functionArn, type Here, layerArn, readFunctionName, readLayerArn } from './names.ts'

const here: Here = {
  accountId: '111111111111' as AccountId,
  region: 'us-east-1' as Region,
  partition: 'aws',
}

describe('function names', () => {
  it('are read in every form that AWS takes', () => {
    for (const [text, expected] of [
      ['f', { name: 'f' }],
      ['f:1', { name: 'f', qualifier: '1' }],
      ['f:$LATEST', { name: 'f', qualifier: '$LATEST' }],
      ['function:f', { name: 'f' }],
      ['222222222222:function:f:live', { name: 'f', accountId: '222222222222', qualifier: 'live' }],
      ['222222222222:f', { name: 'f', accountId: '222222222222' }],
      [
        'arn:aws-cn:lambda:cn-north-1:222222222222:function:f:live',
        {
          name: 'f',
          accountId: '222222222222',
          region: 'cn-north-1',
          partition: 'aws-cn',
          qualifier: 'live',
        },
      ],
    ] as const) {
      assert.deepEqual(readFunctionName(text, here), { ...here, ...expected }, text)
    }
    for (const text of ['', 'f g', 'f:', 'arn:aws:s3:::b', 'f:1:2'])
      assert.equal(readFunctionName(text, here), undefined, text)
  })

  it('come back from their ARNs', () => {
    const address = { ...here, name: 'f' }
    assert.equal(functionArn(address), 'arn:aws:lambda:us-east-1:111111111111:function:f')
    assert.deepEqual(readFunctionName(functionArn(address, 'live'), here), { ...address, qualifier: 'live' })
  })
})

describe('layer ARNs', () => {
  it('come back as they were, with and without a version', () => {
    for (const version of [undefined, 12]) {
      const address = { ...here, name: 'tool', ...(version === undefined ? {} : { version }) }
      assert.deepEqual(readLayerArn(layerArn(here, 'tool', version)), address)
    }
    for (const text of [
      'tool',
      'arn:aws:lambda:us-east-1:1:layer:tool',
      'arn:aws:lambda:::awslayer:AmazonLinux1703',
    ])
      assert.equal(readLayerArn(text), undefined, text)
  })
})
