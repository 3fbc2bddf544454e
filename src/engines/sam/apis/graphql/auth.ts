import { connectorResources, serverlessConnector } from '../../connectors/connector.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { getAtt, ref } from '../../intrinsics/build.ts'
import type { Resource } from '../../model/resource.ts'
import { readSamResource } from '../../model/sam-resource.ts'
import type { Dict, Value } from '../../python/values.ts'
import { given } from './shapes.ts'

/** Who may call a GraphQL API, as its resource has it, and the functions that decide. */
export interface GraphQlAuth {
  readonly properties: Dict
  readonly functionArns: readonly Value[]
}

const kinds = {
  AWS_LAMBDA: { config: 'LambdaAuthorizerConfig', member: 'LambdaAuthorizer' },
  OPENID_CONNECT: { config: 'OpenIDConnectConfig', member: 'OpenIDConnect' },
  AMAZON_COGNITO_USER_POOLS: { config: 'UserPoolConfig', member: 'UserPool' },
} as const

/** Reads `Auth`. @throws InvalidResource */
export function readGraphQlAuth(apiId: string, auth: Dict): GraphQlAuth {
  const { Additional: additional, ...first } = auth
  const functionArns: Value[] = []
  const properties = readAuthorizer(apiId, first as Dict, undefined, functionArns)
  const others = ((additional ?? []) as Dict[]).map((one, index) =>
    readAuthorizer(apiId, one, index, functionArns),
  )
  if (others.length > 0) properties.AdditionalAuthenticationProviders = others
  return { properties, functionArns }
}

/** @param index of additional ones. AWS's messages do not name the first of them. */
function readAuthorizer(apiId: string, auth: Dict, index: number | undefined, functionArns: Value[]): Dict {
  if (Object.keys(given(auth)).length > 2) {
    const place = index ? `'Auth.Additional.${index}'` : "'Auth'"
    throw new InvalidResource(apiId, `${place} has more than one authentication configuration defined.`)
  }
  const type = auth.Type as string
  const properties: Dict = { AuthenticationType: type }
  const kind = (kinds as Readonly<Record<string, (typeof kinds)[keyof typeof kinds] | undefined>>)[type]
  if (kind === undefined) return properties
  const held = auth[kind.member] as Dict | null
  if (held === null) {
    throw new InvalidResource(apiId, `'${kind.member}' must be defined if type is '${type}'.`)
  }
  const config = given(held)
  // Only the first authorizer has an action for the rest.
  if (index !== undefined && kind.config === 'UserPoolConfig') delete config.DefaultAction
  if (Object.keys(config).length > 0) properties[kind.config] = config
  if (kind.config === 'LambdaAuthorizerConfig') functionArns.push(config.AuthorizerUri as Value)
  return properties
}

/** Lets the API call a function that decides who may call it. */
export function lambdaAuthResources(
  apiId: string,
  functionArn: Value,
  number: number,
  context: Context,
): Resource[] {
  const logicalId = `${apiId}ToLambdaAuthConnector${number}`
  const connector = readSamResource(serverlessConnector, logicalId, {
    Type: serverlessConnector.type,
    Properties: {
      Source: { Type: 'AWS::AppSync::GraphQLApi', Arn: ref(apiId), ResourceId: getAtt(apiId, 'ApiId') },
      Destination: { Type: 'AWS::Lambda::Function', Arn: functionArn },
      Permissions: ['Write'],
    },
  })
  return connectorResources(connector, context)
}
