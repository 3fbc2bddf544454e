import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { json, query, raw } from './raw.ts'

const requestIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('answers', () => {
  const server = testServer()

  it('of query services are XML with the request id in body and header', async () => {
    const answer = await raw(server, query('sts', 'Action=GetCallerIdentity&Version=2011-06-15'))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'text/xml')
    const requestId = answer.headers.get('x-amzn-requestid') ?? ''
    assert.match(requestId, requestIdForm)
    assert.equal(
      answer.body,
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        '<UserId>123456789012</UserId><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn>' +
        `</GetCallerIdentityResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    )
    assert.equal(Number(answer.headers.get('content-length')), answer.body.length)
  })

  it('of query services come for parameters in the address too', async () => {
    const answer = await raw(server, {
      method: 'GET',
      path: '/?Action=GetCallerIdentity&Version=2011-06-15',
      service: 'sts',
    })
    assert.equal(answer.status, 200)
    assert.match(answer.body, /<Account>123456789012<\/Account>/)
  })

  it('of JSON services have the type of their version, and the request id in a header', async () => {
    const answer = await raw(server, json('ssm', 'AmazonSSM.DescribeParameters', '{}'))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'application/x-amz-json-1.1')
    assert.match(answer.headers.get('x-amzn-requestid') ?? '', requestIdForm)
    assert.deepEqual(JSON.parse(answer.body), { Parameters: [] })
  })

  it('of operations without an output are empty', async () => {
    const answer = await raw(server, json('logs', 'Logs_20140328.CreateLogGroup', '{"logGroupName":"empty"}'))
    assert.equal(answer.status, 200)
    assert.equal(answer.body, '')
    assert.equal(answer.headers.get('content-length'), '0')
  })

  it('have another request id each time', async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const answer = await raw(server, query('sts', 'Action=GetCallerIdentity&Version=2011-06-15'))
        return answer.headers.get('x-amzn-requestid')
      }),
    )
    assert.equal(new Set(ids).size, ids.length)
  })

  it('do not care for members that no model has', async () => {
    const body = '{"Unknown":{"a":[1]},"__proto__":{"MaxResults":"x"},"constructor":{},"MaxResults":null}'
    assert.equal((await raw(server, json('ssm', 'AmazonSSM.DescribeParameters', body))).status, 200)
    const form = 'Action=GetCallerIdentity&Version=2011-06-15&Unknown.member.1=a&__proto__.a=1'
    assert.equal((await raw(server, query('sts', form))).status, 200)
  })
})
