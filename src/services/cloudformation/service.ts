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
import { describeEvents } from './operations/describe-events.ts'
import { describeStackEvents } from './operations/describe-stack-events.ts'
import { describeStackResource, describeStackResources } from './operations/describe-stack-resources.ts'
import { describeStacks } from './operations/describe-stacks.ts'
import {
  describeStackDriftDetectionStatus,
  describeStackResourceDrifts,
  detectStackDrift,
  detectStackResourceDrift,
} from './operations/drift.ts'
import { listExports, listImports } from './operations/exports.ts'
import { getTemplate } from './operations/get-template.ts'
import { listStackResources } from './operations/list-stack-resources.ts'
import { listStacks } from './operations/list-stacks.ts'
import { cancelUpdateStack, continueUpdateRollback, rollbackStack } from './operations/rollbacks.ts'
import { signalResource } from './operations/signal-resource.ts'
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './operations/stack-settings.ts'
import { estimateTemplateCost, getTemplateSummary, validateTemplate } from './operations/template-facts.ts'
import { describeAccountLimits, describeType, listTypes, listTypeVersions } from './operations/types.ts'
import { updateStack } from './operations/update-stack.ts'
import { resourceOperations } from './resources/inner-operations.ts'
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
      DescribeAccountLimits: describeAccountLimits,
      DescribeChangeSet: describeChangeSet,
      DescribeChangeSetHooks: describeChangeSetHooks,
      DescribeEvents: describeEvents,
      DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
      DescribeStackEvents: describeStackEvents,
      DescribeStackResource: describeStackResource,
      DescribeStackResourceDrifts: describeStackResourceDrifts,
      DescribeStackResources: describeStackResources,
      DescribeStacks: describeStacks,
      DescribeType: typed(describeType),
      DetectStackDrift: typed(detectStackDrift),
      DetectStackResourceDrift: typed(detectStackResourceDrift),
      EstimateTemplateCost: typed(estimateTemplateCost),
      ExecuteChangeSet: typed(executeChangeSet),
      GetStackPolicy: getStackPolicy,
      GetTemplate: getTemplate,
      GetTemplateSummary: typed(getTemplateSummary),
      ListChangeSets: listChangeSets,
      ListExports: listExports,
      ListImports: listImports,
      ListStackResources: listStackResources,
      ListStacks: listStacks,
      ListTypes: typed(listTypes),
      ListTypeVersions: typed(listTypeVersions),
      RollbackStack: rollbackStack,
      SetStackPolicy: typed(setStackPolicy),
      SignalResource: signalResource,
      UpdateStack: typed(updateStack),
      UpdateTerminationProtection: updateTerminationProtection,
      ValidateTemplate: typed(validateTemplate),
    } satisfies OperationTable<CloudFormation>,
    inner: { ...surroundingsOperations, ...resourceOperations },
    resourceTypes: {
      'AWS::CloudFormation::Macro': async () => (await import('./resources/macro.ts')).macro,
      'AWS::CloudFormation::WaitConditionHandle': async () =>
        (await import('./resources/wait-condition-handle.ts')).waitConditionHandle,
    },
    validation: { code: 'ValidationError' },
    start: async (surroundings) => {
      stackJobs(surroundings, resourceTypes)
      return undefined
    },
  }
}
