/**
 * Requests over HTTP. Sources: API Gateway Developer Guide, "Input format of a Lambda function for proxy integration" and "Create AWS Lambda
 * proxy integrations for HTTP APIs"; Lambda Developer Guide, "Invoking Lambda function URLs" and "Process Application Load Balancer requests".
 */
import {
  arnOf,
  choice,
  type SampleEvent,
  type SampleOption,
  type SampleSource,
  type SampleValues,
  sampleId,
} from './types.ts'

const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const address = '203.0.113.10'

const requestOptions: Readonly<Record<string, SampleOption>> = {
  method: choice('GET', 'the HTTP method'),
  path: choice('/orders/17', 'the path of the request'),
  body: choice('', 'the body'),
  query: choice('verbose=true', 'the query string'),
}

const stage = choice('$default', 'the stage of the API')

function queryOf(values: SampleValues): Record<string, string> | null {
  const pairs = Object.fromEntries(new URLSearchParams(values.option('query')))
  return Object.keys(pairs).length === 0 ? null : pairs
}

/** `31/Jan/2026:12:00:00 +0000` */
function requestTime({ nowMs }: SampleValues): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(nowMs).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}

function multi<Value>(pairs: Readonly<Record<string, Value>> | null): Record<string, Value[]> | null {
  return pairs && Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, [value]]))
}

function bodyOf(values: SampleValues): { body?: string; isBase64Encoded: boolean } {
  const body = values.option('body')
  return body === '' ? { isBase64Encoded: false } : { body, isBase64Encoded: false }
}

function restProxy(values: SampleValues): Record<string, unknown> {
  const path = values.option('path')
  const method = values.option('method')
  const stage = values.option('stage')
  const host = `abcdef1234.execute-api.${values.region}.amazonaws.com`
  const headers = {
    Accept: '*/*',
    'Content-Type': 'application/json',
    Host: host,
    'User-Agent': agent,
    'X-Amzn-Trace-Id': 'Root=1-65bf1a2b-3c4d5e6f708192a3b4c5d6e7',
    'X-Forwarded-For': address,
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  }
  const query = queryOf(values)
  const body = values.option('body')
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: multi(headers),
    queryStringParameters: query,
    multiValueQueryStringParameters: multi(query),
    pathParameters: { proxy: path.replace(/^\//, '') },
    stageVariables: null,
    requestContext: {
      resourceId: 'abc123',
      resourcePath: '/{proxy+}',
      httpMethod: method,
      extendedRequestId: 'QkV1dFhTX0hBRXpfVVk9',
      requestTime: requestTime(values),
      path: `/${stage}${path}`,
      accountId: values.account,
      protocol: 'HTTP/1.1',
      stage,
      domainPrefix: 'abcdef1234',
      requestTimeEpoch: values.nowMs,
      requestId: sampleId,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: address,
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: agent,
        user: null,
      },
      domainName: host,
      deploymentId: 'd1e2f3',
      apiId: 'abcdef1234',
    },
    body: body === '' ? null : body,
    isBase64Encoded: false,
  }
}

function httpPayload(values: SampleValues, domainName: string, apiId: string, routeKey: string) {
  const path = values.option('path')
  const method = values.option('method')
  const query = queryOf(values)
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: values.option('query'),
    cookies: ['theme=dark', 'session=1'],
    headers: {
      accept: '*/*',
      'content-length': String(Buffer.byteLength(values.option('body'))),
      'content-type': 'application/json',
      host: domainName,
      'user-agent': agent,
      'x-amzn-trace-id': 'Root=1-65bf1a2b-3c4d5e6f708192a3b4c5d6e7',
      'x-forwarded-for': address,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: values.account,
      apiId,
      domainName,
      domainPrefix: apiId,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: address, userAgent: agent },
      requestId: 'QkV1dFhTX0hBRXpfVVk=',
      routeKey,
      stage: values.option('stage') || '$default',
      time: requestTime(values),
      timeEpoch: values.nowMs,
    },
    ...bodyOf(values),
  }
}

const restAuthorizerArn = (values: SampleValues) =>
  `arn:aws:execute-api:${values.region}:${values.account}:abcdef1234/prod/${values.option('method')}${values.option('path')}`

const authorizerOptions: Readonly<Record<string, SampleOption>> = {
  method: choice('GET', 'the HTTP method'),
  path: choice('/orders', 'the path of the request'),
  token: choice('Bearer eyJhbGciOi', 'what the caller shows'),
}

