/** What roles, users and groups have in common: inline and attached policies. */
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  documentText,
  everyItem,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceUpdate,
  readDocumentText,
  retag,
  tagList,
  unlessMissing,
} from '../../../dispatch/index.ts'

/** Who holds policies: as the names of operations have it. */
export type HolderKind = 'Role' | 'User' | 'Group'

/** One of them, by its name. */
export interface Holder {
  readonly kind: HolderKind
  readonly name: string
}

/** What IAM answers for something that is not there. */
export const missing = 'NoSuchEntityException'

/** What IAM answers for a name that is taken. */
export const taken = 'EntityAlreadyExistsException'

/** An inline policy as templates give it. */
export interface InlinePolicy {
  readonly PolicyName: string
  readonly PolicyDocument: Json
}

export async function putInline(
  { call }: ResourceCalls,
  holder: Holder,
  policy: InlinePolicy,
): Promise<void> {
  await call(`iam:Put${holder.kind}Policy`, {
    ...named(holder),
    PolicyName: policy.PolicyName,
    PolicyDocument: documentText(policy.PolicyDocument),
  })
}

/** The holder or the policy may be gone already. */
export async function takeInline({ call }: ResourceCalls, holder: Holder, PolicyName: string): Promise<void> {
  await unlessMissing(call(`iam:Delete${holder.kind}Policy`, { ...named(holder), PolicyName }), missing)
}

/** The document of an inline policy, if it is there. */
export async function readInline(
  { call }: ResourceCalls,
  holder: Holder,
  PolicyName: string,
): Promise<Json | undefined> {
  const found = await unlessMissing(
    call<{ PolicyDocument?: string }>(`iam:Get${holder.kind}Policy`, { ...named(holder), PolicyName }),
    missing,
  )
  return found && readDocument(found.PolicyDocument)
}

export async function attach({ call }: ResourceCalls, holder: Holder, PolicyArn: string): Promise<void> {
  await call(`iam:Attach${holder.kind}Policy`, { ...named(holder), PolicyArn })
}

/** The holder or the attachment may be gone already. */
export async function detach({ call }: ResourceCalls, holder: Holder, PolicyArn: string): Promise<void> {
  await unlessMissing(call(`iam:Detach${holder.kind}Policy`, { ...named(holder), PolicyArn }), missing)
}

/** Brings the policies of a holder from what one version of the template says to what the next one says. */
export async function changePolicies(
  calls: ResourceCalls,
  holder: Holder,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  const arnsBefore = textsOf(previous.ManagedPolicyArns)
  const arnsNext = textsOf(next.ManagedPolicyArns)
  for (const arn of arnsBefore) if (!arnsNext.includes(arn)) await detach(calls, holder, arn)
  for (const arn of arnsNext) if (!arnsBefore.includes(arn)) await attach(calls, holder, arn)
  const before = inlineOf(previous)
  const after = inlineOf(next)
  for (const { PolicyName } of before)
    if (!after.some((policy) => policy.PolicyName === PolicyName)) await takeInline(calls, holder, PolicyName)
  for (const policy of after) {
    const same = before.find(({ PolicyName }) => PolicyName === policy.PolicyName)
    const unchanged = same && documentText(same.PolicyDocument) === documentText(policy.PolicyDocument)
    if (!unchanged) await putInline(calls, holder, policy)
  }
}

/** The policies of a holder as its template would give them; absent where there are none. */
export async function readPolicies(calls: ResourceCalls, holder: Holder): Promise<Record<string, Json>> {
  const attached = await everyItem<{ PolicyArn?: string }>(
    calls,
    `iam:ListAttached${holder.kind}Policies`,
    named(holder),
    'AttachedPolicies',
    'Marker',
  )
  const names = await everyItem<string>(
    calls,
    `iam:List${holder.kind}Policies`,
    named(holder),
    'PolicyNames',
    'Marker',
  )
  const policies = await Promise.all(
    names.map(async (PolicyName) => ({
      PolicyName,
      PolicyDocument: (await readInline(calls, holder, PolicyName)) ?? {},
    })),
  )
  return {
    ...(attached.length > 0 ? { ManagedPolicyArns: attached.map(({ PolicyArn = '' }) => PolicyArn) } : {}),
    ...(policies.length > 0 ? { Policies: policies } : {}),
  }
}

/** Sets or takes away the boundary of a role or user. */
export async function changeBoundary(
  { call }: ResourceCalls,
  holder: Holder,
  boundary: Json | undefined,
): Promise<void> {
  if (boundary === undefined || boundary === null)
    await unlessMissing(call(`iam:Delete${holder.kind}PermissionsBoundary`, named(holder)), missing)
  else
    await call(`iam:Put${holder.kind}PermissionsBoundary`, {
      ...named(holder),
      PermissionsBoundary: String(boundary),
    })
}

/** The member that names a holder in operations. */
export function named({ kind, name }: Holder): Record<string, string> {
  return { [`${kind}Name`]: name }
}

/** A list of texts, or none. */
export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** IAM tells documents with every sign escaped. */
export function readDocument(text: string | undefined): Json {
  return readDocumentText(decodeURIComponent(text ?? ''))
}

/** Tags as templates give them, or none. */
export function ownTags(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, Json> {
  return tags && tags.length > 0 ? { Tags: tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}
}

/** Brings the tags of an entity from what they were to what they shall be: `iam:TagRole` and `iam:UntagRole` with its name. */
export function retagEntity(
  request: ResourceUpdate,
  kind: string,
  entity: Readonly<Record<string, string>>,
): Promise<void> {
  return retag(
    request,
    'Tags',
    (tags) => request.call(`iam:Tag${kind}`, { ...entity, Tags: tagList(tags) }),
    (TagKeys) => request.call(`iam:Untag${kind}`, { ...entity, TagKeys }),
  )
}

/** Takes away what the template gave the holder, then it: what others attached to it stands in the way, as at AWS. */
export async function removeHolder(
  calls: ResourceCalls,
  holder: Holder,
  properties: ResourceProperties,
): Promise<void> {
  await changePolicies(calls, holder, properties, {})
  await unlessMissing(calls.call(`iam:Delete${holder.kind}`, named(holder)), missing)
}

function inlineOf({ Policies }: ResourceProperties): InlinePolicy[] {
  if (!Array.isArray(Policies)) return []
  return (Policies as readonly JsonObject[]).map(({ PolicyName, PolicyDocument }) => ({
    PolicyName: String(PolicyName),
    PolicyDocument: PolicyDocument ?? {},
  }))
}
