/** Quotas. Source, unless another is named: CloudFormation User Guide, "Understand CloudFormation quotas". */

/** Tags of one stack. Unit: tags. */
export const stackTagsMax = 50

/** A custom resource's answer. Unit: bytes. Source: Template Reference, "Custom resource response objects". */
export const customResponseBytesMax = 4_096

/** How long a custom resource may take when it does not say. Unit: seconds. Source: Template Reference, AWS::CloudFormation::CustomResource, ServiceTimeout. */
export const customTimeoutSecondsDefault = 3_600

/** What stands behind a wait condition's signal. Unit: bytes. Source: User Guide, "Wait condition signal JSON syntax". */
export const signalBytesMax = 4_096

/** How long a wait condition may take when it does not say. Unit: seconds. Source: Template Reference, AWS::CloudFormation::WaitCondition, Timeout. */
export const waitTimeoutSecondsMax = 43_200

/** Calls for resources of one stack at the same time. Unit: resources. Ours: the calls of one process gain nothing by more. */
export const attemptsAtOnceMax = 48

/** Stacks that are worked on at the same time by one node. Unit: stacks. Ours. */
export const stacksAtOnceMax = 32

/** How long a stack stays with a node that gives no sign of life. Unit: milliseconds. Ours: after a crash it goes on that much later. */
export const workLeaseMs = 3_000

/**
 * How often alarms that are rollback triggers are looked at. Unit: milliseconds. Ours: as often as alarms of the shortest period are
 * evaluated.
 */
export const alarmLookMs = 10_000

/** Events of one page. Unit: events. Source: API Reference, DescribeStackEvents: observed on AWS. */
export const eventsPageSize = 100

/** Stacks, resources, exports of one page. Unit: entries. Source: observed on AWS. */
export const pageSize = 100

/** Attempts of a change that others keep getting ahead of. Unit: attempts. Ours. */
export const changeAttemptsMax = 40

/** How long deleted stacks can be described. Unit: milliseconds. Source: API Reference, ListStacks: 90 days. */
export const deletedStackKeptMs = 90 * 86_400_000

/** A stack policy. Unit: bytes. Source: API Reference, SetStackPolicy. */
export const stackPolicyBytesMax = 16_384

/** How deep stacks may nest. Unit: levels. Ours: a template that contains itself ends somewhere. */
export const nestingMax = 10

/** Transforms of one template, those in it counted. Unit: transforms. Ours: one that calls for itself ends somewhere. */
export const transformsMax = 500