const webSocket = (eventType: string, routeKey: string, about: string, hasBody: boolean): SampleEvent => ({
  name: `websocket-${eventType.toLowerCase()}`,
  about,
  options: {
    connection: choice('Zk3f8cVZIAMCJzA=', 'the id of the connection'),
    ...(hasBody ? { body: choice('{"action":"send","text":"hello"}', 'the message') } : {}),
  },
  make: (values) => ({
    ...(eventType === 'CONNECT'
      ? { headers: { Host: `abcdef1234.execute-api.${values.region}.amazonaws.com`, 'User-Agent': agent } }
      : {}),
    requestContext: {
      routeKey,
      ...(hasBody ? { messageId: 'Zk3hDfXXoAMCJzA=' } : {}),
      eventType,
      extendedRequestId: 'Zk3f8G4HIAMFVXw=',
      requestTime: requestTime(values),
      messageDirection: 'IN',
      stage: 'production',
      connectedAt: values.nowMs - 60_000,
      requestTimeEpoch: values.nowMs,
      identity: { sourceIp: address, userAgent: agent },
      requestId: 'Zk3f8G4HIAMFVXw=',
      domainName: `abcdef1234.execute-api.${values.region}.amazonaws.com`,
      connectionId: values.option('connection'),
      apiId: 'abcdef1234',
      ...(eventType === 'DISCONNECT' ? { disconnectStatusCode: 1005, disconnectReason: '' } : {}),
    },
    ...(hasBody ? { body: values.option('body') } : {}),
    isBase64Encoded: false,
  }),
})

