import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { combinedChecksum, compositeChecksum, runningChecksum } from '../checksums.ts'
import { checkRead, checkWrite } from './conditions.ts'
import { readCopySource } from './copy-source.ts'
import { corsHeaders } from './cross-origin.ts'
import { readHost } from './hosts.ts'
import { appliesTo, dueAt, expirationOf } from './lifecycle.ts'
import { isBucketName, keyFault } from './names.ts'
import { matchingRules, type NotificationRule, ruleFault } from './notification-rules.ts'
import { isLocked, mayReplaceRetention } from './object-lock.ts'
import { policyFault, readPostPolicy } from './post-policy.ts'
import { isPublicPolicy } from './public-policy.ts'
import { encodeKey } from './url-encoding.ts'
import { nextOrder, orderOfVersionId, versionIdOf } from './version-ids.ts'

const seed =
  process.env.LAMBENT_TEST_SEED === undefined ? {} : { seed: Number(process.env.LAMBENT_TEST_SEED) }

describe('checksums of parts', () => {
  it('make that of the whole, for every CRC', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { minLength: 1, maxLength: 5 }), (parts) => {
        for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME'] as const) {
          const sum = (bytes: Uint8Array) => {
            const running = runningChecksum(algorithm)
            running.update(bytes)
            return Buffer.from(running.digest()).toString('base64')
          }
          const whole = sum(Buffer.concat(parts))
          const combined = combinedChecksum(
            algorithm,
            parts.map((bytes) => ({ checksum: sum(bytes), bytes: bytes.length })),
          )
          assert.equal(combined, whole)
        }
      }),
      { numRuns: 50, ...seed },
    )
  })

  it('are hashed again for composite ones', () => {
    const sums = ['a', 'b'].map((text) => createHash('sha1').update(text).digest())
    const expected = `${createHash('sha1').update(Buffer.concat(sums)).digest('base64')}-2`
    assert.equal(
      compositeChecksum(
        'SHA1',
        sums.map((sum) => sum.toString('base64')),
      ),
      expected,
    )
    assert.equal(crc32('hello'), 0x3610a686)
  })
})

describe('conditions', () => {
  const found = { etag: 'abc', modifiedAt: 10_500 }
  const at = (ms: number) => new Date(ms)

  it('of reads count in their order', () => {
    assert.equal(checkRead({ ifMatch: '"abc"', ifUnmodifiedSince: at(0) }, found), undefined)
    assert.deepEqual(checkRead({ ifMatch: '"x", "y"' }, found), { failed: 'If-Match' })
    assert.equal(checkRead({ ifNoneMatch: 'W/"abc"' }, found), 'not modified')
    assert.equal(checkRead({ ifNoneMatch: '"x"', ifModifiedSince: at(20_000) }, found), undefined)
    assert.equal(checkRead({ ifModifiedSince: at(10_000) }, found), 'not modified')
    assert.equal(checkRead({ ifModifiedSince: at(9_999) }, found), undefined)
    assert.deepEqual(checkRead({ ifUnmodifiedSince: at(9_000) }, found), { failed: 'If-Unmodified-Since' })
  })

  it('of writes know absence', () => {
    assert.equal(checkWrite({ ifNoneMatch: '*' }, undefined), undefined)
    assert.equal(checkWrite({ ifNoneMatch: '*' }, found), 'If-None-Match')
    assert.equal(checkWrite({ ifNoneMatch: '"abc"' }, found), 'not implemented')
    assert.equal(checkWrite({ ifMatch: '"abc"' }, undefined), 'no such key')
    assert.equal(checkWrite({ ifMatch: '*' }, found), undefined)
  })
})

