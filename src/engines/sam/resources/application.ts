import { ref } from '../intrinsics/build.ts'
import { isInteger, isMap, isText, listOf, oneOf, optional, required } from '../model/properties.ts'
import { Resource, type ResourceKind } from '../model/resource.ts'
import type { SamResource } from '../model/sam-resource.ts'
import { samTags } from '../model/tags.ts'
import { type Dict, isDict, isTruthy, type Value } from '../python/values.ts'
import type { SamType, Translated } from '../sam-types.ts'

const nestedStack: ResourceKind = { type: 'AWS::CloudFormation::Stack', tags: true, name: ref }
const textOrMap = oneOf(isText, isMap)

/** AWS::Serverless::Application: a nested stack. Source: SAM, "AWS::Serverless::Application". */
export const serverlessApplication: SamType = {
  type: 'AWS::Serverless::Application',
  rules: {
    Location: required(textOrMap),
    // Set by the transform itself, when it knows where the application's template is.
    TemplateUrl: optional(isText),
    Parameters: optional(isMap),
    NotificationARNs: optional(listOf(textOrMap)),
    Tags: optional(isMap),
    TimeoutInMinutes: optional(isInteger),
  },
  translate(resource: SamResource): Translated {
    const { logicalId, dependsOn } = resource
    const url = resource.get('TemplateUrl')
    const stack = new Resource(nestedStack, logicalId, {
      dependsOn,
      attributes: resource.passedOn,
      properties: {
        Parameters: resource.get('Parameters'),
        NotificationARNs: resource.get('NotificationARNs'),
        Tags: samTags(logicalId, resource.get('Tags'), applicationTags(resource.get('Location'))),
        TimeoutInMinutes: resource.get('TimeoutInMinutes'),
        TemplateURL: isTruthy(url) ? url : '',
      },
    })
    return { resources: [stack] }
  },
}

function applicationTags(location: Value): Dict {
  const tags: Dict = {}
  if (!isDict(location)) return tags
  const { ApplicationId: id = null, SemanticVersion: version = null } = location
  if (id !== null) tags['serverlessrepo:applicationId'] = id
  if (version !== null) tags['serverlessrepo:semanticVersion'] = version
  return tags
}
