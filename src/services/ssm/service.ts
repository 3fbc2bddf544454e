import type { SSM } from '@aws-sdk/client-ssm'
import { busNoticeHandler, busNoticeTryingMs } from '../../delivery/index.ts'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { handleExpirations } from './expiration-work.ts'
import { addTagsToResource } from './operations/add-tags-to-resource.ts'
import { deleteParameter } from './operations/delete-parameter.ts'
import { deleteParameters } from './operations/delete-parameters.ts'
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts'
import { describeParameters } from './operations/describe-parameters.ts'
import { getParameter } from './operations/get-parameter.ts'
import { getParameterHistory } from './operations/get-parameter-history.ts'
import { getParameters } from './operations/get-parameters.ts'
import { getParametersByPath } from './operations/get-parameters-by-path.ts'
import { getResourcePolicies } from './operations/get-resource-policies.ts'
import { getServiceSetting } from './operations/get-service-setting.ts'
import { labelParameterVersion } from './operations/label-parameter-version.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { putParameter } from './operations/put-parameter.ts'
import { putResourcePolicy } from './operations/put-resource-policy.ts'
import { removeTagsFromResource } from './operations/remove-tags-from-resource.ts'
import { resetServiceSetting } from './operations/reset-service-setting.ts'
import { unlabelParameterVersion } from './operations/unlabel-parameter-version.ts'
import { updateServiceSetting } from './operations/update-service-setting.ts'
import { handlePolicyInstants } from './policy-work.ts'
import { noticeQueue } from './records.ts'

/** AWS Systems Manager: Parameter Store. */
export const service: ServiceDefinition = {
  prefix: 'ssm',
  model: 'ssm',
  operations: {
    AddTagsToResource: addTagsToResource,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DeleteResourcePolicy: deleteResourcePolicy,
    DescribeParameters: describeParameters,
    GetParameter: getParameter,
    GetParameterHistory: getParameterHistory,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    GetResourcePolicies: getResourcePolicies,
    GetServiceSetting: getServiceSetting,
    LabelParameterVersion: labelParameterVersion,
    ListTagsForResource: listTagsForResource,
    PutParameter: putParameter,
    PutResourcePolicy: putResourcePolicy,
    RemoveTagsFromResource: removeTagsFromResource,
    ResetServiceSetting: resetServiceSetting,
    UnlabelParameterVersion: unlabelParameterVersion,
    UpdateServiceSetting: updateServiceSetting,
  } satisfies OperationTable<SSM>,
  resourceTypes: {
    'AWS::SSM::Parameter': async () => (await import('./resources/parameter.ts')).parameter,
    'AWS::SSM::ResourcePolicy': async () => (await import('./resources/resource-policy.ts')).resourcePolicy,
    'AWS::SSM::ServiceSetting': async () => (await import('./resources/service-setting.ts')).serviceSetting,
  },
  start: async (surroundings) => {
    handleExpirations(surroundings)
    handlePolicyInstants(surroundings)
    surroundings.jobs.handle(noticeQueue, busNoticeHandler(surroundings, 'ssm.amazonaws.com'), {
      tryingMsMax: busNoticeTryingMs,
    })
    return undefined
  },
}