describe('names', () => {
  it('of buckets follow the rules', () => {
    for (const good of ['abc', 'a.b-c1', '123', 'a'.repeat(63)]) assert.ok(isBucketName(good), good)
    for (const bad of [
      'ab',
      'A-b',
      'a_b',
      '-ab',
      'ab-',
      'a..b',
      '1.2.3.4',
      'xn--a',
      'b--x-s3',
      'a'.repeat(64),
    ]) {
      assert.ok(!isBucketName(bad), bad)
    }
  })

  it('of objects are text of up to 1,024 bytes', () => {
    assert.equal(keyFault('ä'.repeat(512)), undefined)
    assert.equal(keyFault('ä'.repeat(513)), 'too long')
    assert.equal(keyFault(''), 'empty')
    assert.equal(keyFault('\ud800'), 'not text')
  })

  it('are read from hosts', () => {
    assert.deepEqual(readHost('my.bucket.s3.localhost:4566'), { kind: 'bucket', bucket: 'my.bucket' })
    assert.deepEqual(readHost('b.s3-eu-west-1.amazonaws.com'), { kind: 'bucket', bucket: 'b' })
    assert.deepEqual(readHost('b.s3-website.localhost'), { kind: 'website', bucket: 'b' })
    for (const plain of [
      'localhost:1',
      's3.localhost',
      's3.eu-west-1.amazonaws.com',
      undefined,
      '[::1]:80',
    ]) {
      assert.deepEqual(readHost(plain), { kind: 'plain' })
    }
  })

  it('are read from copy sources, and written for listings', () => {
    assert.deepEqual(readCopySource('/b/a%2Fb%20c?versionId=v'), {
      bucket: 'b',
      key: 'a/b c',
      versionId: 'v',
    })
    assert.deepEqual(readCopySource('b/k?x'), { bucket: 'b', key: 'k?x' })
    for (const none of ['', 'b', 'b/', '/b', '%zz/k']) assert.equal(readCopySource(none), undefined, none)
    assert.equal(encodeKey("a b+c/ü~!'()*"), 'a+b%2Bc/%C3%BC%7E%21%27%28%29*')
  })

  it('of versions come back as their order', () => {
    const id = versionIdOf(1_700_000_000_000_123, 'x'.repeat(30))
    assert.equal(id.length, 32)
    assert.equal(orderOfVersionId(id), 1_700_000_000_000_123)
    assert.equal(orderOfVersionId('null'), undefined)
    assert.equal(nextOrder(1, 5_000), 5_001)
  })
})

describe('notification rules', () => {
  const rule = (more: Partial<NotificationRule>): NotificationRule => ({
    id: 'a',
    kind: 'sqs',
    arn: 'arn',
    events: ['s3:ObjectCreated:*'],
    prefix: '',
    suffix: '',
    ...more,
  })

  it('match by event, prefix and suffix', () => {
    const rules = [
      rule({ prefix: 'a/' }),
      rule({ id: 'b', suffix: '.x', events: ['s3:ObjectRemoved:Delete'] }),
    ]
    const ids = (event: string, key: string) => matchingRules(rules, event, key).map(({ id }) => id)
    assert.deepEqual(ids('s3:ObjectCreated:Put', 'a/b'), ['a'])
    assert.deepEqual(ids('s3:ObjectCreated:Put', 'b'), [])
    assert.deepEqual(ids('s3:ObjectRemoved:Delete', 'b.x'), ['b'])
    assert.deepEqual(ids('s3:ObjectRemoved:DeleteMarkerCreated', 'b.x'), [])
  })

  it('may not overlap', () => {
    const two = (left: Partial<NotificationRule>, right: Partial<NotificationRule>) =>
      ruleFault([rule(left), rule({ id: 'b', ...right })])
    assert.match(two({}, {}) ?? '', /^Configurations overlap/)
    assert.match(two({ prefix: 'a', suffix: 'pg' }, { prefix: 'ab', suffix: 'jpg' }) ?? '', /ambiguously/)
    assert.equal(two({ prefix: 'a', suffix: 'jpg' }, { prefix: 'ab', suffix: 'png' }), undefined)
    assert.equal(two({ prefix: 'a' }, { prefix: 'b' }), undefined)
    assert.equal(two({}, { events: ['s3:ObjectRemoved:*'] }), undefined)
  })
})

