/** What the operations that simulate policies have in common: reading what is to be simulated, and answering page by page. */
import type * as Api from '@aws-sdk/client-iam'
import { parseArn } from '../../aws/arn.ts'
import type { Principal } from '../../aws/principal.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import {
  callerFacts,
  type PolicyDocument,
  type Requester,
  readDocument,
  statementSpans,
} from '../../engines/policy/index.ts'
import { type SimulatedPolicy, simulateAction } from './domain/simulation.ts'
import { invalidInput } from './errors.ts'
import { simulatedResourcesMax } from './limits.ts'
import { pageOfList } from './paging.ts'

/** What both simulations are asked. */
export type SimulationRequest = Omit<Api.SimulateCustomPolicyRequest, 'PolicyInputList'> & {
  readonly PolicyInputList?: readonly string[] | undefined
}

/** What is known of who would ask. */
export interface SimulatedCaller {
  readonly identity: readonly SimulatedPolicy[]
  readonly boundary?: SimulatedPolicy | undefined
  /** Of the user, group or role; a custom simulation may name none. */
  readonly arn?: string | undefined
  readonly tags?: ReadonlyMap<string, string>
}

/** Reads a policy of a simulation. Fails with InvalidInput for what is none. */
export function simulatedPolicy(
  id: string,
  text: string,
  kind: SimulatedPolicy['kind'] = 'IAM Policy',
): SimulatedPolicy {
  return { id, kind, document: documentOf(text), spans: statementSpans(text) }
}

/** The policies of a list, named by it and their number. */
export function simulatedPolicies(list: string, texts: readonly string[] | undefined): SimulatedPolicy[] {
  return (texts ?? []).map((text, index) => simulatedPolicy(`${list}.${index + 1}`, text))
}

/** UNVERIFIED: the words. */
function documentOf(text: string): PolicyDocument {
  const read = readDocument(text)
  if (!read.ok) throw invalidInput('The policy is not in the valid JSON format.')
  return read.document
}

/** Simulates. Fails with InvalidInput. UNVERIFIED: the words of all refusals. */
export function simulate(
  input: SimulationRequest,
  caller: SimulatedCaller,
  context: OperationContext,
): Api.SimulatePolicyResponse {
  const { ActionNames = [], ResourceArns = [], ContextEntries = [] } = input
  const resources = ResourceArns.length === 0 ? ['*'] : ResourceArns
  for (const action of ActionNames)
    if (!/^[\w-]+:\w+$/.test(action)) throw invalidInput(`Invalid action: ${action}`)
  for (const resource of resources)
    if (resource !== '*' && !parseArn(resource)) throw invalidInput(`Invalid Entity Arn: ${resource}`)
  if (resources.length > simulatedResourcesMax)
    throw invalidInput(`A simulation takes at most ${simulatedResourcesMax} resources.`)
  checkScenario(input.ResourceHandlingOption, resources)
  const callerArn = input.CallerArn ?? caller.arn
  const requester = requesterBehind(callerArn, context)
  if (input.ResourcePolicy !== undefined) checkResourceCaller(callerArn)
  const simulation = {
    identity: caller.identity,
    ...boundaryOf(input, caller),
    ...(input.ResourcePolicy === undefined
      ? {}
      : { resource: simulatedPolicy('ResourcePolicy', input.ResourcePolicy, 'Resource Policy') }),
    ...(input.OrderedOrganizationPolicyInputList === undefined
      ? {}
      : {
          organization: input.OrderedOrganizationPolicyInputList.map(
            ({ ServiceControlPolicyInputList = [] }) => ServiceControlPolicyInputList.map(documentOf),
          ),
        }),
    requester,
    context: contextOf(ContextEntries, requester, caller, context),
    ownerOf: ownership(input.ResourceOwner, requester),
  }
  const actions = ActionNames.map((action, index) => ({ action, at: String(index).padStart(6, '0') }))
  const purpose = `simulation ${context.accountId} ${ActionNames.length}`
  const { items, answer } = pageOfList(actions, ({ at }) => at, purpose, input)
  return {
    EvaluationResults: items.map(({ action }) => simulateAction(simulation, action, resources)),
    ...answer,
  }
}

