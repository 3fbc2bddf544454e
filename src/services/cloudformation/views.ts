/** Records as the API answers them. */
import type * as Api from '@aws-sdk/client-cloudformation'
import type { JsonObject } from '../../base/json.ts'
import type { LogEntry } from '../../store/index.ts'
import type { StackEvent } from './domain/events.ts'
import type { StackResource } from './domain/resource.ts'
import type { Deployment, Stack } from './domain/stack.ts'
import type { DriftRecord } from './records.ts'

const notChecked = 'NOT_CHECKED'
const masked = '****'

/** A stack as DescribeStacks answers it. `noEcho`: the names of parameters whose values nobody is shown. */
export function stackView(stack: Stack, noEcho: ReadonlySet<string>): Api.Stack {
  const { deployment } = stack
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(deployment?.changeSetId === undefined ? {} : { ChangeSetId: deployment.changeSetId }),
    ...(deployment?.description === undefined ? {} : { Description: deployment.description }),
    ...(deployment && deployment.parameters.length > 0
      ? { Parameters: parameterViews(deployment, noEcho) }
      : {}),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt === undefined ? {} : { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt === undefined ? {} : { DeletionTime: new Date(stack.deletedAt) }),
    RollbackConfiguration: rollbackView(deployment),
    StackStatus: stack.status,
    ...(stack.statusReason === undefined ? {} : { StackStatusReason: stack.statusReason }),
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...(deployment?.notificationArns ?? [])],
    ...(stack.timeoutMinutes === undefined ? {} : { TimeoutInMinutes: stack.timeoutMinutes }),
    ...(deployment && deployment.capabilities.length > 0
      ? { Capabilities: [...deployment.capabilities] as Api.Capability[] }
      : {}),
    ...(stack.outputs.length > 0
      ? {
          Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
            OutputKey: key,
            OutputValue: value,
            ...(description === undefined ? {} : { Description: description }),
            ...(exportName === undefined ? {} : { ExportName: exportName }),
          })),
        }
      : {}),
    ...(deployment?.roleArn === undefined ? {} : { RoleARN: deployment.roleArn }),
    Tags: tagViews(deployment?.tags ?? {}),
    EnableTerminationProtection: stack.terminationProtection,
    ...(stack.parentId === undefined ? {} : { ParentId: stack.parentId }),
    ...(stack.rootId === undefined ? {} : { RootId: stack.rootId }),
    DriftInformation: driftView(stack) as Api.StackDriftInformation,
    ...(stack.retainExceptOnCreate === undefined ? {} : { RetainExceptOnCreate: stack.retainExceptOnCreate }),
    ...(stack.deletionMode === undefined ? {} : { DeletionMode: stack.deletionMode as Api.DeletionMode }),
    LastOperations: stack.lastOperations.map(({ type, id }) => ({ OperationType: type, OperationId: id })),
  }
}

/** Parameters of a deployment. */
export function parameterViews({ parameters }: Deployment, noEcho: ReadonlySet<string>): Api.Parameter[] {
  return parameters.map(({ name, value, resolved }) => ({
    ParameterKey: name,
    ParameterValue: noEcho.has(name) ? masked : value,
    ...(resolved === undefined ? {} : { ResolvedValue: resolved }),
  }))
}

/** Tags as lists of keys and values. */
export function tagViews(tags: Readonly<Record<string, string>>): Api.Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** Rollback triggers. */
export function rollbackView(deployment: Deployment | undefined): Api.RollbackConfiguration {
  const { triggers = [], monitoringMinutes } = deployment?.rollback ?? {}
  return {
    ...(triggers.length > 0
      ? { RollbackTriggers: triggers.map(({ arn, type }) => ({ Arn: arn, Type: type })) }
      : {}),
    ...(monitoringMinutes === undefined ? {} : { MonitoringTimeInMinutes: monitoringMinutes }),
  }
}

function driftView({ drift }: Stack): Api.StackDriftInformation | Api.StackDriftInformationSummary {
  return {
    StackDriftStatus: (drift?.status ?? notChecked) as Api.StackDriftStatus,
    ...(drift ? { LastCheckTimestamp: new Date(drift.checkedAt) } : {}),
  }
}

/** A stack as ListStacks answers it. */
export function stackSummary(stack: Stack): Api.StackSummary {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(stack.deployment?.description === undefined
      ? {}
      : { TemplateDescription: stack.deployment.description }),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt === undefined ? {} : { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt === undefined ? {} : { DeletionTime: new Date(stack.deletedAt) }),
    StackStatus: stack.status,
    ...(stack.statusReason === undefined ? {} : { StackStatusReason: stack.statusReason }),
    ...(stack.parentId === undefined ? {} : { ParentId: stack.parentId }),
    ...(stack.rootId === undefined ? {} : { RootId: stack.rootId }),
    DriftInformation: driftView(stack) as Api.StackDriftInformationSummary,
    LastOperations: stack.lastOperations.map(({ type, id }) => ({ OperationType: type, OperationId: id })),
  }
}

/** An event as DescribeStackEvents answers it. */
export function eventView(stack: Stack, { value, at }: LogEntry<StackEvent>): Api.StackEvent {
  return {
    StackId: stack.id,
    EventId: value.id,
    StackName: stack.name,
    OperationId: value.operationId,
    LogicalResourceId: value.logicalId,
    PhysicalResourceId: value.physicalId,
    ResourceType: value.type,
    Timestamp: new Date(value.at ?? at),
    ResourceStatus: value.status as Api.ResourceStatus,
    ...(value.reason === undefined ? {} : { ResourceStatusReason: value.reason }),
    ...(value.properties === undefined ? {} : { ResourceProperties: value.properties }),
    ...(value.token === undefined ? {} : { ClientRequestToken: value.token }),
  }
}

/** A resource as DescribeStackResources answers it. */
export function resourceView(stack: Stack, resource: StackResource): Api.StackResource {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    ...(resource.physicalId === undefined ? {} : { PhysicalResourceId: resource.physicalId }),
    ResourceType: resource.type,
    Timestamp: new Date(resource.updatedAt),
    ResourceStatus: resource.status as Api.ResourceStatus,
    ...(resource.statusReason === undefined ? {} : { ResourceStatusReason: resource.statusReason }),
    DriftInformation: { StackResourceDriftStatus: notChecked },
  }
}

/** The names of parameters whose values are not shown. `document`: the template. */
export function hiddenParameters(document: JsonObject | undefined): ReadonlySet<string> {
  const declared = (document?.Parameters ?? {}) as JsonObject
  return new Set(
    Object.entries(declared)
      .filter(([, parameter]) => String((parameter as JsonObject | undefined)?.NoEcho) === 'true')
      .map(([name]) => name),
  )
}

/** A resource with what the last detection of drift found. */
export function resourceWithDrift(
  view: Api.StackResource,
  drift: DriftRecord | undefined,
): Api.StackResource {
  if (!drift || drift.physicalId !== view.PhysicalResourceId) return view
  return {
    ...view,
    DriftInformation: {
      StackResourceDriftStatus: drift.status,
      LastCheckTimestamp: new Date(drift.checkedAt),
    },
  }
}
