import type { CloudFormation } from '@aws-sdk/client-cloudformation'
import type { OperationTable, ResourceTypes, ServiceDefinition } from '../../dispatch/index.ts'
import { createChangeSet } from './change-sets/create.ts'
import {
  deleteChangeSet,
  describeChangeSet,
  describeChangeSetHooks,
  listChangeSets,
} from './change-sets/describe.ts'
import { executeChangeSet } from './change-sets/execute.ts'
import { stackJobs } from './driver/jobs.ts'
import { withTypes } from './operations/context.ts'
import { createStack } from './operations/create-stack.ts'
import { deleteStack } from './operations/delete-stack.ts'
import { describeStackEvents } from './operations/describe-stack-events.ts'
import { describeStackResource, describeStackResources } from './operations/describe-stack-resources.ts'
import { describeStacks } from './operations/describe-stacks.ts'
import { listExports, listImports } from './operations/exports.ts'
import { getTemplate } from './operations/get-template.ts'
import { listStackResources } from './operations/list-stack-resources.ts'
import { listStacks } from './operations/list-stacks.ts'
import { cancelUpdateStack, continueUpdateRollback, rollbackStack } from './operations/rollbacks.ts'
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './operations/stack-settings.ts'
import { updateStack } from './operations/update-stack.ts'
import { surroundingsOperations } from './surroundings/index.ts'

/** CloudFormation, over the resource types of all services. */
export function cloudformationService({
  resourceTypes,
}: {
  readonly resourceTypes: ResourceTypes
}): ServiceDefinition {
  const typed = withTypes(resourceTypes)
  return {
    prefix: 'cloudformation',
    model: 'cloudformation',
    operations: {
      CancelUpdateStack: cancelUpdateStack,
      ContinueUpdateRollback: continueUpdateRollback,
      CreateChangeSet: typed(createChangeSet),
      CreateStack: typed(createStack),
      DeleteChangeSet: deleteChangeSet,
      DeleteStack: deleteStack,
      DescribeChangeSet: describeChangeSet,
      DescribeChangeSetHooks: describeChangeSetHooks,
      DescribeStackEvents: describeStackEvents,
      DescribeStackResource: describeStackResource,
      DescribeStackResources: describeStackResources,
      DescribeStacks: describeStacks,
      ExecuteChangeSet: typed(executeChangeSet),
      GetStackPolicy: getStackPolicy,
      GetTemplate: getTemplate,
      ListChangeSets: listChangeSets,
      ListExports: listExports,
      ListImports: listImports,
      ListStackResources: listStackResources,
      ListStacks: listStacks,
      RollbackStack: rollbackStack,
      SetStackPolicy: typed(setStackPolicy),
      UpdateStack: typed(updateStack),
      UpdateTerminationProtection: updateTerminationProtection,
    } satisfies OperationTable<CloudFormation>,
    inner: surroundingsOperations,
    validation: { code: 'ValidationError' },
    start: async (surroundings) => {
      stackJobs(surroundings, resourceTypes)
      return undefined
    },
  }
}
