import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { makeSampleEvent, optionsOf, sampleSources } from './catalogue.ts'

const nowMs = Date.UTC(2026, 0, 31, 12)

function find(source: string, name: string) {
  const event = sampleSources.find((one) => one.name === source)?.events.find((one) => one.name === name)
  assert.ok(event, `${source} ${name}`)
  return event
}

describe('sample events', () => {
  it('have names of their own, and say what they are', () => {
    const names = sampleSources.flatMap(({ name, events }) => events.map((event) => `${name} ${event.name}`))
    assert.equal(new Set(names).size, names.length)
    assert.ok(names.length > 70)
    for (const { events } of sampleSources) for (const { about } of events) assert.notEqual(about, '')
  })

  it('are JSON, and every option stands in them', () => {
    for (const source of sampleSources)
      for (const event of source.events) {
        const plain = makeSampleEvent(event, {}, nowMs)
        assert.deepEqual(JSON.parse(JSON.stringify(plain)), plain, `${source.name} ${event.name}`)
        for (const name of Object.keys(event.options ?? {})) {
          // JSON where the default is; else a word that nothing else has.
          const value = isJson(optionsOf(event)[name]?.default ?? '')
            ? '{"a":"zebra=1"}'
            : name === 'size'
              ? '4711'
              : 'zebra=1'
          const changed = makeSampleEvent(event, { [name]: value }, nowMs)
          assert.notDeepEqual(changed, plain, `${source.name} ${event.name} --${name}`)
        }
      }
  })

  it('are filled with what is given', () => {
    const put = makeSampleEvent(
      find('s3', 'put'),
      { bucket: 'uploads', key: 'a cat.png', size: '7', region: 'eu-west-1' },
      nowMs,
    ) as { Records: [{ awsRegion: string; eventTime: string; s3: { bucket: object; object: object } }] }
    assert.equal(put.Records[0].awsRegion, 'eu-west-1')
    assert.equal(put.Records[0].eventTime, '2026-01-31T12:00:00.000Z')
    assert.deepEqual(put.Records[0].s3.bucket, {
      name: 'uploads',
      ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
      arn: 'arn:aws:s3:::uploads',
    })
    assert.partialDeepStrictEqual(put.Records[0].s3.object, { key: 'a+cat.png', size: 7 })
    const logs = makeSampleEvent(find('logs', 'subscription'), { message: 'hello' }, nowMs) as {
      awslogs: { data: string }
    }
    const packed = JSON.parse(gunzipSync(Buffer.from(logs.awslogs.data, 'base64')).toString('utf8'))
    assert.equal(packed.logEvents[0].message, 'hello')
    const request = makeSampleEvent(
      find('function-url', 'request'),
      { method: 'POST', path: '/a', body: '{}', query: 'x=1&y=2' },
      nowMs,
    ) as Record<string, unknown>
    assert.partialDeepStrictEqual(request, {
      version: '2.0',
      rawPath: '/a',
      rawQueryString: 'x=1&y=2',
      queryStringParameters: { x: '1', y: '2' },
      body: '{}',
      requestContext: { http: { method: 'POST', path: '/a' }, time: '31/Jan/2026:12:00:00 +0000' },
    })
  })
})

function isJson(text: string): boolean {
  return text.startsWith('{')
}
