import type * as Api from '@aws-sdk/client-lambda'
import type { JsonObject } from '../../../../base/json.ts'
import { randomUuid } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { layerArn } from '../../domain/names.ts'
import {
  invalidParameter,
  policyLengthExceeded,
  preconditionFailed,
  resourceConflict,
  resourceNotFound,
} from '../../errors.ts'
import { findLayerVersion, layerAddressOf } from '../../layers.ts'
import { policyBytes } from '../../limits.ts'
import { type LayerStatement, type LayerVersionRecord, layerVersions } from '../../records.ts'
import { required } from '../../required.ts'

/** Lets another account, or everybody, use a layer version. */
export async function addLayerVersionPermission(
  input: Api.AddLayerVersionPermissionRequest,
  context: OperationContext,
): Promise<Api.AddLayerVersionPermissionResponse> {
  const id = required(input.StatementId, 'StatementId')
  const principal = required(input.Principal, 'Principal')
  // UNVERIFIED: the words. Source of the rule: API Reference, AddLayerVersionPermission, `OrganizationId`.
  if (input.OrganizationId !== undefined && principal !== '*')
    throw invalidParameter('OrganizationId is only supported when the principal is *.')
  return changing(context.store, async (commit) => {
    const stored = await layerVersionOf(context, input)
    const { value } = stored
    const statements = value.policy?.statements ?? []
    if (statements.some((statement) => statement.id === id)) {
      throw resourceConflict(
        `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      )
    }
    requireRevision(input.RevisionId, value)
    const statement: LayerStatement = {
      id,
      principal,
      ...(input.OrganizationId === undefined ? {} : { organizationId: input.OrganizationId }),
    }
    const policy = { statements: [...statements, statement], revisionId: randomUuid(context.random) }
    const next = { ...value, policy }
    const bytes = Buffer.byteLength(policyText(next, policy.statements))
    if (bytes > policyBytes)
      throw policyLengthExceeded(
        `The final policy size (${bytes}) is bigger than the limit (${policyBytes}).`,
      )
    layerVersions.put(commit, next, stored)
    return { Statement: JSON.stringify(statementView(next, statement)), RevisionId: policy.revisionId }
  })
}

/** Takes a statement out of a layer version's policy. */
export async function removeLayerVersionPermission(
  input: Api.RemoveLayerVersionPermissionRequest,
  context: OperationContext,
): Promise<object> {
  const id = required(input.StatementId, 'StatementId')
  return changing(context.store, async (commit) => {
    const stored = await layerVersionOf(context, input)
    const { policy, ...rest } = stored.value
    if (!policy) throw resourceNotFound('No policy is associated with the given resource.')
    requireRevision(input.RevisionId, stored.value)
    const statements = policy.statements.filter((statement) => statement.id !== id)
    if (statements.length === policy.statements.length)
      throw resourceNotFound(`Statement ${id} is not found in resource policy.`)
    const revisionId = randomUuid(context.random)
    const next = statements.length === 0 ? rest : { ...rest, policy: { statements, revisionId } }
    layerVersions.put(commit, next, stored)
    return {}
  })
}

/** The policy of a layer version. */
export async function getLayerVersionPolicy(
  input: Api.GetLayerVersionPolicyRequest,
  context: OperationContext,
): Promise<Api.GetLayerVersionPolicyResponse> {
  const { value } = await layerVersionOf(context, input)
  if (!value.policy) throw resourceNotFound('No policy is associated with the given resource.')
  return { Policy: policyText(value, value.policy.statements), RevisionId: value.policy.revisionId }
}

async function layerVersionOf(
  context: OperationContext,
  input: { readonly LayerName: string | undefined; readonly VersionNumber: number | undefined },
): Promise<Stored<LayerVersionRecord>> {
  const address = layerAddressOf(context, required(input.LayerName, 'LayerName'))
  const number = required(input.VersionNumber, 'VersionNumber')
  const isOwn = address.accountId === context.accountId
  const stored = isOwn ? await findLayerVersion(context, address, number) : undefined
  if (!stored)
    throw resourceNotFound(`Layer version ${layerArn(address, address.name, number)} does not exist.`)
  return stored
}

function requireRevision(asked: string | undefined, { policy }: LayerVersionRecord): void {
  if (asked === undefined || asked === policy?.revisionId) return
  throw preconditionFailed(
    'The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id',
  )
}

function policyText(version: LayerVersionRecord, statements: readonly LayerStatement[]): string {
  const views = statements.map((statement) => statementView(version, statement))
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: views })
}

function statementView(version: LayerVersionRecord, statement: LayerStatement): JsonObject {
  const { id, principal, organizationId } = statement
  const isAccount = /^\d{12}$/.test(principal)
  const arn = isAccount ? `arn:${version.partition}:iam::${principal}:root` : principal
  return {
    Sid: id,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: arn },
    Action: 'lambda:GetLayerVersion',
    Resource: layerArn(version, version.name, version.number),
    ...(organizationId === undefined
      ? {}
      : { Condition: { StringEquals: { 'aws:PrincipalOrgID': organizationId } } }),
  }
}
