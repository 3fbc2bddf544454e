import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { namedServices } from '../../../../models/index.ts'
import { actionOf, exceptionName, findSdkService, pascalName } from './names.ts'
import { sdkServicesElsewhere } from './services-elsewhere.ts'

test('members are named as the SDK for Java names them', () => {
  const names: Record<string, string> = {
    MD5OfMessageBody: 'Md5OfMessageBody',
    executionArn: 'ExecutionArn',
    DBInstanceIdentifier: 'DbInstanceIdentifier',
    SSEKMSKeyId: 'SsekmsKeyId',
    ETag: 'ETag',
    ContentMD5: 'ContentMd5',
    S3Bucket: 'S3Bucket',
    Body: 'Body',
    N: 'N',
    BOOL: 'Bool',
  }
  for (const [name, expected] of Object.entries(names)) equal(pascalName(name), expected)
  equal(actionOf('ListObjectsV2'), 'listObjectsV2')
  equal(exceptionName('NoSuchKey'), 'NoSuchKeyException')
  equal(exceptionName('InvalidParameterFault'), 'InvalidParameterException')
})

test('every service that is named here can be called', () => {
  const known = namedServices.filter(
    ({ model }) => findSdkService(model.replaceAll('-', ''))?.model === model,
  )
  // API Gateway's client has a hyphen where AWS's list has none.
  equal(known.length, namedServices.length)
  for (const { model, prefix } of namedServices)
    equal(findSdkService(model.replaceAll('-', ''))?.prefix, prefix)
})

test('errors of services begin as the SDK for Java has them', () => {
  const prefixes: Record<string, string> = {
    apigateway: 'ApiGateway',
    apigatewayv2: 'ApiGatewayV2',
    cloudwatchlogs: 'CloudWatchLogs',
    cognitoidentityprovider: 'CognitoIdentityProvider',
    dynamodb: 'DynamoDb',
    dynamodbstreams: 'DynamoDbStreams',
    eventbridge: 'EventBridge',
    iam: 'Iam',
    s3: 'S3',
    schemas: 'Schemas',
    secretsmanager: 'SecretsManager',
    sfn: 'Sfn',
    xray: 'XRay',
  }
  for (const [name, expected] of Object.entries(prefixes)) equal(findSdkService(name)?.errorPrefix, expected)
})

test('no service is both here and elsewhere', () => {
  for (const name of sdkServicesElsewhere) equal(findSdkService(name), undefined, name)
})
