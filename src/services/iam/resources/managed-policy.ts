import type { GetPolicyResponse, Policy, PolicyVersion } from '@aws-sdk/client-iam'
import type { Json } from '../../../base/json.ts'
import {
  changed,
  definite,
  documentText,
  everyItem,
  given,
  type MadeResource,
  nameOf,
  orRemove,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import {
  attach,
  detach,
  type Holder,
  type HolderKind,
  missing,
  readDocument,
  taken,
  textsOf,
} from './holders.ts'

/** Versions that a policy can have. Unit: versions. Source: IAM User Guide, "IAM and AWS STS quotas". */
const versionsMax = 5

const kinds: readonly HolderKind[] = ['Role', 'User', 'Group']

/** AWS::IAM::ManagedPolicy. Source: CloudFormation template reference, AWS::IAM::ManagedPolicy. */
export const managedPolicy: ResourceType = {
  async create(request) {
    const { properties } = request
    const PolicyName = nameOf(request, 'ManagedPolicyName', { max: 128 })
    const made = await unlessAgain(
      request,
      request.call<{ Policy?: Policy }>('iam:CreatePolicy', {
        PolicyName,
        PolicyDocument: documentText(properties.PolicyDocument),
        ...given(properties, 'Description', 'Path'),
      }),
      taken,
    )
    const path = String(properties.Path ?? '/')
    const arn =
      made?.Policy?.Arn ?? `arn:${request.partition}:iam::${request.accountId}:policy${path}${PolicyName}`
    return await orRemove(
      request,
      async () => {
        await changeHolders(request, arn, {}, properties)
        return madeOf(await policyOf(request, arn))
      },
      () => removePolicy(request, arn, properties),
    )
  },

  async update(request) {
    const { physicalId: arn, previous, properties } = request
    if (changed(previous, properties, 'PolicyDocument'))
      await putVersion(request, arn, properties.PolicyDocument)
    await changeHolders(request, arn, previous, properties)
    return madeOf(await policyOf(request, arn))
  },

  async remove(request) {
    await removePolicy(request, request.physicalId, request.properties)
  },

  async read(query) {
    const arn = query.identifier
    const found = await unlessMissing(policyOf(query, arn), missing)
    if (!found) return undefined
    const { PolicyVersion: version } = await query.call<{ PolicyVersion?: PolicyVersion }>(
      'iam:GetPolicyVersion',
      { PolicyArn: arn, VersionId: found.DefaultVersionId },
    )
    return {
      ...madeOf(found),
      properties: definite({
        ManagedPolicyName: found.PolicyName,
        Path: found.Path,
        Description: found.Description || undefined,
        PolicyDocument: readDocument(version?.Document),
        ...(await holdersOf(query, arn)),
      }),
    }
  },

  async list(calls) {
    const all = await everyItem<Policy>(calls, 'iam:ListPolicies', { Scope: 'Local' }, 'Policies', 'Marker')
    return all.map(({ Arn = '' }) => Arn)
  },
}

async function policyOf({ call }: ResourceCalls, PolicyArn: string): Promise<Policy> {
  return (await call<GetPolicyResponse>('iam:GetPolicy', { PolicyArn })).Policy ?? {}
}

/** Makes another version the one that counts; the oldest goes when there is no room. */
async function putVersion(
  calls: ResourceCalls,
  PolicyArn: string,
  document: Json | undefined,
): Promise<void> {
  const versions = await versionsOf(calls, PolicyArn)
  const oldest = versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).at(-1)
  if (versions.length >= versionsMax && oldest)
    await calls.call('iam:DeletePolicyVersion', { PolicyArn, VersionId: oldest.VersionId })
  await calls.call('iam:CreatePolicyVersion', {
    PolicyArn,
    PolicyDocument: documentText(document),
    SetAsDefault: true,
  })
}

/** The newest first. */
async function versionsOf(calls: ResourceCalls, PolicyArn: string): Promise<readonly PolicyVersion[]> {
  const all = await everyItem<PolicyVersion>(
    calls,
    'iam:ListPolicyVersions',
    { PolicyArn },
    'Versions',
    'Marker',
  )
  const number = ({ VersionId = 'v0' }: PolicyVersion) => Number(VersionId.slice(1))
  return [...all].sort((a, b) => number(b) - number(a))
}

async function removePolicy(
  calls: ResourceCalls,
  arn: string,
  properties: ResourceProperties,
): Promise<void> {
  await changeHolders(calls, arn, properties, {})
  const versions = await unlessMissing(versionsOf(calls, arn), missing)
  for (const { VersionId, IsDefaultVersion } of versions ?? [])
    if (!IsDefaultVersion)
      await unlessMissing(calls.call('iam:DeletePolicyVersion', { PolicyArn: arn, VersionId }), missing)
  await unlessMissing(calls.call('iam:DeletePolicy', { PolicyArn: arn }), missing)
}

async function changeHolders(
  calls: ResourceCalls,
  arn: string,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  for (const kind of kinds) {
    const before = textsOf(previous[`${kind}s`])
    const after = textsOf(next[`${kind}s`])
    const holder = (name: string): Holder => ({ kind, name })
    for (const name of before) if (!after.includes(name)) await detach(calls, holder(name), arn)
    for (const name of after) if (!before.includes(name)) await attach(calls, holder(name), arn)
  }
}

async function holdersOf(calls: ResourceCalls, PolicyArn: string): Promise<Record<string, string[]>> {
  const entries = await Promise.all(
    kinds.map(async (kind) => {
      const all = await everyItem<Readonly<Record<string, string>>>(
        calls,
        'iam:ListEntitiesForPolicy',
        { PolicyArn, EntityFilter: kind },
        `Policy${kind}s`,
        'Marker',
      )
      return [`${kind}s`, all.map((one) => one[`${kind}Name`] ?? '')] as const
    }),
  )
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0))
}

function madeOf(policy: Policy): MadeResource {
  const { Arn = '', PolicyId = '', DefaultVersionId = '', CreateDate, UpdateDate } = policy
  return {
    physicalId: Arn,
    attributes: {
      PolicyArn: Arn,
      PolicyId,
      DefaultVersionId,
      AttachmentCount: policy.AttachmentCount ?? 0,
      PermissionsBoundaryUsageCount: policy.PermissionsBoundaryUsageCount ?? 0,
      IsAttachable: policy.IsAttachable ?? true,
      CreateDate: CreateDate?.toISOString() ?? '',
      UpdateDate: UpdateDate?.toISOString() ?? '',
    },
  }
}
