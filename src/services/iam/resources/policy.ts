import {
  documentText,
  orRemove,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
} from '../../../dispatch/index.ts'
import { type Holder, putInline, takeInline, textsOf } from './holders.ts'

/**
 * AWS::IAM::Policy: one inline policy in every role, user and group that is named. It cannot be read: its id says nothing of
 * those. Source: CloudFormation template reference, AWS::IAM::Policy.
 */
export const policy: ResourceType = {
  async create(request) {
    const Id = request.name()
    return await orRemove(
      request,
      async () => {
        await changeHolders(request, {}, request.properties)
        return { physicalId: Id, attributes: { Id } }
      },
      () => changeHolders(request, request.properties, {}),
    )
  },

  async update(request) {
    const { physicalId: Id, previous, properties } = request
    await changeHolders(request, previous, properties)
    return { physicalId: Id, attributes: { Id } }
  },

  async remove(request) {
    await changeHolders(request, request.properties, {})
  },
}

async function changeHolders(
  calls: ResourceCalls,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  const PolicyName = String(next.PolicyName)
  const same =
    previous.PolicyName === next.PolicyName &&
    documentText(previous.PolicyDocument) === documentText(next.PolicyDocument)
  const before = holdersOf(previous)
  const after = holdersOf(next)
  const has = (holders: readonly Holder[], { kind, name }: Holder) =>
    holders.some((one) => one.kind === kind && one.name === name)
  for (const holder of after)
    if (!same || !has(before, holder))
      await putInline(calls, holder, { PolicyName, PolicyDocument: next.PolicyDocument ?? {} })
  for (const holder of before)
    if (previous.PolicyName !== next.PolicyName || !has(after, holder))
      await takeInline(calls, holder, String(previous.PolicyName))
}

function holdersOf({ Roles, Users, Groups }: ResourceProperties): Holder[] {
  return [
    ...textsOf(Roles).map((name) => ({ kind: 'Role', name }) as const),
    ...textsOf(Users).map((name) => ({ kind: 'User', name }) as const),
    ...textsOf(Groups).map((name) => ({ kind: 'Group', name }) as const),
  ]
}
