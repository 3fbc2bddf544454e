import { anything, boolean, either, listOf, map, mapOf, may, must, type Shape, text, word } from './shapes.ts'

/** Nested properties of AWS::Serverless::GraphQLApi. Source: SAM Developer Guide, "AWS::Serverless::GraphQLApi". */

const authorizerMembers = {
  Type: must(word('AWS_IAM', 'API_KEY', 'AWS_LAMBDA', 'OPENID_CONNECT', 'AMAZON_COGNITO_USER_POOLS')),
  LambdaAuthorizer: may(
    map({
      AuthorizerResultTtlInSeconds: may(anything),
      AuthorizerUri: must(anything),
      IdentityValidationExpression: may(anything),
    }),
  ),
  OpenIDConnect: may(
    map({ AuthTTL: may(anything), ClientId: may(anything), IatTTL: may(anything), Issuer: may(anything) }),
  ),
  UserPool: may(
    map({
      AppIdClientRegex: may(anything),
      AwsRegion: may(anything),
      DefaultAction: may(anything),
      UserPoolId: must(anything),
    }),
  ),
}

const auth = map({ ...authorizerMembers, Additional: may(listOf(map(authorizerMembers))) })

const dynamoDbDataSource = map({
  TableName: must(anything),
  ServiceRoleArn: may(anything),
  TableArn: may(anything),
  Permissions: may(listOf(word('Read', 'Write'))),
  Name: may(anything),
  Description: may(anything),
  Region: may(anything),
  DeltaSync: may(
    map({
      BaseTableTTL: must(anything),
      DeltaSyncTableName: must(anything),
      DeltaSyncTableTTL: must(anything),
    }),
  ),
  UseCallerCredentials: may(anything),
  Versioned: may(anything),
})

const lambdaDataSource = map({
  FunctionArn: must(anything),
  ServiceRoleArn: may(anything),
  Name: may(anything),
  Description: may(anything),
})

const runtime = map({ Name: must(anything), Version: must(anything) })

const sync = map({
  ConflictDetection: must(anything),
  ConflictHandler: may(anything),
  LambdaConflictHandlerConfig: may(map({ LambdaConflictHandlerArn: must(anything) })),
})

const functionShape = map({
  DataSource: may(either(mapOf(anything), text)),
  Runtime: may(runtime),
  InlineCode: may(anything),
  CodeUri: may(anything),
  Description: may(anything),
  MaxBatchSize: may(anything),
  Name: may(text),
  Id: may(anything),
  Sync: may(sync),
})

const resolver = map({
  FieldName: may(text),
  Caching: may(map({ Ttl: must(anything), CachingKeys: may(listOf(anything)) })),
  InlineCode: may(anything),
  CodeUri: may(anything),
  MaxBatchSize: may(anything),
  Pipeline: may(listOf(text)),
  Runtime: may(runtime),
  Sync: may(sync),
})

/** All properties of a GraphQL API. */
export const graphQlProperties: Shape = map({
  Auth: must(auth),
  Tags: may(mapOf(anything)),
  Name: may(anything),
  XrayEnabled: may(boolean),
  SchemaInline: may(anything),
  SchemaUri: may(anything),
  Logging: may(
    either(
      map({
        CloudWatchLogsRoleArn: may(anything),
        ExcludeVerboseContent: may(anything),
        FieldLogLevel: may(anything),
      }),
      boolean,
    ),
  ),
  DataSources: may(map({ DynamoDb: may(mapOf(dynamoDbDataSource)), Lambda: may(mapOf(lambdaDataSource)) })),
  Functions: may(mapOf(functionShape)),
  Resolvers: may(mapOf(mapOf(resolver))),
  ApiKeys: may(mapOf(map({ ApiKeyId: may(anything), Description: may(anything), ExpiresOn: may(anything) }))),
  DomainName: may(
    map({ CertificateArn: must(anything), DomainName: must(anything), Description: may(anything) }),
  ),
  Cache: may(
    map({
      ApiCachingBehavior: must(anything),
      Ttl: must(anything),
      Type: must(anything),
      AtRestEncryptionEnabled: may(anything),
      TransitEncryptionEnabled: may(anything),
    }),
  ),
  Visibility: may(anything),
  OwnerContact: may(anything),
  IntrospectionConfig: may(anything),
  QueryDepthLimit: may(anything),
  ResolverCountLimit: may(anything),
})