/** REST, HTTP and WebSocket APIs, their authorizers, function URLs and load balancers. */
export const httpSources: readonly SampleSource[] = [
  {
    name: 'apigateway',
    title: 'Amazon API Gateway',
    events: [
      {
        name: 'aws-proxy',
        about: 'a request to a REST API (proxy integration, payload 1.0)',
        options: { ...requestOptions, stage: { ...stage, default: 'prod' } },
        make: restProxy,
      },
      {
        name: 'http-api-proxy',
        about: 'a request to an HTTP API (payload 2.0)',
        options: { ...requestOptions, stage },
        make: (values) =>
          httpPayload(
            values,
            `abcdef1234.execute-api.${values.region}.amazonaws.com`,
            'abcdef1234',
            '$default',
          ),
      },
      {
        name: 'token-authorizer',
        about: 'a question to a TOKEN authorizer of a REST API',
        options: authorizerOptions,
        make: (values) => ({
          type: 'TOKEN',
          authorizationToken: values.option('token'),
          methodArn: restAuthorizerArn(values),
        }),
      },
      {
        name: 'request-authorizer',
        about: 'a question to a REQUEST authorizer of a REST API',
        options: authorizerOptions,
        make: (values) => {
          const headers = { Authorization: values.option('token'), Accept: '*/*', 'User-Agent': agent }
          return {
            type: 'REQUEST',
            methodArn: restAuthorizerArn(values),
            resource: values.option('path'),
            path: values.option('path'),
            httpMethod: values.option('method'),
            headers,
            multiValueHeaders: multi(headers),
            queryStringParameters: {},
            multiValueQueryStringParameters: {},
            pathParameters: {},
            stageVariables: {},
            requestContext: {
              path: `/prod${values.option('path')}`,
              accountId: values.account,
              resourceId: 'abc123',
              stage: 'prod',
              requestId: sampleId,
              identity: { apiKey: null, sourceIp: address },
              resourcePath: values.option('path'),
              httpMethod: values.option('method'),
              apiId: 'abcdef1234',
            },
          }
        },
      },
      {
        name: 'http-api-authorizer',
        about: 'a question to an authorizer of an HTTP API (format 2.0)',
        options: authorizerOptions,
        make: (values) => {
          const [method, path] = [values.option('method'), values.option('path')]
          const domainName = `abcdef1234.execute-api.${values.region}.amazonaws.com`
          return {
            version: '2.0',
            type: 'REQUEST',
            routeArn: `arn:aws:execute-api:${values.region}:${values.account}:abcdef1234/$default/${method}${path}`,
            identitySource: [values.option('token')],
            routeKey: `${method} ${path}`,
            rawPath: path,
            rawQueryString: '',
            headers: { authorization: values.option('token'), host: domainName },
            requestContext: {
              accountId: values.account,
              apiId: 'abcdef1234',
              domainName,
              domainPrefix: 'abcdef1234',
              http: { method, path, protocol: 'HTTP/1.1', sourceIp: address, userAgent: agent },
              requestId: 'QkV1dFhTX0hBRXpfVVk=',
              routeKey: `${method} ${path}`,
              stage: '$default',
              time: requestTime(values),
              timeEpoch: values.nowMs,
            },
          }
        },
      },
      webSocket('CONNECT', '$connect', 'a client of a WebSocket API that connects', false),
      webSocket('MESSAGE', '$default', 'a message of a client of a WebSocket API', true),
      webSocket('DISCONNECT', '$disconnect', 'a client of a WebSocket API that has gone', false),
    ],
  },
  {
    name: 'function-url',
    title: 'Lambda function URLs',
    events: [
      {
        name: 'request',
        about: 'a request to the address of a function',
        options: requestOptions,
        make: (values) =>
          httpPayload(
            values,
            `url1234567890.lambda-url.${values.region}.on.aws`,
            'url1234567890',
            '$default',
          ),
      },
    ],
  },
  {
    name: 'alb',
    title: 'Application Load Balancer',
    events: [
      {
        name: 'request',
        about: 'a request that a load balancer passes on',
        options: requestOptions,
        make: (values) => ({
          requestContext: {
            elb: {
              targetGroupArn: arnOf(values, 'elasticloadbalancing', 'targetgroup/orders/0123456789abcdef'),
            },
          },
          httpMethod: values.option('method'),
          path: values.option('path'),
          queryStringParameters: queryOf(values) ?? {},
          headers: {
            accept: '*/*',
            'content-type': 'application/json',
            host: `orders-1234567890.${values.region}.elb.amazonaws.com`,
            'user-agent': agent,
            'x-amzn-trace-id': 'Root=1-65bf1a2b-3c4d5e6f708192a3b4c5d6e7',
            'x-forwarded-for': address,
            'x-forwarded-port': '443',
            'x-forwarded-proto': 'https',
          },
          body: values.option('body'),
          isBase64Encoded: false,
        }),
      },
    ],
  },
  {
    name: 'cloudfront',
    title: 'CloudFront (Lambda@Edge)',
    events: (['viewer-request', 'origin-request'] as const).map((eventType) => ({
      name: eventType,
      about:
        eventType === 'viewer-request'
          ? 'a request as the viewer sent it'
          : 'a request on its way to the origin',
      options: {
        method: choice('GET', 'the HTTP method'),
        path: choice('/index.html', 'the path of the request'),
      },
      make: (values) => ({
        Records: [
          {
            cf: {
              config: {
                distributionDomainName: 'd111111abcdef8.cloudfront.net',
                distributionId: 'EDFDVBD6EXAMPLE',
                eventType,
                requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
              },
              request: {
                clientIp: address,
                headers: {
                  host: [{ key: 'Host', value: 'd111111abcdef8.cloudfront.net' }],
                  'user-agent': [{ key: 'User-Agent', value: agent }],
                },
                method: values.option('method'),
                querystring: '',
                uri: values.option('path'),
                ...(eventType === 'origin-request'
                  ? {
                      origin: {
                        custom: {
                          customHeaders: {},
                          domainName: 'example.org',
                          keepaliveTimeout: 5,
                          path: '',
                          port: 443,
                          protocol: 'https',
                          readTimeout: 30,
                          sslProtocols: ['TLSv1.2'],
                        },
                      },
                    }
                  : {}),
              },
            },
          },
        ],
      }),
    })),
  },
  {
    name: 'vpc-lattice',
    title: 'VPC Lattice',
    events: [
      {
        name: 'request',
        about: 'a request of version 2.0',
        options: requestOptions,
        make: (values) => ({
          version: '2.0',
          path: values.option('path'),
          method: values.option('method'),
          headers: { accept: ['*/*'], 'user-agent': [agent], 'x-forwarded-for': [address] },
          queryStringParameters: multi(queryOf(values)) ?? {},
          body: values.option('body'),
          isBase64Encoded: false,
          requestContext: {
            serviceNetworkArn: arnOf(values, 'vpc-lattice', 'servicenetwork/sn-0123456789abcdef0'),
            serviceArn: arnOf(values, 'vpc-lattice', 'service/svc-0123456789abcdef0'),
            targetGroupArn: arnOf(values, 'vpc-lattice', 'targetgroup/tg-0123456789abcdef0'),
            region: values.region,
            timeEpoch: String(values.nowMs * 1_000),
          },
        }),
      },
    ],
  },
]
