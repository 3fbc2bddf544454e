/** Well-formed requests of every protocol, as raw bytes: what the fuzzer spoils. */

const authorization = (service: string) =>
  `Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE12345/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`

function request(start: string, headers: string[], body: string | Uint8Array = ''): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body)
  const chunked = headers.some((header) => header.toLowerCase().startsWith('transfer-encoding'))
  const lines = [`${start} HTTP/1.1`, 'Host: localhost:4566', 'X-Amz-Date: 20260101T000000Z', ...headers]
  if (!chunked) lines.push(`Content-Length: ${bytes.length}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}

const form = 'Content-Type: application/x-www-form-urlencoded; charset=utf-8'

function query(service: string, body: string): Buffer {
  return request('POST /', [authorization(service), form], body)
}

function json(service: string, target: string, body: unknown, version = '1.1'): Buffer {
  const headers = [
    authorization(service),
    `Content-Type: application/x-amz-json-${version}`,
    `X-Amz-Target: ${target}`,
  ]
  return request('POST /', headers, JSON.stringify(body))
}

function rest(method: string, path: string, body: unknown): Buffer {
  return request(
    `${method} ${path}`,
    [authorization('lambda'), 'Content-Type: application/json'],
    JSON.stringify(body),
  )
}

const policy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}'

// {"Namespace": "a", "MetricData": []} in CBOR.
const cborBody = Buffer.from(
  'a2694e616d657370616365616 16a4d657472696344617461 80'.replaceAll(' ', ''),
  'hex',
)

export const corpus: readonly Buffer[] = [
  query('sts', 'Action=GetCallerIdentity&Version=2011-06-15'),
  query(
    'sts',
    'Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fa&RoleSessionName=s&Tags.member.1.Key=k&Tags.member.1.Value=v',
  ),
  request('GET /?Action=GetCallerIdentity&Version=2011-06-15', [authorization('sts')]),
  request(
    'GET /?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE12345%2F20260101%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00',
    [],
  ),
  query(
    'iam',
    `Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=${encodeURIComponent(policy)}`,
  ),
  query('iam', 'Action=ListRoles&Version=2010-05-08&MaxItems=10&PathPrefix=%2F'),
  query(
    'iam',
    `Action=CreatePolicy&Version=2010-05-08&PolicyName=p&PolicyDocument=${encodeURIComponent(policy)}`,
  ),
  json('logs', 'Logs_20140328.CreateLogGroup', { logGroupName: 'g', tags: { a: 'b' } }),
  json('logs', 'Logs_20140328.PutLogEvents', {
    logGroupName: 'g',
    logStreamName: 's',
    logEvents: [{ timestamp: 1767225600000, message: 'hello' }],
  }),
  json('logs', 'Logs_20140328.FilterLogEvents', {
    logGroupName: 'g',
    filterPattern: '{ $.a[0].b = "x*" && $.n > 1.5 }',
  }),
  json('logs', 'Logs_20140328.TestMetricFilter', {
    filterPattern: '[ip, user, ..., status_code=4*, bytes > 10]',
    logEventMessages: ['1.2.3.4 me - 404 20'],
  }),
  json('ssm', 'AmazonSSM.PutParameter', {
    Name: '/a/b',
    Value: 'v',
    Type: 'String',
    Tags: [{ Key: 'k', Value: 'v' }],
  }),
  json('ssm', 'AmazonSSM.GetParametersByPath', { Path: '/', Recursive: true, MaxResults: 5 }),
  json(
    'states',
    'AWSStepFunctions.CreateStateMachine',
    { name: 'm', definition: '{}', roleArn: 'arn' },
    '1.0',
  ),
  json(
    'dynamodb',
    'DynamoDB_20120810.PutItem',
    { TableName: 't', Item: { a: { M: { b: { L: [{ N: '1' }] } } } } },
    '1.0',
  ),
  rest('POST', '/2015-03-31/functions/name/invocations?Qualifier=1', { a: 1 }),
  rest('GET', '/2015-03-31/functions/?MaxItems=5', {}),
  request(
    'PUT /bucket/key%20with/slashes?partNumber=1&uploadId=x',
    [authorization('s3'), 'x-amz-content-sha256: UNSIGNED-PAYLOAD'],
    'bytes',
  ),
  request(
    'PUT /bucket/key',
    [
      authorization('s3'),
      'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length: 5',
      'x-amz-trailer: x-amz-checksum-crc32',
      'Content-Encoding: aws-chunked',
    ],
    '5\r\nbytes\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
  ),
  request(
    'POST /bucket?delete',
    [authorization('s3'), 'Content-Type: application/xml'],
    '<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key></Object></Delete>',
  ),
  request(
    'POST /service/GraniteServiceVersion20100801/operation/PutMetricData',
    [
      authorization('monitoring'),
      'smithy-protocol: rpc-v2-cbor',
      'Content-Type: application/cbor',
      'Accept: application/cbor',
    ],
    cborBody,
  ),
  request(
    'POST /',
    [authorization('sts'), form, 'Transfer-Encoding: chunked'],
    '10\r\nAction=GetCaller\r\n1a\r\nIdentity&Version=2011-06-15\r\n0\r\n\r\n',
  ),
  request('GET /_lambent/health', []),
]
