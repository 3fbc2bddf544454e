import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { MadeResource, ResourceCalls, ResourceType } from '../../../dispatch/index.ts'
import { everyItem, nameOf, unlessAgain, unlessMissing } from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Logs::LogStream. Source: CloudFormation template reference, AWS::Logs::LogStream. */
export const logStream: ResourceType = {
  async create(request) {
    const logStreamName = nameOf(request, 'LogStreamName', { max: 512 })
    const logGroupName = request.properties.LogGroupName
    await unlessAgain(
      request,
      request.call('logs:CreateLogStream', { logGroupName, logStreamName }),
      'ResourceAlreadyExistsException',
    )
    return madeOf(String(logGroupName), logStreamName)
  },

  async remove({ call, physicalId, properties }) {
    await unlessMissing(
      call('logs:DeleteLogStream', {
        logGroupName: properties.LogGroupName,
        logStreamName: physicalId,
      }),
      missing,
    )
  },

  async read(query) {
    const [LogGroupName = '', LogStreamName = ''] = query.identifier.split('|', 2)
    const streams = await unlessMissing(streamsOf(query, LogGroupName, LogStreamName), missing)
    if (!streams?.some((stream) => stream.logStreamName === LogStreamName)) return undefined
    return { ...madeOf(LogGroupName, LogStreamName), properties: { LogGroupName, LogStreamName } }
  },

  async list(calls, { LogGroupName }) {
    const group = String(LogGroupName)
    return (await streamsOf(calls, group)).map((stream) => `${group}|${stream.logStreamName}`)
  },
}

/** `Ref` gives the stream's name; the attributes are what Cloud Control names it by. */
function madeOf(LogGroupName: string, LogStreamName: string): MadeResource {
  return { physicalId: LogStreamName, attributes: { LogGroupName, LogStreamName } }
}

function streamsOf(
  calls: ResourceCalls,
  logGroupName: string,
  prefix?: string,
): Promise<readonly Api.LogStream[]> {
  return everyItem(
    calls,
    'logs:DescribeLogStreams',
    { logGroupName, ...(prefix === undefined ? {} : { logStreamNamePrefix: prefix }) },
    'logStreams',
    'nextToken',
  )
}