describe('lifecycle', () => {
  const dayMs = 86_400_000
  const subject = { key: 'logs/a', bytes: 10, tags: { t: '1' }, modifiedAt: dayMs / 2 }

  it('counts days to the next midnight', () => {
    assert.equal(dueAt(dayMs / 2, 1), 2 * dayMs)
    assert.equal(dueAt(0, 1), 2 * dayMs)
  })

  it('is about what its filter says', () => {
    const rule = { ID: 'r', Status: 'Enabled' as const, Expiration: { Days: 1 } }
    assert.ok(appliesTo({ ...rule, Filter: { Prefix: 'logs/' } }, subject))
    assert.ok(!appliesTo({ ...rule, Filter: { Prefix: 'x' } }, subject))
    assert.ok(appliesTo({ ...rule, Filter: { And: { Tags: [{ Key: 't', Value: '1' }] } } }, subject))
    assert.ok(!appliesTo({ ...rule, Filter: { ObjectSizeGreaterThan: 10 } }, subject))
    assert.ok(!appliesTo({ ...rule, Status: 'Disabled', Filter: {} }, subject))
    const sooner = { ...rule, ID: 'sooner', Expiration: { Date: 0 } }
    assert.deepEqual(
      expirationOf(
        [
          { ...rule, Filter: {} },
          { ...sooner, Filter: {} },
        ],
        subject,
      ),
      { at: 0, ruleId: 'sooner' },
    )
  })
})

describe('locks', () => {
  it('end with their time, and bend to who may', () => {
    const governed = { retention: { mode: 'GOVERNANCE' as const, until: 10 } }
    assert.ok(isLocked(governed, 5, false))
    assert.ok(!isLocked(governed, 5, true))
    assert.ok(!isLocked(governed, 10, false))
    assert.ok(isLocked({ ...governed, legalHold: true }, 20, true))
    const strict = { mode: 'COMPLIANCE' as const, until: 10 }
    assert.ok(!mayReplaceRetention(strict, { mode: 'COMPLIANCE', until: 9 }, 5, true))
    assert.ok(mayReplaceRetention(strict, { mode: 'COMPLIANCE', until: 11 }, 5, false))
    assert.ok(!mayReplaceRetention(strict, undefined, 5, true))
  })
})

describe('policies', () => {
  it('are public when everybody may', () => {
    const text = (more: object) =>
      JSON.stringify({
        Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*', ...more },
      })
    assert.ok(isPublicPolicy(text({})))
    assert.ok(isPublicPolicy(text({ Principal: { AWS: ['*'] } })))
    assert.ok(!isPublicPolicy(text({ Effect: 'Deny' })))
    assert.ok(!isPublicPolicy(text({ Principal: { AWS: 'arn:aws:iam::123456789012:root' } })))
    assert.ok(!isPublicPolicy(text({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })))
    assert.ok(isPublicPolicy(text({ Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } })))
    assert.ok(isPublicPolicy(text({ Condition: { StringLike: { 'aws:Referer': 'x' } } })))
    assert.ok(!isPublicPolicy('{'))
  })

  it('of forms are read whatever they hold', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const policy = readPostPolicy(text)
        if ('code' in policy) assert.equal(policy.code, 'InvalidPolicyDocument')
      }),
      seed,
    )
    const policy = readPostPolicy(
      '{"expiration":"2030-01-01T00:00:00Z","conditions":[{"a":"1"},["starts-with","$key","u/"]]}',
    )
    assert.ok(!('code' in policy))
    const fault = (fields: Record<string, string>, now = 0) =>
      policyFault(policy, new Map(Object.entries(fields)), now)?.message
    assert.equal(fault({ a: '1', key: 'u/x' }), undefined)
    assert.match(fault({ a: '2', key: 'u/x' }) ?? '', /Policy Condition failed: \["eq", "\$a", "1"\]/)
    assert.match(fault({ a: '1', key: 'u/x', b: '' }) ?? '', /Extra input fields: b/)
    assert.match(fault({ a: '1', key: 'u/x' }, Date.parse('2031-01-01')) ?? '', /Policy expired/)
  })
})

describe('other origins', () => {
  it('are matched with one star', () => {
    const rule = { AllowedMethods: ['GET'], AllowedOrigins: ['http://*.a'] }
    assert.ok(corsHeaders([rule], { origin: 'http://x.a', method: 'GET' }))
    assert.equal(corsHeaders([rule], { origin: 'http://.b', method: 'GET' }), undefined)
    assert.equal(
      corsHeaders([{ ...rule, AllowedOrigins: ['*'] }], { origin: 'x', method: 'GET' })?.[
        'Access-Control-Allow-Origin'
      ],
      '*',
    )
  })
})
