import { shorthand } from '../../intrinsics/build.ts'
import type { Resource } from '../../model/resource.ts'
import { fromTemplate, legacyDict, type Text } from '../../python/memory.ts'
import { type Dict, has } from '../../python/values.ts'

/** The address by which API Gateway calls a function, or its alias. `isStreamed`: the answer comes in pieces. */
export function integrationUri(target: Resource, partition: string, isStreamed = false): Dict {
  const arn = target.arn as Dict
  const [version, call] = isStreamed
    ? ['2021-11-15', 'response-streaming-invocations']
    : ['2015-03-31', 'invocations']
  const text = `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/${version}/functions/${shorthand(arn)}/${call}`
  // A function has the template's own logical id; an alias has one that the transform made.
  const uri: string | Text = has(arn, 'Fn::GetAtt') ? fromTemplate(text) : text
  return legacyDict([['Fn::Sub', uri]])
}
