import type { CloudControl } from '@aws-sdk/client-cloudcontrol'
import type { OperationTable, ResourceTypes, ServiceDefinition } from '../../dispatch/index.ts'
import { requestsAtOnce } from './limits.ts'
import { cancelResourceRequest } from './operations/cancel-resource-request.ts'
import { createResource } from './operations/create-resource.ts'
import { deleteResource } from './operations/delete-resource.ts'
import { getResource } from './operations/get-resource.ts'
import { getResourceRequestStatus } from './operations/get-resource-request-status.ts'
import { listResourceRequests } from './operations/list-resource-requests.ts'
import { listResources } from './operations/list-resources.ts'
import { updateResource } from './operations/update-resource.ts'
import { workQueue } from './records.ts'
import { workHandler } from './work.ts'

/** AWS Cloud Control API, over the resource types of all services. */
export function cloudControlService(types: ResourceTypes): ServiceDefinition {
  return {
    prefix: 'cloudcontrolapi',
    model: 'cloudcontrol',
    operations: {
      CancelResourceRequest: cancelResourceRequest,
      CreateResource: createResource(types),
      DeleteResource: deleteResource(types),
      GetResource: getResource(types),
      GetResourceRequestStatus: getResourceRequestStatus,
      ListResourceRequests: listResourceRequests,
      ListResources: listResources(types),
      UpdateResource: updateResource(types),
    } satisfies OperationTable<CloudControl>,
    start: async (surroundings) => {
      surroundings.jobs.handle(workQueue, workHandler(surroundings, types), { concurrency: requestsAtOnce })
      return undefined
    },
  }
}
