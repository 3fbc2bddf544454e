/** What cannot be read or is not there, in the words of each protocol. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { json, query, type RawAnswer, type RawRequest, raw } from './raw.ts'

/** The code of an error, wherever its protocol puts it. */
function codeOf(answer: RawAnswer): string | undefined {
  const header = answer.headers.get('x-amzn-errortype')
  if (header !== null) return header
  if (answer.body.startsWith('<')) return /<Code>(.*?)<\/Code>/.exec(answer.body)?.[1]
  const type = /"__type":"(?:[^"]*#)?([^"]*)"/.exec(answer.body)?.[1]
  return type
}

const cbor = (service: string, path: string, body: Uint8Array<ArrayBuffer>): RawRequest => ({
  service,
  path,
  headers: {
    'smithy-protocol': 'rpc-v2-cbor',
    'Content-Type': 'application/cbor',
    Accept: 'application/cbor',
  },
  body,
})

describe('errors', () => {
  const server = testServer()

  const cases: readonly (readonly [
    what: string,
    request: RawRequest,
    status: number,
    code: string,
    type: string,
  ])[] = [
    [
      'JSON that is none',
      json('ssm', 'AmazonSSM.GetParameter', '{'),
      400,
      'SerializationException',
      'application/x-amz-json-1.1',
    ],
    [
      'JSON that has been left out',
      json('dynamodb', 'DynamoDB_20120810.ListTables', '', '1.0'),
      400,
      'SerializationException',
      'application/x-amz-json-1.0',
    ],
    [
      'JSON of the wrong type',
      json('ssm', 'AmazonSSM.GetParameter', '{"Name":1}'),
      400,
      'SerializationException',
      'application/x-amz-json-1.1',
    ],
    [
      'JSON that nests too deep',
      json('ssm', 'AmazonSSM.GetParameter', '['.repeat(1_000_000)),
      400,
      'SerializationException',
      'application/x-amz-json-1.1',
    ],
    [
      'JSON that is not UTF-8',
      { ...json('ssm', 'AmazonSSM.GetParameter', ''), body: Uint8Array.of(0x22, 0xff, 0x22) },
      400,
      'SerializationException',
      'application/x-amz-json-1.1',
    ],
    [
      'JSON without what is required',
      json('ssm', 'AmazonSSM.GetParameter', '{}'),
      400,
      'ValidationException',
      'application/x-amz-json-1.1',
    ],
    [
      'an unknown JSON operation',
      json('ssm', 'AmazonSSM.Nothing', '{}'),
      400,
      'UnknownOperationException',
      'application/x-amz-json-1.1',
    ],
    [
      'a JSON operation that is not built',
      json('dynamodb', 'DynamoDB_20120810.ListImports', '{}', '1.0'),
      501,
      'NotImplemented',
      'application/x-amz-json-1.0',
    ],
    [
      'a form with broken escapes',
      query('iam', 'Action=GetUser&Version=2010-05-08&UserName=%zz'),
      404,
      'MalformedQueryString',
      'text/xml',
    ],
    [
      'a form with a wrong number',
      query('sts', 'Action=AssumeRole&Version=2011-06-15&DurationSeconds=long'),
      400,
      'MalformedInput',
      'text/xml',
    ],
    [
      'a form with a huge name',
      query('sts', `Action=AssumeRole&Version=2011-06-15&${'a.'.repeat(500)}=1`),
      404,
      'MalformedQueryString',
      'text/xml',
    ],
    [
      'an unknown action',
      query('sts', 'Action=Nothing&Version=2011-06-15'),
      400,
      'InvalidAction',
      'text/xml',
    ],
    ['no action at all', query('sts', 'Version=2011-06-15'), 400, 'MissingAction', 'text/xml'],
    [
      'an action that is not built',
      query('iam', 'Action=GenerateOrganizationsAccessReport&Version=2010-05-08&EntityPath=o'),
      501,
      'NotImplemented',
      'text/xml',
    ],
    [
      'a REST operation that is not built',
      { service: 'xray', path: '/Insight' },
      501,
      'NotImplemented',
      'application/json',
    ],
    [
      'an unknown REST path',
      { service: 'lambda', method: 'GET', path: '/2015-03-31/nothing' },
      404,
      'UnknownOperationException',
      'application/json',
    ],
    [
      'a REST body that is no JSON',
      { service: 'lambda', path: '/2015-03-31/functions', body: '{' },
      400,
      'SerializationException',
      'application/json',
    ],
    [
      'a REST query of the wrong type',
      { service: 'lambda', method: 'GET', path: '/2015-03-31/functions?MaxItems=many' },
      400,
      'SerializationException',
      'application/json',
    ],
    [
      'XML that is none',
      { service: 's3', method: 'PUT', path: '/bucket?tagging', body: '<Tagging>' },
      400,
      'MalformedXML',
      'application/xml',
    ],
    [
      'XML with entities',
      {
        service: 's3',
        method: 'PUT',
        path: '/bucket?tagging',
        body: '<!DOCTYPE a [<!ENTITY b "c">]><Tagging>&b;</Tagging>',
      },
      400,
      'MalformedXML',
      'application/xml',
    ],
    [
      'an operation of S3 that is not built',
      { service: 's3', method: 'GET', path: '/bucket/key?torrent' },
      501,
      'NotImplemented',
      'application/xml',
    ],
    [
      'an S3 method that is none',
      { service: 's3', method: 'PATCH', path: '/bucket' },
      405,
      'MethodNotAllowed',
      'application/xml',
    ],
    [
      'a query service that Lambent does not name',
      query('ec2', 'Action=DescribeInstances&Version=2016-11-15'),
      501,
      'NotImplemented',
      'text/xml',
    ],
    [
      'a JSON service that Lambent does not name',
      json('ecs', 'AmazonEC2ContainerServiceV20141113.ListClusters', '{}'),
      501,
      'NotImplemented',
      'application/x-amz-json-1.1',
    ],
    [
      'CBOR that is none',
      cbor('monitoring', '/service/GraniteServiceVersion20100801/operation/ListMetrics', Uint8Array.of(0xff)),
      400,
      'SerializationException',
      'application/cbor',
    ],
    [
      'a CBOR operation that is not built',
      cbor(
        'monitoring',
        '/service/GraniteServiceVersion20100801/operation/ListMetricStreams',
        Uint8Array.of(0xa0),
      ),
      501,
      'NotImplemented',
      'application/cbor',
    ],
  ]

  for (const [what, request, status, code, type] of cases) {
    it(`for ${what}: ${code}`, async () => {
      const answer = await raw(server, request)
      assert.equal(answer.status, status, answer.body)
      assert.equal(answer.headers.get('content-type'), type)
      if (type === 'application/cbor') assert.match(answer.body, new RegExp(`#${code}`))
      else assert.equal(codeOf(answer), code, answer.body)
      assert.ok(answer.headers.get('x-amzn-requestid') ?? answer.headers.get('x-amz-request-id'))
    })
  }

  it('name the operation that is not built', async () => {
    const answer = await raw(server, json('dynamodb', 'DynamoDB_20120810.ListImports', '{}', '1.0'))
    assert.match(answer.body, /ListImports/)
  })

  it('of DynamoDB and its kin carry a namespace, of others none', async () => {
    const typeOf = (answer: RawAnswer) => (JSON.parse(answer.body) as { __type: string }).__type
    const malformed = await raw(server, json('dynamodb', 'DynamoDB_20120810.ListTables', '{', '1.0'))
    assert.equal(typeOf(malformed), 'com.amazon.coral.service#SerializationException')
    const other = await raw(server, json('ssm', 'AmazonSSM.GetParameter', '{"Name":"absent"}'))
    assert.equal(typeOf(other), 'ParameterNotFound')
  })

  it('of query services have the shape that their clients read', async () => {
    const answer = await raw(server, query('iam', 'Action=GetRole&Version=2010-05-08&RoleName=absent'))
    assert.equal(answer.status, 404)
    assert.match(
      answer.body,
      /^<ErrorResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"><Error><Type>Sender<\/Type><Code>NoSuchEntity<\/Code><Message>.*<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>$/,
    )
  })

  it('of S3 have two ids, and no body where the method is HEAD', async () => {
    const answer = await raw(server, { service: 's3', method: 'HEAD', path: '/bucket' })
    assert.equal(answer.status, 404)
    assert.equal(answer.body, '')
    assert.ok(answer.headers.get('x-amz-request-id'))
    assert.ok(answer.headers.get('x-amz-id-2'))
  })

  it('carry the code of the query protocol where a service once spoke it', async () => {
    const answer = await raw(server, json('sqs', 'AmazonSQS.Nothing', '{}', '1.0'))
    assert.equal(answer.headers.get('x-amzn-query-error'), 'UnknownOperationException;Sender')
  })
})
