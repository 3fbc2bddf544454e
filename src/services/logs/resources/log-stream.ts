import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { ResourceCalls, ResourceType } from '../../../dispatch/index.ts'
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
    return { physicalId: logStreamName, attributes: {} }
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
    return { physicalId: LogStreamName, attributes: {}, properties: { LogGroupName, LogStreamName } }
  },

  async list(calls, { LogGroupName }) {
    const group = String(LogGroupName)
    return (await streamsOf(calls, group)).map((stream) => `${group}|${stream.logStreamName}`)
  },
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