/** The one that is given takes the place of the one that the user or role has. */
function boundaryOf(
  { PermissionsBoundaryPolicyInputList: given = [] }: SimulationRequest,
  caller: SimulatedCaller,
) {
  if (given.length > 1) throw invalidInput('A simulation takes one permissions boundary at most.')
  const [boundary = caller.boundary] = simulatedPolicies('PermissionsBoundaryPolicyInputList', given)
  return boundary === undefined ? {} : { boundary }
}

function checkResourceCaller(callerArn: string | undefined): void {
  if (callerArn === undefined) throw invalidInput('CallerArn is required with a ResourcePolicy.')
  if (callerArn.includes(':role/'))
    throw invalidInput('Simulation of resource-based policies is not supported for IAM roles.')
}

/** Who would ask, by an ARN of a user, group or role. */
function requesterBehind(
  callerArn: string | undefined,
  { accountId, partition }: OperationContext,
): Requester {
  if (callerArn === undefined) return { accountId, partition, names: [] }
  const arn = parseArn(callerArn)
  if (arn?.service !== 'iam' || !/^(?:user|group|role)\/./.test(arn.resource))
    throw invalidInput(`Invalid Caller Arn: ${callerArn}`)
  const isRole = arn.resource.startsWith('role/')
  const names = arn.resource.startsWith('group/') ? [] : [callerArn]
  return { accountId: arn.accountId, partition, names, ...(isRole ? { roleNames: names } : {}) }
}

/** What is given, over what follows from who asks. */
function contextOf(
  entries: readonly Api.ContextEntry[],
  { names: [arn], accountId }: Requester,
  { tags }: SimulatedCaller,
  { now }: OperationContext,
): Map<string, readonly string[]> {
  const type = arn?.includes(':user/') ? 'user' : 'assumed-role'
  const caller = { type, accountId, arn: arn ?? '', userId: '' } as Principal
  const facts = arn === undefined ? new Map<string, readonly string[]>() : callerFacts(caller, now, tags)
  // Unique ids are not looked up.
  facts.delete('aws:userid')
  for (const { ContextKeyName, ContextKeyValues } of entries)
    if (ContextKeyName !== undefined) facts.set(ContextKeyName.toLowerCase(), ContextKeyValues ?? [])
  return facts
}

function ownership(
  resourceOwner: string | undefined,
  { accountId }: Requester,
): (resource: string) => string {
  const [, owner = undefined] = /^arn:[\w-]+:iam::(\d{12}):root$/.exec(resourceOwner ?? '') ?? []
  if (resourceOwner !== undefined && owner === undefined)
    throw invalidInput(`Invalid resource owner: ${resourceOwner}`)
  return (resource) => {
    const named = parseArn(resource)?.accountId ?? ''
    return /^\d{12}$/.test(named) ? named : (owner ?? accountId)
  }
}

const instance = ['instance', 'image', 'security-group', 'network-interface']

/** What must be among the resources. Source: IAM API Reference, SimulateCustomPolicy, `ResourceHandlingOption`. */
const scenarios: Readonly<Record<string, readonly string[]>> = {
  'EC2-VPC-InstanceStore': instance,
  'EC2-VPC-InstanceStore-Subnet': [...instance, 'subnet'],
  'EC2-VPC-EBS': [...instance, 'volume'],
  'EC2-VPC-EBS-Subnet': [...instance, 'subnet', 'volume'],
}

function checkScenario(scenario: string | undefined, resources: readonly string[]): void {
  if (scenario === undefined) return
  const needed = Object.hasOwn(scenarios, scenario) ? scenarios[scenario] : undefined
  if (!needed) throw invalidInput(`Invalid resource handling option: ${scenario}`)
  const missing = needed.filter(
    (kind) => !resources.some((resource) => new RegExp(`^arn:[^:]+:ec2:[^:]*:[^:]*:${kind}/`).test(resource)),
  )
  if (missing.length > 0)
    throw invalidInput(`${scenario} needs resources of these kinds: ${missing.join(', ')}`)
}
