import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestHead } from '../http/index.ts'
import { byQuery, identifyService } from './identify.ts'

function head(part: Partial<RequestHead>): RequestHead {
  return { method: 'POST', path: '/', query: '', headers: {}, sourceIp: '127.0.0.1', ...part }
}

function serviceOf(part: Partial<RequestHead>): string | undefined {
  const request = head(part)
  return identifyService(request)?.prefix
}

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
})

describe('identifyService', () => {
  it('goes by X-Amz-Target, which tells services apart that sign alike', () => {
    assert.equal(serviceOf({ headers: { 'x-amz-target': 'Logs_20140328.PutLogEvents' } }), 'logs')
    const streams = { ...signedFor('dynamodb'), 'x-amz-target': 'DynamoDBStreams_20120810.ListStreams' }
    assert.equal(serviceOf({ headers: streams }), 'dynamodbstreams')
  })

  it('goes by the path of RPC v2 CBOR', () => {
    assert.equal(
      serviceOf({ path: '/service/GraniteServiceVersion20100801/operation/ListMetrics' }),
      'cloudwatch',
    )
  })

  it('goes by the credential scope, in the header and in a presigned query', () => {
    assert.equal(serviceOf({ headers: signedFor('lambda') }), 'lambda')
    assert.equal(serviceOf({ headers: signedFor('monitoring') }), 'cloudwatch')
    const query = 'X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0'
    assert.equal(serviceOf({ method: 'GET', path: '/bucket/key', query }), 's3')
  })

  it("tells API Gateway's two APIs apart by path", () => {
    assert.equal(serviceOf({ path: '/restapis', headers: signedFor('apigateway') }), 'apigateway')
    assert.equal(serviceOf({ path: '/v2/apis', headers: signedFor('apigateway') }), 'apigatewayv2')
  })

  it('goes by the host', () => {
    assert.equal(serviceOf({ headers: { host: 'sts.us-east-1.amazonaws.com' } }), 'sts')
    assert.equal(
      serviceOf({ headers: { host: 'streams.dynamodb.eu-west-1.amazonaws.com:443' } }),
      'dynamodbstreams',
    )
    assert.equal(serviceOf({ headers: { host: 'lambda.s3.localhost:4566' } }), 's3')
    assert.equal(serviceOf({ headers: { host: 'localhost:4566' } }), undefined)
    assert.equal(serviceOf({ headers: { host: '127.0.0.1:4566' } }), undefined)
  })

  it('goes by Action with Version where nothing is signed', () => {
    assert.equal(
      serviceOf({ method: 'GET', query: 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15' }),
      'sts',
    )
    assert.equal(byQuery('Version=2010-05-08&Action=ListUsers')?.prefix, 'iam')
    assert.equal(byQuery('Action=ListUsers&Version=1999-01-01'), undefined)
  })
})
