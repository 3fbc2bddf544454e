import {
  apiKey,
  privateDomainName,
  restApi,
  restDeployment,
  restDomainName,
  restStage,
  usagePlan,
  usagePlanKey,
} from '../../cloudformation/api-gateway.ts'
import { lambdaPermission } from '../../cloudformation/lambda.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { ref, sub } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import { parseS3Uri } from '../../model/s3-location.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { propagateTags } from '../../model/tags.ts'
import { arnText } from '../../partitions.ts'
import { carry, fromTemplate, isUnicodeValue, legacyDict, Text } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { SamType } from '../../sam-types.ts'
import { readAuthorizers } from './authorizers.ts'
import { checkAuth, RestDefinition } from './definition.ts'
import { deploymentAndStage } from './deployment.ts'
import { restDomainOf } from './domain.ts'
import { restApiRules } from './rules.ts'
import { usagePlanOf } from './usage-plan.ts'

/** AWS::Serverless::Api. Source: SAM Developer Guide, "AWS::Serverless::Api". */
export const serverlessApi: SamType = {
  type: 'AWS::Serverless::Api',
  rules: restApiRules,
  offers: {
    Stage: restStage.type,
    Deployment: restDeployment.type,
    DomainName: restDomainName.type,
    DomainNameV2: privateDomainName.type,
    UsagePlan: usagePlan.type,
    UsagePlanKey: usagePlanKey.type,
    ApiKey: apiKey.type,
  },
  translate(api, context) {
    for (const name of ['BinaryMediaTypes', 'Domain', 'Auth']) {
      api.properties[name] = context.resolveParameters(api.get(name))
    }
    const resources = translateRestApi(api, context)
    propagateTags(resources, api.get('Tags'), api.get('PropagateTags'))
    return { resources }
  },
}

function translateRestApi(api: SamResource, context: Context): Resource[] {
  checkTogether(api)
  const made = new Resource(restApi, api.logicalId, {
    dependsOn: api.dependsOn,
    attributes: api.attributes,
    properties: {
      BinaryMediaTypes: api.get('BinaryMediaTypes'),
      MinimumCompressionSize: api.get('MinimumCompressionSize'),
    },
  })
  const endpoint = api.get('EndpointConfiguration')
  if (isTruthy(endpoint)) setEndpoint(made, endpoint)
  else if (!hasEdgeEndpoints(context.partition)) setEndpoint(made, 'REGIONAL')
  const definition = new RestDefinition(api, context)
  definition.addAll()
  if (isTruthy(api.get('DefinitionUri'))) made.properties.BodyS3Location = bodyPlace(api)
  else if (isTruthy(definition.body)) {
    definition.finish()
    made.properties.Body = definition.body
  }
  for (const name of [
    'FailOnWarnings',
    'Name',
    'Description',
    'Mode',
    'ApiKeySourceType',
    'Policy',
    'SecurityPolicy',
    'EndpointAccessMode',
  ]) {
    if (isTruthy(api.get(name))) made.properties[name] = api.get(name)
  }
  const domain = restDomainOf(api, context)
  const { Body: body, BodyS3Location: place } = made.properties
  const { deployment, stage } = deploymentAndStage(api, context, body ?? place)
  const permissions = authorizerPermissions(api, context)
  const plan = usagePlanOf(api, context, stage)
  return [
    made,
    deployment,
    stage,
    ...permissions,
    ...(domain ? [domain.domain, ...domain.mappings] : []),
    ...(domain?.recordSets ? [domain.recordSets] : []),
    ...plan,
    ...(domain?.accessAssociation ? [domain.accessAssociation] : []),
  ]
}

function checkTogether(api: SamResource): void {
  const uri = api.get('DefinitionUri')
  if (isTruthy(uri) && isTruthy(api.get('DefinitionBody'))) {
    throw new InvalidResource(
      api.logicalId,
      "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.",
    )
  }
  if (isTruthy(uri) && isTruthy(api.get('MergeDefinitions'))) {
    throw new InvalidResource(
      api.logicalId,
      "Cannot set 'MergeDefinitions' to True when using `DefinitionUri`.",
    )
  }
  const version = api.get('OpenApiVersion')
  if (isTruthy(version) && !/^[2-3](\.\d)(\.\d)?\n?$/.test(pythonText(version))) {
    throw new InvalidResource(api.logicalId, "The OpenApiVersion value must be of the format '3.0.0'.")
  }
}

