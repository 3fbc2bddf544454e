import { lambdaPermission } from '../../cloudformation/lambda.ts'
import { ref, sub } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { arnText } from '../../partitions.ts'
import type { Value } from '../../python/values.ts'

/** Lets authorizers of an HTTP or WebSocket API call their function. */
export function authorizerPermission(api: SamResource, id: string, functionArn: Value): Resource {
  return new Resource(lambdaPermission, id, {
    attributes: api.passedOn,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sub(arnText('${AWS::Partition}', 'execute-api', '${__ApiId__}/authorizers/*'), {
        __ApiId__: ref(api.logicalId),
      }),
    },
  })
}
