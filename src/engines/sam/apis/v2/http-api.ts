import { httpApi, v2DomainName, v2Stage } from '../../cloudformation/api-gateway.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { ref } from '../../intrinsics/build.ts'
import { isBoolean, isMap, isText, oneOf, optional, passThrough } from '../../model/properties.ts'
import { Resource } from '../../model/resource.ts'
import { parseS3Uri } from '../../model/s3-location.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { propagateTags } from '../../model/tags.ts'
import { defaultPath } from '../../openapi/names.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { SamType } from '../../sam-types.ts'
import { isAlphanumeric } from '../rest/deployment.ts'
import { managedKey } from '../rest/rules.ts'
import { authorizerPermission } from './authorizer-permission.ts'
import { v2DomainOf } from './domain.ts'
import { HttpDefinition, httpTagName } from './http-definition.ts'

/** AWS::Serverless::HttpApi. Source: SAM Developer Guide, "AWS::Serverless::HttpApi". */
export const serverlessHttpApi: SamType = {
  type: 'AWS::Serverless::HttpApi',
  rules: {
    [managedKey]: optional(isBoolean),
    Name: passThrough,
    StageName: optional(oneOf(isText, isMap)),
    Tags: optional(isMap),
    PropagateTags: optional(isBoolean),
    DefinitionBody: optional(isMap),
    DefinitionUri: optional(oneOf(isText, isMap)),
    StageVariables: optional(isMap),
    CorsConfiguration: optional(oneOf(isBoolean, isMap)),
    AccessLogSettings: optional(isMap),
    DefaultRouteSettings: optional(isMap),
    Auth: optional(isMap),
    RouteSettings: optional(isMap),
    Domain: optional(isMap),
    FailOnWarnings: optional(isBoolean),
    Description: optional(isText),
    DisableExecuteApiEndpoint: optional(isBoolean),
  },
  offers: { Stage: v2Stage.type, DomainName: v2DomainName.type },
  translate(api, context) {
    for (const name of ['CorsConfiguration', 'Domain']) {
      api.properties[name] = context.resolveParameters(api.get(name))
    }
    const resources = translateHttpApi(api, context)
    // Stage and domain have the API's tags whenever its document has.
    propagateTags(resources, api.get('Tags'), api.get('DefinitionBody') !== null)
    return { resources }
  },
}

function translateHttpApi(api: SamResource, context: Context): Resource[] {
  const made = new Resource(httpApi, api.logicalId, { dependsOn: api.dependsOn, attributes: api.attributes })
  const uri = api.get('DefinitionUri')
  if (isTruthy(uri) && isTruthy(api.get('DefinitionBody'))) {
    throw new InvalidResource(
      api.logicalId,
      "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.",
    )
  }
  const definition = new HttpDefinition(api, context)
  definition.addAll()
  const failOnWarnings = api.get('FailOnWarnings')
  if (isTruthy(failOnWarnings)) made.properties.FailOnWarnings = failOnWarnings
  if (isTruthy(uri)) made.properties.BodyS3Location = bodyPlace(api, uri)
  else if (isTruthy(definition.body)) made.properties.Body = definition.body
  else {
    throw new InvalidResource(
      api.logicalId,
      "'DefinitionUri' or 'DefinitionBody' are required properties of an 'AWS::Serverless::HttpApi'. " +
        "Add a value for one of these properties or add a 'HttpApi' event to an 'AWS::Serverless::Function'.",
    )
  }
  const domain = v2DomainOf(api, context, { tagName: httpTagName, sharesRecordSets: true })
  const permissions = definition.authorizers().flatMap(({ name, config }) => {
    const functionArn = get(config, 'FunctionArn')
    return isTruthy(functionArn) && isTruthy(get(config, 'EnableFunctionDefaultPermissions'))
      ? [authorizerPermission(api, `${api.logicalId}${name}AuthorizerPermission`, functionArn as Value)]
      : []
  })
  return [
    made,
    ...permissions,
    ...(domain ? [domain.domain, ...domain.mappings] : []),
    ...(domain?.recordSets ? [domain.recordSets] : []),
    stageOf(api, context, definition.tags),
  ]
}

/** Where the document lies in S3. @throws InvalidResource */
function bodyPlace(api: SamResource, uri: Value): Dict {
  if (isDict(uri)) {
    if (!isTruthy(get(uri, 'Bucket')) || !isTruthy(get(uri, 'Key'))) {
      throw new InvalidResource(
        api.logicalId,
        "'DefinitionUri' requires Bucket and Key properties to be specified.",
      )
    }
    const place: Dict = {}
    for (const name of ['Bucket', 'Key', 'Version']) if (has(uri, name)) place[name] = uri[name] as Value
    return place
  }
  const place = typeof uri === 'string' ? parseS3Uri(uri) : undefined
  if (!place) {
    throw new InvalidResource(
      api.logicalId,
      "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
    )
  }
  return {
    Bucket: place.bucket,
    Key: place.key,
    ...(place.version === undefined ? {} : { Version: place.version }),
  }
}

function stageOf(api: SamResource, context: Context, tags: Value): Resource {
  const given = api.get('StageName')
  const name = isTruthy(given) ? given : defaultPath
  return new Resource(v2Stage, stageId(api, context, typeof name === 'string' ? name : ''), {
    attributes: api.passedOn,
    properties: {
      ApiId: ref(api.logicalId),
      StageName: name,
      StageVariables: api.get('StageVariables'),
      AccessLogSettings: api.get('AccessLogSettings'),
      DefaultRouteSettings: api.get('DefaultRouteSettings'),
      Tags: tags,
      AutoDeploy: true,
      RouteSettings: api.get('RouteSettings'),
    },
  })
}

function stageId(api: SamResource, context: Context, name: string): string {
  if (isAlphanumeric(name)) return `${api.logicalId}${name}Stage`
  if (name === defaultPath) return `${api.logicalId}ApiGatewayDefaultStage`
  return context.hashedId(`${api.logicalId}Stage`, name)
}