/** API Gateway has no edge-optimized endpoints in some partitions. Source: observed of AWS's translator. */
function hasEdgeEndpoints(partition: string): boolean {
  return !(partition.startsWith('aws-iso') || ['aws-us-gov', 'aws-cn', 'aws-eusc'].includes(partition))
}

function setEndpoint(api: Resource, endpoint: Value): void {
  const type = isDict(endpoint) && isTruthy(get(endpoint, 'Type')) ? (endpoint.Type as Value) : undefined
  api.properties.Parameters = { endpointConfigurationTypes: type ?? endpoint }
  const configuration: Dict = { Types: [type ?? endpoint] }
  api.properties.EndpointConfiguration = configuration
  if (type === undefined || !isDict(endpoint)) return
  if (has(endpoint, 'VPCEndpointIds') && has(endpoint, 'VpcEndpointIds')) {
    throw new InvalidResource(
      api.logicalId,
      "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in EndpointConfiguration.",
    )
  }
  if (has(endpoint, 'VPCEndpointIds') || has(endpoint, 'VpcEndpointIds')) {
    const ids = get(endpoint, 'VPCEndpointIds')
    configuration.VpcEndpointIds = isTruthy(ids) ? (ids as Value) : (get(endpoint, 'VpcEndpointIds') ?? null)
  }
  if (has(endpoint, 'IpAddressType')) configuration.IpAddressType = endpoint.IpAddressType as Value
}

/** Where the document lies in S3. @throws InvalidResource */
function bodyPlace(api: SamResource): Dict {
  const uri = api.get('DefinitionUri')
  if (isDict(uri)) {
    if (!isTruthy(get(uri, 'Bucket')) || !isTruthy(get(uri, 'Key'))) {
      throw new InvalidResource(
        api.logicalId,
        "'DefinitionUri' requires Bucket and Key properties to be specified.",
      )
    }
    return legacyDict(
      ['Bucket', 'Key', 'Version']
        .filter((name) => has(uri, name))
        .map((name) => [name, carry(uri, name) ?? null]),
    )
  }
  const place = typeof uri === 'string' ? parseS3Uri(uri) : undefined
  if (!place) {
    throw new InvalidResource(
      api.logicalId,
      "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
    )
  }
  const unicode = isUnicodeValue(api.properties, 'DefinitionUri')
  const text = (value: Value) => (unicode ? fromTemplate(String(value)) : new Text(String(value), false))
  return legacyDict([
    ['Bucket', text(place.bucket)],
    ['Key', text(place.key)],
    ...(place.version === undefined ? [] : ([['Version', text(place.version)]] as const)),
  ])
}

/** Permissions to call the functions that authorize. */
function authorizerPermissions(api: SamResource, context: Context): Resource[] {
  const auth = api.get('Auth')
  if (!isTruthy(auth)) return []
  const authorizers = readAuthorizers(
    api.logicalId,
    get(checkAuth(api.logicalId, auth), 'Authorizers') ?? null,
    null,
  )
  return authorizers.flatMap(({ name, config }) => {
    const functionArn = get(config, 'FunctionArn')
    if (!isTruthy(functionArn) || isTruthy(get(config, 'DisableFunctionDefaultPermissions'))) return []
    return [
      new Resource(lambdaPermission, `${api.logicalId}${name.text}AuthorizerPermission`, {
        attributes: api.passedOn,
        properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: functionArn as Value,
          Principal: 'apigateway.amazonaws.com',
          SourceArn: sub(arnText(context.partition, 'execute-api', '${__ApiId__}/authorizers/*'), {
            __ApiId__: ref(api.logicalId),
          }),
        },
      }),
    ]
  })
}
