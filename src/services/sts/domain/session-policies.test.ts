import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { packedSize, readSessionPolicies } from './session-policies.ts'

const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
})

describe('session policies', () => {
  it('are absent when none is asked for', () => {
    assert.equal(readSessionPolicies({}, 'aws'), undefined)
  })

  it('are read and held against the rules', () => {
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    assert.deepEqual(readSessionPolicies({ Policy: document, PolicyArns: [{ arn }] }, 'aws'), {
      inline: document,
      managed: [arn],
    })
    assert.throws(() => readSessionPolicies({ Policy: '{}' }, 'aws'), {
      code: 'MalformedPolicyDocumentException',
    })
    assert.throws(() => readSessionPolicies({ PolicyArns: [{ arn: 'x' }] }, 'aws'), {
      message: 'x is invalid',
    })
  })

  it('fit into 2,048 characters', () => {
    const Resource = Array.from(
      { length: 60 },
      (_, index) => `arn:aws:s3:::a-bucket-with-a-long-name-${index}`,
    )
    const Policy = document.replace('"*"', JSON.stringify(Resource))
    assert.throws(() => readSessionPolicies({ Policy }, 'aws'), { code: 'PackedPolicyTooLargeException' })
  })

  it('take room together with tags', () => {
    assert.equal(packedSize(undefined, {}), 0)
    assert.ok(
      packedSize({ inline: document }, { team: 'blue'.repeat(20) }) > packedSize({ inline: document }, {}),
    )
    assert.equal(packedSize(undefined, { key: 'x'.repeat(5000) }), 100)
  })
})
